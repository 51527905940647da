//! What keeps words from being markup.

use std::fmt::Write as _;

/// Writes words as text, also inside a quoted attribute. A character that HTML forbids even as a
/// reference, such as a control, becomes the replacement character.
pub(super) fn text(out: &mut String, words: &str) {
    each_special(words, out, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\n' | '\t' => out.push(c),
        c if is_forbidden(c) => out.push('\u{fffd}'),
        c => out.push(c),
    });
}

/// Writes words; those characters that may not stand as they are, one by one with `write`. Most are letters and spaces
/// of ASCII.
fn each_special(words: &str, out: &mut String, write: impl Fn(char, &mut String)) {
    let mut rest = words;
    loop {
        let plain = rest.bytes().position(|byte| !PLAIN[usize::from(byte)]);
        let (start, others) = rest.split_at(plain.unwrap_or(rest.len()));
        out.push_str(start);
        let mut others = others.chars();
        let Some(c) = others.next() else { return };
        write(c, out);
        rest = others.as_str();
    }
}

/// Which bytes are characters that stand as they are wherever they are written.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'\\');
        byte += 1;
    }
    plain
};

fn is_forbidden(c: char) -> bool {
    let code = c as u32;
    c.is_control() || code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

/// A language tag as an attribute's value; one that is none becomes "unknown".
pub(super) fn language(tag: &str) -> String {
    let mut parts = tag.split('-');
    let primary = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic()));
    let others =
        parts.all(|part| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if primary && others { tag.to_owned() } else { "und".to_owned() }
}

/// A URL as an attribute's value, if it is one that may be followed.
pub(super) fn url(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let host = match &*scheme {
        "http" | "https" => rest.strip_prefix("//")?,
        "mailto" => rest,
        _ => return None,
    };
    if !host.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let mut out = scheme + ":";
    for (at, c) in rest.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '%' if !is_percent(&rest[at + 1..]) => out.push_str("%25"),
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' => percent(&mut out, c),
            c if c.is_whitespace() || is_forbidden(c) => percent(&mut out, c),
            c => out.push(c),
        }
    }
    Some(out)
}

fn is_percent(rest: &str) -> bool {
    rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
}

fn percent(out: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Words as a string of a style sheet that stands in a `<style>` element.
pub(super) fn css_string(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    out.push('"');
    each_special(words, &mut out, |c, out| match c {
        '"' | '\\' | '<' | '>' | '&' => {
            let _ = write!(out, "\\{:x} ", c as u32);
        }
        c if is_forbidden(c) => out.push(' '),
        c => out.push(c),
    });
    out.push('"');
    out
}
