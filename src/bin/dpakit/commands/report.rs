//! Findings on their way out: for machines that know a format of their own.

use dpakit::check::{self, Allowed, Question, RULES, Rule};
use dpakit::diagnostic::print::sarif::{self, Accepted, Kind, Review};
use dpakit::diagnostic::{Code, Diagnostic, Severity};
use dpakit::source::Span;

use super::explain::CODES;

/// Findings, those that packs allow, and questions for counsel, in SARIF.
pub fn sarif(findings: &[Diagnostic], allowed: &[&Allowed], asked: &[(Span, &'static Question)]) -> String {
    let accepted = allowed.iter().flat_map(|allowed| {
        allowed.findings.iter().map(|finding| Accepted { finding, reason: reason(allowed), at: &allowed.at })
    });
    let review = |(at, one): &(Span, &'static Question)| Review {
        code: Code(&one.id),
        question: &one.ask,
        basis: &one.basis,
        at: at.clone(),
    };
    let reviews: Vec<Review<'_>> = asked.iter().map(review).collect();
    super::pretty(&sarif::sarif(findings, &accepted.collect::<Vec<_>>(), &reviews, &kinds()))
}

fn reason(allowed: &Allowed) -> String {
    let until = allowed.until.map(|day| format!(" (until {})", day.0)).unwrap_or_default();
    format!("{}{until}", allowed.reason)
}

/// Everything that can be found: rules in their order, then what is wrong with files; then what is asked.
fn kinds() -> Vec<Kind> {
    let rules = RULES.iter().map(|rule| of_rule(rule)).chain(CODES.iter().map(of_code));
    rules.chain(check::questions().iter().map(of_question)).collect()
}

fn of_question(one: &'static Question) -> Kind {
    Kind {
        code: Code(&one.id),
        name: None,
        severity: Severity::Advice,
        summary: "A question for counsel, which facts cannot decide.".to_owned(),
        page: one.ask.clone(),
        basis: vec![one.basis.clone()],
    }
}

fn of_rule(rule: &Rule) -> Kind {
    let page = rule.page.split("\n## ").next().unwrap_or(rule.page).trim();
    let body = page.split_once('\n').map_or(page, |(_, body)| body).trim();
    Kind {
        code: rule.code,
        name: Some(rule.name),
        severity: rule.level.severity(),
        summary: body.split("\n\n").next().unwrap_or(body).replace('\n', " "),
        page: body.to_owned(),
        basis: rule.basis.iter().map(|basis| (*basis).to_owned()).collect(),
    }
}

fn of_code((code, words): &(Code, &'static str)) -> Kind {
    let words = words.replace('\n', " ");
    Kind {
        code: *code,
        name: None,
        severity: Severity::Error,
        summary: words.clone(),
        page: words,
        basis: Vec::new(),
    }
}
