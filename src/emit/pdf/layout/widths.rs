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

/// What is known of a row: of each cell, the width of each line, were none broken.
pub type Row = Vec<Vec<f32>>;

/// How much width is moved at a time when columns are balanced, in points.
const STEPS: [f32; 4] = [72.0, 36.0, 12.0, 4.0];
/// The most moves of each kind.
const MOVES: usize = 24;
/// Tables of more columns are not balanced, and of longer tables the first rows decide: it would take
/// too long.
const MOST_COLUMNS: usize = 10;
const MOST_ROWS: usize = 200;
/// What a ragged line leaves empty, in points: half a word.
const RAG: f32 = 9.0;

/// Moves width from columns with room to those that make rows high, as long as the table gets lower.
/// Columns whose share is asked for keep it, and words stay whole. `gutter` is part of each width.
pub fn balance(widths: &mut [f32], needs: &[Need], rows: &[Row], gutter: f32) {
    let free: Vec<usize> = (0..needs.len()).filter(|&i| needs[i].share.is_none()).collect();
    if free.len() > MOST_COLUMNS {
        return;
    }
    let rows = &rows[..rows.len().min(MOST_ROWS)];
    for step in STEPS {
        for _ in 0..MOVES {
            let now = height(widths, rows, gutter);
            let lower = |&(from, to): &(usize, usize)| {
                if from == to || widths[from] - step < needs[from].least {
                    return None;
                }
                let mut moved = widths.to_vec();
                (moved[from], moved[to]) = (moved[from] - step, moved[to] + step);
                Some((height(&moved, rows, gutter), from, to)).filter(|(height, ..)| *height < now)
            };
            let pairs = free.iter().flat_map(|&from| free.iter().map(move |&to| (from, to)));
            let Some((_, from, to)) = pairs.filter_map(|pair| lower(&pair)).min() else {
                break;
            };
            widths[from] -= step;
            widths[to] += step;
        }
    }
}

/// How many lines the rows take, about; and all their cells, which decides where rows are even.
fn height(widths: &[f32], rows: &[Row], gutter: f32) -> (usize, usize) {
    let cell = |(lines, width): (&Vec<f32>, &f32)| -> usize {
        let room = (width - gutter).max(4.0);
        let broken = (room - RAG).max(4.0);
        lines.iter().map(|line| if *line <= room { 1 } else { (line / broken).ceil() as usize }).sum()
    };
    let row = |row: &Row| {
        let cells = row.iter().zip(widths).map(cell);
        cells.fold((0, 0), |(most, sum), lines| (most.max(lines), sum + lines))
    };
    rows.iter().map(row).fold((0, 0), |(height, all), (most, sum)| (height + most, all + sum))
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
    use super::{Need, balance, widths};

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
    fn a_column_that_makes_rows_high_gets_width_from_others() {
        let needs = [need(60.0, 200.0), need(60.0, 200.0), need(60.0, 200.0)];
        let rows = vec![vec![vec![100.0], vec![100.0], vec![150.0; 8]]; 3];
        let mut widths = [140.0, 140.0, 120.0];
        balance(&mut widths, &needs, &rows, 12.0);
        assert!(widths[2] >= 162.0 && widths[0] >= 60.0 && widths[1] >= 60.0, "{widths:?}");
        assert!((widths.iter().sum::<f32>() - 400.0).abs() < 0.1);
        let before = widths;
        balance(&mut widths, &needs, &rows, 12.0);
        assert_eq!(widths, before, "what cannot get lower stays");
    }

    #[test]
    fn a_share_is_kept() {
        let first = Need { share: Some(30), ..need(200.0, 300.0) };
        let widths = widths(&[first, need(60.0, 2_000.0)], 400.0);
        assert!((widths[0] - 120.0).abs() < 0.1);
    }
}
