//! Is it lawful, complete and at one with itself?
//!
//! In: a [`Plan`] and the documents assembled from it. Out: a [`Report`]: what the rules find, less
//! what the pack allows with a reason. A rule is a value, not a class; the one list of them is
//! [`RULES`].

mod allow;
mod ask;
pub mod coverage;
mod matter;
mod questions;
mod rules;
pub mod text;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Document;
use crate::library::Library;
use crate::parallel;
use crate::plan::Plan;
use crate::source::{Source, Span};
use text::Reading;

pub use allow::{Allowed, EXPIRED, UNKNOWN, UNUSED};
pub use coverage::{Row, coverage};
pub use matter::Matter;
pub use questions::{Question, asked, question, questions};
pub use rules::RULES;

/// A question that a careful privacy lawyer asks.
pub struct Rule {
    /// Stable name of its findings: `TRN-NONE`.
    pub code: Code,
    /// What a pack says to allow it; completes the sentence "allow …": `unsafe-transfer`.
    pub name: &'static str,
    /// How bad its findings are, unless a finding says otherwise.
    pub level: Level,
    /// The provisions it rests on.
    pub basis: &'static [&'static str],
    /// What is asked and why, with an example that fires and one that does not. It is also the test.
    pub page: &'static str,
    /// How it looks.
    pub check: Check,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Nothing sign-ready is written.
    Deny,
    /// Somebody should look.
    Warn,
    /// Good to know.
    Advise,
}

impl Level {
    /// The severity of findings at this level.
    pub fn severity(self) -> Severity {
        match self {
            Level::Deny => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Advise => Severity::Advice,
        }
    }
}

/// What a rule looks at.
pub enum Check {
    /// The facts and the choice of clauses.
    Plan(fn(&Plan<'_>, &mut Findings)),
    /// The facts on data, services and measures alone.
    Matter(fn(&Matter<'_>, &mut Findings)),
    /// Each finished document, and agreements that others wrote.
    Document(fn(&Reading, &mut Findings)),
    /// Both: the facts, and the words of every text.
    Both(fn(&Plan<'_>, &mut Findings), fn(&Reading, &mut Findings)),
}

/// More findings of one rule in one text are counted, not shown.
const MOST: usize = 200;

/// What rules have found so far.
#[derive(Default)]
pub struct Findings(Vec<(&'static Rule, Diagnostic)>);

impl Findings {
    /// Keeps what a reader can use, and says how much was left out.
    fn shorten(&mut self) {
        let more = self.0.len().saturating_sub(MOST);
        self.0.truncate(MOST);
        if let Some((_, last)) = self.0.last_mut().filter(|_| more > 0) {
            last.help.push(format!("{more} more findings of this rule are not shown; mend these first"));
        }
    }

    /// Reports a finding at the place of the offence. The message states the fact: lower case, no
    /// full stop.
    pub fn report(&mut self, rule: &'static Rule, at: Span, message: impl Into<String>) -> Finding<'_> {
        let mut found = Diagnostic::new(rule.code, rule.level.severity(), message).at(at, "");
        found.basis = rule.basis.iter().map(|basis| (*basis).to_owned()).collect();
        let index = self.0.len();
        self.0.push((rule, found));
        Finding(&mut self.0[index].1)
    }
}

/// A finding being written.
pub struct Finding<'f>(&'f mut Diagnostic);

impl Finding<'_> {
    /// What is to be seen at the place of the offence.
    pub fn label(self, text: impl Into<String>) -> Self {
        if let Some(label) = self.0.labels.iter_mut().find(|label| label.primary) {
            label.text = text.into();
        }
        self
    }

    /// The place of a fact that makes it an offence.
    pub fn see(self, at: Span, text: impl Into<String>) -> Self {
        self.0.labels.push(crate::diagnostic::Label { span: at, text: text.into(), primary: false });
        self
    }

    /// What to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }

    /// A level other than that of the rule.
    pub fn level(self, level: Level) -> Self {
        self.0.severity = level.severity();
        self
    }

    /// A further provision.
    pub fn basis(self, basis: impl Into<String>) -> Self {
        self.0.basis.push(basis.into());
        self
    }
}

/// The judgement on a pack.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What stands against it, by place in the file and code.
    pub findings: Vec<Diagnostic>,
    /// What the pack allows, in its own order.
    pub allowed: Vec<Allowed>,
    /// What facts cannot decide and counsel should; neither found nor passed.
    pub questions: Vec<&'static Question>,
    /// The pack that was judged: the start of its file.
    pub about: Option<Span>,
}

impl Report {
    /// Whether anything forbids signing.
    pub fn denies(&self) -> bool {
        self.findings.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Judges a plan and the documents assembled from it; guides bind nobody and are not judged.
pub fn check(plan: &Plan<'_>, documents: &[Document]) -> Report {
    Report { questions: asked(plan), ..found(plan, documents) }
}

/// The same without the questions for counsel.
pub fn found(plan: &Plan<'_>, documents: &[Document]) -> Report {
    let readings = text::of_pack(plan, documents);
    let matter = Matter::of(plan);
    let broken = matter.broken();
    let of_rule = |rule: &&'static Rule| {
        let mut found = Findings::default();
        if let Check::Matter(run) = rule.check
            && broken.as_ref().is_none_or(|broken| broken.contains(&rule.code))
        {
            run(&matter, &mut found);
        }
        if let Check::Plan(run) | Check::Both(run, _) = rule.check {
            run(plan, &mut found);
        }
        if let Check::Document(run) | Check::Both(_, run) = rule.check {
            readings.iter().for_each(|reading| run(reading, &mut found));
        }
        found.0
    };
    let found = parallel::each(RULES, of_rule).into_iter().flatten().collect();
    let (mut findings, allowed) = allow::sift(plan, found);
    findings.sort_by_cached_key(order);
    let about = Some(Span::start_of(plan.facts.source()));
    Report { findings, allowed, questions: Vec::new(), about }
}

/// Judges an agreement that somebody else wrote, as Markdown or plain text: what stands against its
/// drafting, by place.
pub fn check_text(source: &Arc<Source>) -> Vec<Diagnostic> {
    let reading = text::foreign(source);
    let mut found = Findings::default();
    for rule in RULES {
        if let Check::Document(run) | Check::Both(_, run) = rule.check {
            let mut own = Findings::default();
            run(&reading, &mut own);
            own.shorten();
            found.0.append(&mut own.0);
        }
    }
    let mut findings: Vec<Diagnostic> = found.0.into_iter().map(|(_, finding)| finding).collect();
    findings.sort_by_cached_key(order);
    findings
}

/// Rules on text that make sense in a clause before facts fill it: alternatives stand side by side there, and
/// numbers and references are not yet made.
const OF_CLAUSES: [&str; 7] = [
    "TXT-HIDDEN",
    "TXT-CORRUPT",
    "TXT-UNUSED-ENTITY",
    "TXT-CHROME",
    "PTY-PLACEHOLDER",
    "DEF-UNDEFINED",
    "REF-INSTRUMENT",
];

/// Judges the words of a library, clause by clause.
pub fn check_library(library: &Library) -> Vec<Diagnostic> {
    let readings = text::of_library(library);
    let mut found = Findings::default();
    for rule in RULES.iter().filter(|rule| OF_CLAUSES.contains(&rule.code.0)) {
        if let Check::Document(run) | Check::Both(_, run) = rule.check {
            readings.iter().for_each(|reading| run(reading, &mut found));
        }
    }
    let mut findings: Vec<Diagnostic> = found.0.into_iter().map(|(_, finding)| finding).collect();
    findings.sort_by_cached_key(order);
    findings
}

fn order(found: &Diagnostic) -> (std::path::PathBuf, usize, Code, String) {
    let place = found.labels.first().map(|label| (label.span.source.path.clone(), label.span.range.start));
    let (path, start) = place.unwrap_or_default();
    (path, start, found.code, found.message.clone())
}

/// The rule with a code or a name.
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.0 == code_or_name || rule.name == code_or_name)
}
