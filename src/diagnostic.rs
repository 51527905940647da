//! The one currency of trouble.
//!
//! Whatever goes wrong, from a missing comma to an unlawful transfer, is a [`Diagnostic`]: a code,
//! what is the case, where, and what to do. Functions return [`Outcome`], and gather what they find
//! rather than stop at the first.

pub mod fix;
pub mod print;

use crate::source::Span;

/// Either a value, or everything that was wrong.
pub type Outcome<T> = Result<T, Vec<Diagnostic>>;

/// A stable name of a kind of finding, `TRN-NONE`; `dpakit explain` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing sign-ready is written.
    Error,
    /// Somebody should look.
    Warning,
    /// Good to know.
    Advice,
}

/// A place with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
    /// Whether this is the offence itself, or a fact that makes it one.
    pub primary: bool,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is the case: lower case, the fact first, no full stop.
    pub message: String,
    /// Where; the primary one first.
    pub labels: Vec<Label>,
    /// What to do, a sentence each.
    pub help: Vec<String>,
    /// Provisions, standards or decisions that say so.
    pub basis: Vec<String>,
    /// Safe changes of the text that mend it; `check --fix` makes the first that it can.
    pub fixes: Vec<Fix>,
    /// The fact that is missing, if that is what is wrong.
    pub lacks: Option<Lack>,
}

/// A fact that is missing. Where it would stand is no place in a text; a table has a cell for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Its path, `parties.customer.country`.
    pub path: String,
    /// What it is, in a few words; may be empty.
    pub what: String,
}

/// A safe change of a text: what its author meant, written as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is done, in a few words: `write "IE"`.
    pub label: String,
    /// The changes, all or none; they do not overlap.
    pub edits: Vec<Edit>,
}

/// A place, and the text that takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes; empty for an insertion.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message)
    }

    /// A finding of the given severity.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            basis: Vec::new(),
            fixes: Vec::new(),
            lacks: None,
        }
    }

    /// Adds the place of the offence.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.insert(0, Label { span, text: text.into(), primary: true });
        self
    }

    /// Adds the place of a fact that matters to it.
    pub fn see(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// Adds a safe change that mends it: another text in one place.
    pub fn fix(self, label: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fixed_by(Some(Fix { label: label.into(), edits: vec![Edit { span, text: text.into() }] }))
    }

    /// Adds a safe change that mends it, where there is one.
    pub fn fixed_by(mut self, fix: Option<Fix>) -> Diagnostic {
        self.fixes.extend(fix);
        self
    }

    /// Adds the fact that is missing.
    pub fn lacks(mut self, path: impl Into<String>, what: impl Into<String>) -> Diagnostic {
        self.lacks = Some(Lack { path: path.into(), what: what.into() });
        self
    }

    /// Adds the provision that says so.
    pub fn basis(mut self, basis: impl Into<String>) -> Diagnostic {
        self.basis.push(basis.into());
        self
    }
}

/// The known name nearest to an unknown one, if one is near enough to be meant.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if unknown.len() > 100 {
        return None;
    }
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(3) / 3)
        .min()
        .map(|(_, name)| name)
}

/// The one known name that an unknown one can only mean: the same but for capitals and hyphens, or a
/// slip or two away from it while every other name is further.
pub fn sure<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.trim().to_lowercase().replace(['_', ' '], "-");
    let length = unknown.chars().count();
    if !(2..=100).contains(&length) {
        return None;
    }
    let slips = match length {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    };
    let distance = |name: &str| match plain(unknown) == plain(name) {
        true => 0,
        false => strsim::damerau_levenshtein(unknown, name),
    };
    let mut near: Vec<(usize, &str)> = known.into_iter().map(|name| (distance(name), name)).collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        [(nearest, name)] if *nearest <= slips => Some(name),
        [(nearest, name), (next, _), ..] if *nearest <= slips && *next > nearest + 1 => Some(name),
        _ => None,
    }
}
