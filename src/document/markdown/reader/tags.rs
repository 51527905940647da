//! Tags in Markdown that somebody else wrote.

use html5gum::{Token, Tokenizer};

use crate::document::script::{lowered, raised};

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

/// How the characters behind a tag are written, if it is one that changes that: as they are, behind the end of such
/// an element.
pub fn script_of(tag: &str) -> Option<fn(char) -> char> {
    match tag.to_ascii_lowercase().as_str() {
        "<sup>" => Some(raised),
        "<sub>" => Some(lowered),
        "</sup>" | "</sub>" => Some(|c| c),
        _ => None,
    }
}

/// Whether a tag begins or ends a link.
pub fn is_anchor(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag == "</a>" || tag.strip_prefix("<a").is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace()))
}

/// Where a link leads that begins with a tag.
pub fn target_of(tag: &str) -> Option<String> {
    let Some(Ok(Token::StartTag(tag))) = Tokenizer::new(tag).next() else { return None };
    let url = tag.attributes.get(b"href".as_slice())?;
    Some(String::from_utf8_lossy(url).trim().to_owned())
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
    use super::{ELEMENTS, is_anchor, target_of, without_tags};

    #[test]
    fn what_is_no_tag_of_html_is_a_blank_to_fill_in() {
        assert!(ELEMENTS.is_sorted());
        let text = "<p class=x>between <Customer Name> and <!-- nobody --> <b>us</b>";
        let words: Vec<String> = without_tags(text).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.join(" "), "between <Customer Name> and us");
        assert_eq!(without_tags("3 < 4 and 5 > 4"), "3 < 4 and 5 > 4");
        assert_eq!(without_tags("a < b"), "a < b");
    }

    #[test]
    fn links_are_known_by_their_tags() {
        assert_eq!(
            target_of("<A class='x' HREF=\"https://mill.example/?a=1&amp;b\">").as_deref(),
            Some("https://mill.example/?a=1&b")
        );
        assert_eq!(
            (target_of("<a name=top>"), target_of("</a>"), target_of("<abbr href=x>").is_some()),
            (None, None, true)
        );
        assert!(is_anchor("<a href=x>") && is_anchor("</A>") && !is_anchor("<abbr>"));
    }
}
