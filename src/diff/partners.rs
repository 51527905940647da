//! Which unit of the other side each unit is.

/// Partners of units by place. A text may have a unit for each few words: four bytes are kept for each.
pub struct Partners(Vec<u32>);

/// The place of no unit.
const NONE: u32 = u32::MAX;
/// Set where one of the two moved. No text has so many units that their places would need this bit.
const MOVED: u32 = 1 << 31;

impl Partners {
    /// None yet, of so many units.
    pub fn none(units: usize) -> Partners {
        Partners(vec![NONE; units])
    }

    /// The partner of a unit, and whether one of the two moved.
    pub fn of(&self, at: usize) -> Option<(usize, bool)> {
        let partner = self.0.get(at).copied().filter(|partner| *partner != NONE)?;
        Some(((partner & !MOVED) as usize, partner & MOVED != 0))
    }

    /// Whether a unit has one.
    pub fn has(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|partner| *partner != NONE)
    }

    /// Gives a unit its partner.
    ///
    /// # Panics
    /// For a unit that is not there.
    pub fn set(&mut self, at: usize, partner: usize, moved: bool) {
        let partner = u32::try_from(partner).unwrap_or(NONE) & !MOVED;
        self.0[at] = if moved { partner | MOVED } else { partner };
    }
}

#[cfg(test)]
mod tests {
    use super::Partners;

    #[test]
    fn a_partner_is_given_back_with_whether_it_moved() {
        let mut partners = Partners::none(3);
        partners.set(0, 7, true);
        partners.set(2, 0, false);
        let all: Vec<_> = (0..4).map(|at| partners.of(at)).collect();
        assert_eq!(all, [Some((7, true)), None, Some((0, false)), None]);
        assert!(partners.has(0) && !partners.has(1) && !partners.has(3));
    }
}
