//! How others write Markdown: headings and lists that Markdown itself takes for something else.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Signs that people put before the items of a list, and Markdown does not know.
const BULLETS: [char; 7] = ['•', '◦', '▪', '●', '‣', '○', '■'];

/// A text with its letters composed, its numbered headings as headings, its bullets as those of a list, and with
/// bold words as such that touch the words around them.
///
/// A line with a number and a line of hyphens under it are an item and a rule to Markdown: people mean a heading. So
/// they do with `<h2>`, which opens nothing to Markdown.
pub fn settled(text: &str) -> Cow<'_, str> {
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    };
    let text = if STRONG.iter().any(|marks| text.contains(marks)) { parted(text) } else { text };
    let is_odd = |line: &str| underline(line).is_some() || tagged(line).is_some();
    if !text.contains(BULLETS) && !text.lines().any(is_odd) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut lines = text.split_inclusive('\n').peekable();
    let mut after_blank = true;
    while let Some(line) = lines.next() {
        let heading =
            lines.peek().and_then(|next| underline(next)).filter(|_| after_blank && is_counted(line));
        if let Some(marks) = heading {
            out.push_str(marks);
            lines.next();
        }
        if let Some((level, words)) = tagged(line).filter(|_| after_blank) {
            out.extend(["#".repeat(level).as_str(), " ", words, "\n"]);
            continue;
        }
        let (space, rest) = line.split_at(line.len() - line.trim_start().len());
        match rest.strip_prefix(BULLETS).filter(|rest| rest.starts_with([' ', '\t', '\u{a0}'])) {
            Some(rest) => out.extend([space, "* ", rest.trim_start_matches([' ', '\t', '\u{a0}'])]),
            None => out.push_str(line),
        }
        after_blank = line.trim().is_empty() || heading.is_some();
    }
    out.into()
}

/// What stands before and behind bold words.
const STRONG: [&str; 2] = ["**", "__"];

/// A text with a space where bold words touch what stands around them, so that Markdown would not see that they
/// begin or end: `(a)**Roles.**The parties`, `7.2__Audits__.`
fn parted(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut spaces: Vec<usize> = STRONG.iter().flat_map(|marks| touching(&text, marks)).collect();
    if spaces.is_empty() {
        return text;
    }
    spaces.sort_unstable();
    let mut out = String::with_capacity(text.len() + spaces.len());
    let mut from = 0;
    for at in spaces {
        out.extend([&text[from..at], " "]);
        from = at;
    }
    (out + &text[from..]).into()
}

/// The places of such spaces, of the bold words with these marks that begin and end in one paragraph.
fn touching(text: &str, marks: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut start = 0;
    let ends = |text: &str| text.ends_with(char::is_alphanumeric);
    let begins = |text: &str| text.starts_with(char::is_alphanumeric);
    for paragraph in text.split_inclusive("\n\n") {
        let places: Vec<usize> = paragraph.match_indices(marks).map(|(at, _)| at).collect();
        // Code, and signs that are meant as such.
        let is_plain = places.len().is_multiple_of(2) && !paragraph.contains(['`', '\\']);
        for both in places.chunks_exact(2).filter(|_| is_plain) {
            let (open, close) = (both[0], both[1]);
            let (before, inner, behind) =
                (&paragraph[..open], &paragraph[open + 2..close], &paragraph[close + 2..]);
            if inner.is_empty() || inner.trim() != inner {
                break;
            }
            let (opens, closes) = match marks {
                "**" => (ends(before) && !begins(inner), !ends(inner) && begins(behind)),
                // Within an address or a name they are underscores and no more.
                _ if !before.ends_with(|c: char| c.is_ascii_digit() || c == ')') => (false, false),
                _ => (ends(before), begins(behind)),
            };
            out.extend(opens.then_some(start + open));
            out.extend(closes.then_some(start + close + 2));
        }
        start += paragraph.len();
    }
    out
}

/// The marks of a heading for a line that stands under one.
fn underline(line: &str) -> Option<&'static str> {
    let all =
        |mark: char| line.len() > 2 && line.trim_end().chars().all(|c| c == mark) && line.starts_with(mark);
    if all('=') { Some("# ") } else { all('-').then_some("## ") }
}

/// The level and the words of a line that is a heading in HTML.
fn tagged(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim().strip_prefix("<h")?;
    let level = rest.chars().next()?.to_digit(10).filter(|level| (1..=6).contains(level))?;
    let (attributes, words) = rest[1..].split_once('>')?;
    let words = words.strip_suffix(&format!("</h{level}>"))?.trim();
    let is_one = attributes.is_empty() || attributes.starts_with(' ');
    (is_one && !words.is_empty() && !words.contains("</h")).then_some((level as usize, words))
}

/// Bytes of a heading, at most.
const LONGEST: usize = 200;

/// Whether a line begins as an item with a number does: `5. Processing`, `5) Processing`.
fn is_counted(line: &str) -> bool {
    let bare = line.trim_start_matches(' ');
    let number = bare.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &bare[number..];
    let marked = behind.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with(' '));
    line.len() - bare.len() <= 3 && (1..=3).contains(&number) && marked && line.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_lines_with_a_line_under_them_are_headings() {
        assert_eq!(settled("5. Data\n---\n\n6) Term\n===\ntext\n"), "## 5. Data\n\n# 6) Term\ntext\n");
        for same in
            ["text\n5. Data\n---\n", "5. Data\n\n---\n", "5. Data\n--\n", "5.Data\n---\n", "- a\n---\n"]
        {
            assert_eq!(settled(same), same);
        }
    }

    #[test]
    fn headings_in_html_are_headings() {
        assert_eq!(
            settled("<h2 id=\"a\">4. <b>Data</b></h2>\n<h3>Term</h3>\ntext"),
            "## 4. <b>Data</b>\n### Term\ntext"
        );
        for same in [
            "<div>\n<h2>Data</h2>\n</div>",
            "<h7>Data</h7>",
            "<h2></h2>",
            "<h2>Da</h2>ta",
            "<hr>",
            "<h2>é</h3>",
        ] {
            assert_eq!(settled(same), same);
        }
    }

    #[test]
    fn bold_words_that_touch_others_are_bold_all_the_same() {
        assert_eq!(settled("(a)**Roles.**The mill"), "(a)**Roles.** The mill");
        assert_eq!(settled("the**“Mill”** grinds\nand **so**on"), "the **“Mill”** grinds\nand **so**on");
        assert_eq!(settled("7.2__Audits.__The mill"), "7.2 __Audits.__ The mill");
        for same in [
            "a ** b ** c",
            "the `a**(b)**c`",
            "mills.test/a__b__c",
            "**",
            "****a",
            "2**3**4",
            "“**the\nmill**”, “**brook**”",
        ] {
            assert_eq!(settled(same), same);
        }
    }

    #[test]
    fn bullets_are_those_of_a_list_and_letters_are_composed() {
        assert_eq!(settled("We keep:\n• corn\n  ◦\trye\na • b\n"), "We keep:\n* corn\n  * rye\na • b\n");
        assert_eq!(settled("Mu\u{308}hle"), "Mühle");
        assert!(matches!(settled("the mill"), Cow::Borrowed(_)));
    }
}
