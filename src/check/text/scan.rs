//! A cursor over a text, for what is read by hand: numbers, references, the heads of definitions.
//!
//! Each step goes over what it names and says whether that stood there; otherwise the cursor stays where it
//! was. So a reader is a row of steps joined by `&&`, on a copy of the cursor where a part of it may fail.

/// A place in a text, and the way on from it.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    /// At the head of a text.
    pub fn of(text: &'t str) -> Scan<'t> {
        Scan { text, at: 0 }
    }

    /// At a byte of a text, which is the first of a character or its end.
    pub fn from(text: &'t str, at: usize) -> Scan<'t> {
        Scan { text, at }
    }

    /// Where the cursor is.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is not yet read.
    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// One white space.
    pub fn space(&mut self) -> bool {
        match self.text.as_bytes().get(self.at) {
            Some(b' ') => self.at += 1,
            _ => match self.rest().chars().next().filter(|c| c.is_whitespace()) {
                Some(c) => self.at += c.len_utf8(),
                None => return false,
            },
        }
        true
    }

    /// All white space; whether there was any.
    pub fn spaces(&mut self) -> bool {
        let some = self.space();
        while self.space() {}
        some
    }

    /// These characters.
    pub fn take(&mut self, characters: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(characters.as_bytes());
        self.at += if found { characters.len() } else { 0 };
        found
    }

    /// The first of several that stands here: of two that begin alike, the longer is to be named first.
    pub fn take_any(&mut self, several: &[&str]) -> bool {
        several.iter().any(|characters| self.take(characters))
    }

    /// The first of several behind which a word ends.
    pub fn take_word(&mut self, several: &[&str]) -> bool {
        several.iter().any(|characters| {
            let mut ahead = *self;
            ahead.take(characters) && is_edge(self.text, ahead.at) && self.go(ahead)
        })
    }

    /// These letters, capital or small; they are given small.
    pub fn take_letters(&mut self, letters: &str) -> bool {
        let length = length_of(&self.text.as_bytes()[self.at..], letters.as_bytes());
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Up to so many characters of ASCII of a kind; at least one.
    pub fn some(&mut self, most: usize, fits: impl Fn(&u8) -> bool) -> bool {
        let length = self.text.as_bytes()[self.at..].iter().take(most).take_while(|byte| fits(byte)).count();
        self.at += length;
        length > 0
    }

    /// All characters of ASCII of a kind; at least one and no more than so many.
    pub fn all(&mut self, most: usize, fits: impl Fn(&u8) -> bool) -> bool {
        let mut ahead = *self;
        ahead.some(most + 1, fits) && ahead.at - self.at <= most && self.go(ahead)
    }

    /// Letters, digits and underscores of ASCII.
    pub fn word(&mut self) -> &'t str {
        let start = self.at;
        self.some(usize::MAX, is_word);
        &self.text[start..self.at]
    }

    /// Letters and digits of ASCII in round brackets: "(a)", "(iv)".
    pub fn bracketed(&mut self) -> Option<&'t str> {
        let mut ahead = *self;
        let found = ahead.take("(") && ahead.some(usize::MAX, u8::is_ascii_alphanumeric) && ahead.take(")");
        let inside = self.at + 1..ahead.at.max(1) - 1;
        (found && self.go(ahead)).then(|| &self.text[inside])
    }

    /// A comma, or else white space, with a word behind it that joins: "and", or another of several where
    /// there is no comma; with all white space around them.
    pub fn joint(&mut self, words: &[&str]) -> bool {
        let mut ahead = *self;
        let spaced = ahead.spaces();
        let comma = ahead.take(",");
        if comma {
            ahead.spaces();
        }
        let mut behind = ahead;
        let words = if comma { &["and", "or"] } else { words };
        let joined = (comma || spaced) && behind.take_any(words) && behind.spaces();
        (joined || comma) && self.go(if joined { behind } else { ahead })
    }

    /// Goes to where another cursor is: for the end of a condition.
    pub fn go(&mut self, ahead: Scan<'t>) -> bool {
        *self = ahead;
        true
    }
}

/// Whether a byte is a letter, a digit or an underscore of ASCII.
fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// Whether a word of ASCII begins or ends at a byte, `\b`.
pub fn is_edge(text: &str, at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(is_word);
    word(at.checked_sub(1)) != word(Some(at))
}

/// How many bytes of a text are these letters, capital or small.
pub fn length_of(text: &[u8], letters: &[u8]) -> Option<usize> {
    let mut at = 0;
    for letter in letters {
        at += letter_at(text, at, *letter)?;
    }
    Some(at)
}

/// How many bytes a small letter, or its capital, takes at a place. For Unicode the long s and the sign of the
/// kelvin are such letters too.
pub fn letter_at(text: &[u8], at: usize, letter: u8) -> Option<usize> {
    match text.get(at..)? {
        [byte, ..] if byte.to_ascii_lowercase() == letter => Some(1),
        [0xc5, 0xbf, ..] if letter == b's' => Some(2),
        [0xe2, 0x84, 0xaa, ..] if letter == b'k' => Some(3),
        _ => None,
    }
}

/// Where in a text, from a byte on, a word of ASCII begins with a letter of a kind.
pub fn begins(text: &str, from: usize, fits: impl Fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut within = from.checked_sub(1).is_some_and(|before| is_word(&bytes[before]));
    (from..bytes.len()).filter(move |at| {
        let begins = !within && fits(bytes[*at]);
        within = is_word(&bytes[*at]);
        begins
    })
}

/// All texts of up to so many of some parts: readers are held to patterns that say the same.
#[cfg(test)]
pub fn texts_of(parts: &[&str], most: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..most {
        let to = texts.len();
        let longer =
            texts[from..].iter().flat_map(|text| parts.iter().map(move |part| format!("{text}{part}")));
        let longer: Vec<String> = longer.collect();
        texts.extend(longer);
        from = to;
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_goes_over_what_it_names_or_stays() {
        let mut scan = Scan::of("\u{a0} Clause 12(iv), and therein");
        assert!(!scan.take("Clause") && scan.spaces() && !scan.space());
        assert!(!scan.take_word(&["Claus"]) && !scan.take("clause") && scan.take_letters("clause"));
        assert!(scan.space() && !scan.all(1, u8::is_ascii_digit) && scan.all(2, u8::is_ascii_digit));
        assert!(scan.bracketed() == Some("iv") && scan.bracketed().is_none());
        assert!(scan.joint(&[]) && !scan.take_word(&["the", "there"]) && scan.take_any(&["the", "there"]));
        assert_eq!((scan.rest(), scan.word(), scan.is_done()), ("rein", "rein", true));
        assert!(!scan.space() && !scan.some(1, u8::is_ascii_digit) && scan.bracketed().is_none());
    }

    #[test]
    fn letters_are_those_that_patterns_hold_for_them() {
        for (text, length) in [("SKILLS", 6), ("\u{17f}\u{212a}ill\u{17f}s", 10), ("skill", 0), ("skíll", 0)]
        {
            assert_eq!(length_of(text.as_bytes(), b"skills").unwrap_or(0), length, "{text}");
        }
    }
}
