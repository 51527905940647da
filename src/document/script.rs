//! Figures above and below the line: `10⁶` is not 106, and the mark of a note is no figure of the text.

/// A digit or bracket as a raised one; any other character as it is.
pub fn raised(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32)).unwrap_or(c),
        '(' | '[' => '⁽',
        ')' | ']' => '⁾',
        c => c,
    }
}

/// A digit as a lowered one; any other character as it is.
pub fn lowered(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32('₀' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_above_and_below_the_line_are_other_figures() {
        assert_eq!("10a(9)".chars().map(raised).collect::<String>(), "¹⁰a⁽⁹⁾");
        assert_eq!("H2O 09".chars().map(lowered).collect::<String>(), "H₂O ₀₉");
    }
}
