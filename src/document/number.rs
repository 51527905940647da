//! How things are counted: "6", "6.3", "(b)", "(ii)", "Annex 2".

use super::Text;

/// How one level is counted and dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// 1, 2, 3
    Decimal,
    /// a, b, ... z, aa
    Alpha,
    /// A, B
    UpperAlpha,
    /// i, ii
    Roman,
    /// I, II
    UpperRoman,
    /// Not counted.
    None,
}

/// How the levels of one instrument are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Scheme {
    /// Sections.
    pub section: Style,
    /// Clauses within a section; printed after the section's number and a dot.
    pub clause: Style,
    /// Items of a list; printed in brackets.
    pub item: Style,
    /// Items of a list within a list; printed in brackets.
    pub subitem: Style,
    /// Annexes; printed after the word for annex, unless the book states the number.
    pub annex: Style,
}

impl Default for Scheme {
    fn default() -> Self {
        Scheme {
            section: Style::Decimal,
            clause: Style::Decimal,
            item: Style::Alpha,
            subitem: Style::Roman,
            annex: Style::Decimal,
        }
    }
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Number {
    /// "6.3", "(b)", "Annex 2"; empty where nothing is printed.
    pub label: Text,
    /// Whether the number was found in a published text, not counted by us.
    pub published: bool,
}

impl Number {
    /// A number that dpakit counted.
    pub fn counted(label: impl Into<Text>) -> Number {
        Number { label: label.into(), published: false }
    }

    /// A number that a text came with, or that its instrument prescribes.
    pub fn published(label: impl Into<Text>) -> Number {
        Number { label: label.into(), published: true }
    }

    /// Whether nothing is printed.
    pub fn is_empty(&self) -> bool {
        self.label.is_empty()
    }
}

/// The words that numbering and references need, in the document's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Labels {
    /// "section"
    pub section: Text,
    /// "clause"
    pub clause: Text,
    /// "Annex"
    pub annex: Text,
    /// Joins a place to its instrument, `{place}` and `{document}`: "{place} of {document}".
    pub of: Text,
}

impl Style {
    /// The `n`th number of this style, counted from 1; empty for [`Style::None`].
    pub fn format(self, n: usize) -> String {
        match self {
            Style::Decimal => n.to_string(),
            Style::Alpha => alphabetic(n),
            Style::UpperAlpha => alphabetic(n).to_uppercase(),
            Style::Roman => roman(n),
            Style::UpperRoman => roman(n).to_uppercase(),
            Style::None => String::new(),
        }
    }
}

fn alphabetic(mut n: usize) -> String {
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    letters.iter().rev().collect()
}

fn roman(mut n: usize) -> String {
    const PARTS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, letters) in PARTS {
        while n >= value {
            out.push_str(letters);
            n -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn each_style_counts() {
        let at = |style: Style, n: usize| style.format(n);
        assert_eq!(at(Style::Alpha, 1), "a");
        assert_eq!(at(Style::Alpha, 26), "z");
        assert_eq!(at(Style::Alpha, 27), "aa");
        assert_eq!(at(Style::Roman, 14), "xiv");
        assert_eq!(at(Style::UpperRoman, 3), "III");
        assert_eq!(at(Style::UpperAlpha, 2), "B");
        assert_eq!(at(Style::None, 2), "");
    }
}
