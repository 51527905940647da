//! Tags in Markdown that somebody else wrote.

/// Elements of HTML that are written into Markdown, sorted. What stands in angle brackets and is none of them is a
/// blank that somebody fills in: `<Customer Name>`.
const ELEMENTS: [&str; 77] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Whether a tag, from its angle bracket on, is one of HTML, or a comment or an instruction.
pub fn is_html(tag: &str) -> bool {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    if inside.starts_with(['!', '?']) {
        return true;
    }
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    ELEMENTS.binary_search(&&*inside[..end].to_ascii_lowercase()).is_ok()
}

/// How figures stand to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Above it, as an exponent or the mark of a note.
    Raised,
    /// Below it.
    Lowered,
}

impl Script {
    /// A text whose figures stand so: `10<sup>6</sup>` is not 106.
    pub fn of(self, text: &str) -> String {
        let figures = match self {
            Script::Raised => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'],
            Script::Lowered => ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'],
        };
        let shown = |c: char| c.to_digit(10).map_or(c, |digit| figures[digit as usize]);
        text.chars().map(shown).collect()
    }
}

/// How figures stand behind a tag, if it is one that changes that: none of both behind the end of such an element.
pub fn script_of(tag: &str) -> Option<Option<Script>> {
    match tag.to_ascii_lowercase().as_str() {
        "<sup>" => Some(Some(Script::Raised)),
        "<sub>" => Some(Some(Script::Lowered)),
        "</sup>" | "</sub>" => Some(None),
        _ => None,
    }
}

/// The words between the tags of HTML.
pub fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (words, tag) = rest.split_at(start);
        out.push_str(words);
        let end = match tag.starts_with("<!--") {
            true => tag.find("-->").map(|at| at + 3),
            false => tag.find('>').map(|at| at + 1),
        };
        let end = end.unwrap_or(tag.len());
        out.push_str(if is_html(tag) { " " } else { &tag[..end] });
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, Script, script_of, without_tags};

    #[test]
    fn figures_above_and_below_the_line_are_other_figures() {
        assert_eq!(Script::Raised.of("10a"), "¹⁰a");
        assert_eq!(Script::Lowered.of("2"), "₂");
        assert_eq!(script_of("<SUP>"), Some(Some(Script::Raised)));
        assert_eq!((script_of("</sub>"), script_of("<b>")), (Some(None), None));
    }

    #[test]
    fn what_is_no_tag_of_html_is_a_blank_to_fill_in() {
        assert!(ELEMENTS.is_sorted());
        let text = "<p class=x>between <Customer Name> and <!-- nobody --> <b>us</b>";
        let words: Vec<String> = without_tags(text).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.join(" "), "between <Customer Name> and us");
        assert_eq!(without_tags("3 < 4 and 5 > 4"), "3 < 4 and 5 > 4");
        assert_eq!(without_tags("a < b"), "a < b");
    }
}
