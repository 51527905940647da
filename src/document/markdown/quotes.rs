//! Straight quotation marks and apostrophes to typographic ones, as English sets them.

use std::borrow::Cow;

/// Turns straight marks in `text` into curly ones; `before` is the character that stands before the
/// text in its paragraph (a space at the beginning).
///
/// A mark opens after a space, a dash, an opening bracket or an opening mark, and closes elsewhere.
/// An apostrophe before a digit (the ’90s) is never an opening mark.
pub fn curl(text: &str, before: char) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'"' | b'\'')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut before = before;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        before = match c {
            '"' if opens_after(before) => '\u{201c}',
            '"' => '\u{201d}',
            '\'' if opens_after(before) && !next.is_numeric() && !next.is_whitespace() => '\u{2018}',
            '\'' => '\u{2019}',
            other => other,
        };
        out.push(before);
    }
    Cow::Owned(out)
}

fn opens_after(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '{' | '/' | '\u{2013}' | '\u{2014}' | '\u{201c}' | '\u{2018}')
}

#[cfg(test)]
mod tests {
    use super::curl;

    #[test]
    fn marks_open_and_close() {
        for (straight, curly) in [
            ("the \"Customer\" means", "the “Customer” means"),
            ("(\"Customer\")", "(“Customer”)"),
            ("Customer's and Customers' data", "Customer’s and Customers’ data"),
            ("\"'Data' means\"", "“‘Data’ means”"),
            ("in the '90s", "in the ’90s"),
            ("\"", "“"),
            ("", ""),
        ] {
            assert_eq!(curl(straight, ' '), curly);
        }
    }

    #[test]
    fn a_mark_after_other_words_closes() {
        assert_eq!(curl("\")", 'r'), "”)");
        assert_eq!(curl("'s", 'r'), "’s");
    }
}
