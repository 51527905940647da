//! Zeros that a number format shows before a number: `01067` is the number 1067 to a spreadsheet.

/// What a number format shows before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Zeros {
    /// Nothing that the number does not have.
    None,
    /// The format is zeros alone: so many digits at least.
    Alone(usize),
    /// So many digits at least, among other signs.
    Among(usize),
}

/// Longest format code of a spreadsheet.
const MAX_CODE: usize = 255;

impl Zeros {
    /// What a format code says of numbers that are not negative.
    pub fn of(code: &str) -> Zeros {
        if code.len() > MAX_CODE {
            return Zeros::None;
        }
        let (mut zeros, mut alone, mut in_fraction) = (0, true, false);
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            match sign {
                ';' => break,
                '0' if !in_fraction => zeros += 1,
                '.' => (in_fraction, alone) = (true, false),
                // A language, and a colour, show nothing.
                '[' => {
                    let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                    alone &= !inner.contains(['<', '>', '=']);
                }
                '"' => {
                    signs.by_ref().take_while(|sign| *sign != '"').for_each(drop);
                    alone = false;
                }
                '\\' | '_' | '*' => {
                    signs.next();
                    alone = false;
                }
                _ => alone = false,
            }
        }
        match zeros {
            0 | 1 => Zeros::None,
            digits if alone => Zeros::Alone(digits),
            digits => Zeros::Among(digits),
        }
    }

    /// How many zeros it shows before the digits of a number.
    pub fn before(self, number: &str) -> usize {
        let (Zeros::Alone(digits) | Zeros::Among(digits)) = self else { return 0 };
        let whole = number.split('.').next().unwrap_or_default();
        if whole.bytes().all(|byte| byte.is_ascii_digit()) { digits.saturating_sub(whole.len()) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zeros_are_sure() {
        for (code, zeros) in [
            ("General", Zeros::None),
            ("0", Zeros::None),
            ("0.00", Zeros::None),
            ("#,##0", Zeros::None),
            ("@", Zeros::None),
            ("00000", Zeros::Alone(5)),
            ("[$-407]00000;-00000", Zeros::Alone(5)),
            ("000-000", Zeros::Among(6)),
            ("\"HRB \"000000", Zeros::Among(6)),
            ("\\D\\-00000", Zeros::Among(5)),
            ("[<1000]0000;00000", Zeros::Among(4)),
            ("00.0", Zeros::Among(2)),
        ] {
            assert_eq!(Zeros::of(code), zeros, "{code}");
        }
        assert_eq!(Zeros::of(&"0".repeat(300)), Zeros::None);
    }

    #[test]
    fn zeros_stand_before_numbers_that_are_too_short() {
        assert_eq!(Zeros::Alone(5).before("1067"), 1);
        assert_eq!(Zeros::Alone(5).before("80538"), 0);
        assert_eq!(Zeros::Among(2).before("5.5"), 1);
        assert_eq!(Zeros::Alone(5).before("-3"), 0);
        assert_eq!(Zeros::None.before("3"), 0);
    }
}
