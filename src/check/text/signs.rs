//! Which of some characters a text has: seen in one pass, and told to all rules that look for them.

/// A set of characters that most texts have not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs(u16);

impl Signs {
    /// No character: no text lacks it.
    pub const NONE: Signs = Signs(0);
    /// `(`.
    pub const ROUND: Signs = Signs(1);
    /// `[`.
    pub const SQUARE: Signs = Signs(2);
    /// `{`.
    pub const CURLY: Signs = Signs(4);
    /// `<`.
    pub const ANGLE: Signs = Signs(8);
    /// `?`.
    pub const QUESTION: Signs = Signs(16);
    /// `\`.
    pub const BACKSLASH: Signs = Signs(32);
    /// `/`.
    pub const SLASH: Signs = Signs(64);
    /// `_`.
    pub const LINE: Signs = Signs(128);
    /// `X`.
    pub const X: Signs = Signs(256);
    /// `B` and `O`.
    pub const B_OR_O: Signs = Signs(512);
    /// Control characters of ASCII.
    pub const CONTROL: Signs = Signs(1024);
    /// Whatever is beyond ASCII.
    pub const FOREIGN: Signs = Signs(2048);
    /// `@`.
    pub const AT: Signs = Signs(4096);

    /// The signs of a text.
    pub fn of(text: &str) -> Signs {
        Signs(text.bytes().fold(0, |signs, byte| signs | OF_BYTE[usize::from(byte)]))
    }

    /// These and others.
    pub const fn or(self, others: Signs) -> Signs {
        Signs(self.0 | others.0)
    }

    /// Whether one of some signs is among these.
    pub const fn have(self, some: Signs) -> bool {
        self.0 & some.0 != 0
    }
}

/// What each byte of a text is a sign of.
static OF_BYTE: [u16; 256] = {
    let mut signs = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        signs[byte] = match byte as u8 {
            b'(' => Signs::ROUND.0,
            b'[' => Signs::SQUARE.0,
            b'{' => Signs::CURLY.0,
            b'<' => Signs::ANGLE.0,
            b'?' => Signs::QUESTION.0,
            b'\\' => Signs::BACKSLASH.0,
            b'/' => Signs::SLASH.0,
            b'_' => Signs::LINE.0,
            b'@' => Signs::AT.0,
            b'X' => Signs::X.0,
            b'B' | b'O' => Signs::B_OR_O.0,
            0..=31 | 127 => Signs::CONTROL.0,
            128.. => Signs::FOREIGN.0,
            _ => 0,
        };
        byte += 1;
    }
    signs
};

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn a_text_has_the_signs_of_its_characters() {
        assert_eq!(Signs::of("Plain words, 12.5 % of them: x."), Signs::NONE);
        assert_eq!(Signs::of("(a) [b]"), Signs::ROUND.or(Signs::SQUARE));
        assert_eq!(Signs::of("a\tb\u{7f}"), Signs::CONTROL);
        assert!(Signs::of("a “b”").have(Signs::FOREIGN) && !Signs::of("a \"b\"").have(Signs::FOREIGN));
    }
}
