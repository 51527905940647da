//! What stands in headers and footers: words, and data of the instrument between braces.

use crate::document::Meta;

/// A line of a header or footer as the theme states it: `{title}, page {page}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Running(String);

/// A part of such a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words.
    Words(&'t str),
    /// The number of the page.
    Page,
    /// How many pages there are.
    Pages,
    /// Both, as the language of the instrument says it: "Page 7 of 31".
    PageOfPages,
}

/// The names that may stand between braces.
pub const NAMES: [&str; 7] = ["title", "reference", "version", "date", "page", "pages", "page-of-pages"];

impl From<&str> for Running {
    fn from(text: &str) -> Running {
        Running(text.to_owned())
    }
}

impl Running {
    /// The line for an instrument. Names that do not exist stay as they are.
    pub fn pieces<'t>(&'t self, meta: &'t Meta) -> impl Iterator<Item = Piece<'t>> {
        parts(&self.0).map(|part| match part {
            Ok("title") => Piece::Words(&meta.title),
            Ok("reference") => Piece::Words(&meta.reference),
            Ok("version") => Piece::Words(&meta.version),
            Ok("date") => Piece::Words(meta.date.as_deref().unwrap_or_default()),
            Ok("page") => Piece::Page,
            Ok("pages") => Piece::Pages,
            Ok("page-of-pages") => Piece::PageOfPages,
            Ok(words) | Err(words) => Piece::Words(words),
        })
    }

    /// The first thing between braces that is none of [`NAMES`].
    pub fn unknown(&self) -> Option<&str> {
        parts(&self.0).filter_map(Result::ok).find(|name| !NAMES.contains(name))
    }
}

/// The names between braces (`Ok`) and the words around them (`Err`). A brace that is never closed
/// is a word.
fn parts(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let named = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        if let Some((name, after)) = named {
            rest = after;
            return Some(Ok(name));
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (words, after) = rest.split_at(end);
        rest = after;
        (!words.is_empty()).then_some(Err(words))
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, Running};
    use crate::document::Meta;

    fn shown(line: &str) -> String {
        let meta = Meta { title: "Terms".into(), reference: "A-1".into(), ..Meta::default() };
        let line = Running::from(line);
        let pieces = line.pieces(&meta).map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Page => "7".to_owned(),
            Piece::Pages => "31".to_owned(),
            Piece::PageOfPages => "Page 7 of 31".to_owned(),
        });
        pieces.collect()
    }

    #[test]
    fn names_between_braces_are_filled_in() {
        assert_eq!(shown("{title} ({reference})"), "Terms (A-1)");
        assert_eq!(shown("{page}/{pages}"), "7/31");
        assert_eq!(shown("Müller {page-of-pages}"), "Müller Page 7 of 31");
        assert_eq!(shown("{date}"), "");
        assert_eq!(shown(""), "");
    }

    #[test]
    fn a_name_that_does_not_exist_is_found() {
        assert_eq!(Running::from("{title} {pagse}").unknown(), Some("pagse"));
        assert_eq!(Running::from("{}").unknown(), Some(""));
        for fine in ["", "{title}", "a { b", "a } b", "{{"] {
            assert_eq!(Running::from(fine).unknown(), None, "{fine}");
        }
    }
}
