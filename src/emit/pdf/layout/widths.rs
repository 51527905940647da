//! Widths of table columns.

/// What is known of a column before its width is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Width of the widest word.
    pub least: f32,
    /// Width of the widest line, were none broken.
    pub most: f32,
    /// Share of the table that the text asks for, in percent.
    pub share: Option<u8>,
}

/// Divides `room` among columns: shares as asked for, words whole where that is possible, and the
/// rest by how much text there is. The root of the amount is what counts, or else one long column
/// would leave the short ones no room to stand on one line.
pub fn widths(needs: &[Need], room: f32) -> Vec<f32> {
    let count = needs.len().max(1) as f32;
    let floor = (room / count * 0.25).min(24.0);
    let asked: f32 = needs.iter().filter_map(|n| n.share).map(f32::from).sum();
    // Shares of more than the whole are shares of their sum.
    let scale =
        if asked > 100.0 || needs.iter().all(|n| n.share.is_some()) { 1.0 / asked.max(1.0) } else { 0.01 };
    let free: Vec<usize> = (0..needs.len()).filter(|&i| needs[i].share.is_none()).collect();
    let mut widths: Vec<f32> =
        needs.iter().map(|need| need.share.map_or(0.0, |share| f32::from(share) * scale * room)).collect();
    let reserved = floor * free.len() as f32;
    let fixed: f32 = widths.iter().sum();
    if fixed + reserved > room {
        let factor = (room - reserved).max(0.0) / fixed.max(1.0);
        widths.iter_mut().for_each(|width| *width *= factor);
    }
    let left = room - widths.iter().sum::<f32>();
    for (index, width) in free.iter().zip(divide(needs, &free, left)) {
        widths[*index] = width;
    }
    widths
}

/// Gives the width that ragged lines leave unused to the columns that could use more.
pub fn settle(widths: &mut [f32], used: &[f32], needs: &[Need]) {
    let wanting = |column: usize, width: f32| match needs[column].share {
        None => (needs[column].most - width).max(0.0).sqrt(),
        Some(_) => 0.0,
    };
    let weights: Vec<f32> =
        widths.iter().enumerate().map(|(column, &width)| wanting(column, width)).collect();
    let total: f32 = weights.iter().sum();
    if total < 0.1 {
        return;
    }
    let mut spare = 0.0;
    for (column, width) in widths.iter_mut().enumerate() {
        if needs[column].share.is_none() {
            spare += *width - used[column];
            *width = used[column];
        }
    }
    for (width, weight) in widths.iter_mut().zip(weights) {
        *width += spare * weight / total;
    }
}

/// Divides `room` among the columns of `free`.
fn divide(needs: &[Need], free: &[usize], room: f32) -> Vec<f32> {
    let least: f32 = free.iter().map(|&i| needs[i].least).sum();
    let most: f32 = free.iter().map(|&i| needs[i].most).sum();
    if least >= room {
        return free.iter().map(|&i| needs[i].least.max(1.0) * room / least.max(free.len() as f32)).collect();
    }
    if most <= room {
        let spare = room - most;
        return free
            .iter()
            .map(|&i| needs[i].most + spare * (needs[i].most + 1.0) / (most + free.len() as f32))
            .collect();
    }
    let mut widths: Vec<f32> = free.iter().map(|&i| needs[i].least).collect();
    let mut spare = room - least;
    // A column that reaches its widest line gives the rest back, so this ends after a few rounds.
    for _ in 0..=free.len() {
        let open: Vec<usize> = (0..free.len()).filter(|&k| needs[free[k]].most - widths[k] > 0.1).collect();
        let weight = |k: usize| (needs[free[k]].most - needs[free[k]].least).max(0.1).sqrt();
        let total: f32 = open.iter().map(|&k| weight(k)).sum();
        if open.is_empty() || spare < 0.1 {
            break;
        }
        let portion = spare;
        for &k in &open {
            let more = (portion * weight(k) / total).min(needs[free[k]].most - widths[k]);
            widths[k] += more;
            spare -= more;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::{Need, widths};

    fn need(least: f32, most: f32) -> Need {
        Need { least, most, share: None }
    }

    #[test]
    fn columns_fill_the_room() {
        for needs in [
            vec![need(30.0, 60.0), need(50.0, 2_000.0)],
            vec![need(300.0, 600.0), need(500.0, 2_000.0)],
            vec![need(10.0, 20.0), need(10.0, 20.0)],
            vec![need(0.0, 0.0)],
            vec![Need { share: Some(30), ..need(10.0, 20.0) }, need(50.0, 900.0)],
            vec![Need { share: Some(90), ..need(10.0, 20.0) }, Need { share: Some(90), ..need(50.0, 900.0) }],
        ] {
            let widths = widths(&needs, 400.0);
            let sum: f32 = widths.iter().sum();
            assert!((sum - 400.0).abs() < 1.0, "{needs:?} {widths:?}");
            assert!(widths.iter().all(|w| *w > 0.0), "{needs:?} {widths:?}");
        }
    }

    #[test]
    fn short_columns_keep_their_words_and_long_ones_get_more() {
        let widths = widths(&[need(40.0, 80.0), need(60.0, 2_000.0)], 400.0);
        assert!(widths[0] >= 40.0 && widths[1] > widths[0]);
    }

    #[test]
    fn a_share_is_kept() {
        let first = Need { share: Some(30), ..need(200.0, 300.0) };
        let widths = widths(&[first, need(60.0, 2_000.0)], 400.0);
        assert!((widths[0] - 120.0).abs() < 0.1);
    }
}
