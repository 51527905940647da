//! Allowances: findings that the parties accept, each with a written reason.

use super::{RULES, Rule, rule};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Outcome, Severity, nearest, sure};
use crate::pack::{Allowance, Date};
use crate::plan::Plan;
use crate::source::Span;

/// An allowance names no rule.
pub const UNKNOWN: Code = Code("ALW-UNKNOWN");
/// An allowance allows nothing that was found.
pub const UNUSED: Code = Code("ALW-UNUSED");
/// An allowance has ended before the date of the agreement.
pub const EXPIRED: Code = Code("ALW-EXPIRED");

/// What a pack allows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Allowed {
    /// Code of the rule.
    pub code: Code,
    /// Name of the rule.
    pub name: &'static str,
    /// Why the parties accept it.
    pub reason: String,
    /// Last day on which they do.
    pub until: Option<Date>,
    /// How many findings it covers.
    pub count: usize,
    /// The findings it covers.
    #[serde(skip)]
    pub findings: Vec<Diagnostic>,
    /// Where it stands.
    #[serde(skip)]
    pub at: Span,
}

/// Takes out what the pack allows, and adds what is wrong with its allowances.
pub(super) fn sift(
    plan: &Plan<'_>,
    found: Vec<(&'static Rule, Diagnostic)>,
) -> (Vec<Diagnostic>, Vec<Allowed>) {
    let mut allowed: Vec<Allowed> = Vec::new();
    let mut findings = Vec::new();
    for (key, allowance) in &plan.facts.pack.allow {
        match accept(plan, key, allowance) {
            Ok(entry) if allowed.iter().any(|known| known.code == entry.code) => {
                findings.push(unused(plan, key, "is allowed twice"));
            }
            Ok(entry) => allowed.push(entry),
            Err(faults) => findings.extend(faults),
        }
    }
    for (rule, finding) in found {
        match allowed.iter_mut().find(|entry| entry.code == rule.code) {
            Some(entry) => {
                entry.count += 1;
                entry.findings.push(finding);
            }
            None => findings.push(finding),
        }
    }
    for (key, _) in &plan.facts.pack.allow {
        let idle = |entry: &&Allowed| (entry.code.0 == key || entry.name == key) && entry.count == 0;
        if allowed.iter().any(|entry| idle(&entry)) {
            findings.push(unused(plan, key, "is allowed, but was not found"));
        }
    }
    allowed.retain(|entry| entry.count > 0);
    (findings, allowed)
}

fn accept(plan: &Plan<'_>, key: &str, allowance: &Allowance) -> Outcome<Allowed> {
    let Some(rule) = rule(key) else {
        let known = RULES.iter().flat_map(|rule| [rule.code.0, rule.name]);
        let help = match nearest(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dpakit explain` lists every rule".to_owned(),
        };
        let message = format!("there is no rule `{key}`");
        let fault = Diagnostic::error(UNKNOWN, message).at(at(plan, key), "names no rule").help(help);
        return Err(vec![renamed(plan, key, fault)]);
    };
    let dated = plan.deal.agreement.date.value();
    if let (Some(until), Some(date)) = (allowance.until, dated)
        && until < *date
    {
        let message = format!("the allowance of `{}` ended on {}", rule.name, until.0);
        return Err(vec![
            Diagnostic::error(EXPIRED, message)
                .at(plan.facts.at(&format!("allow.{key}.until")), "before the date of the agreement")
                .see(plan.facts.at("agreement.date"), "dated here")
                .help("mend what was allowed, or decide again and give a later date"),
        ]);
    }
    let (reason, until) = (allowance.reason.clone(), allowance.until);
    let at = at(plan, key);
    Ok(Allowed { code: rule.code, name: rule.name, reason, until, count: 0, findings: Vec::new(), at })
}

fn unused(plan: &Plan<'_>, key: &str, what: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, Severity::Warning, format!("`{key}` {what}"))
        .at(at(plan, key), "allows nothing")
        .help("remove the allowance")
        .fixed_by(removed(plan, key))
}

/// Adds to an allowance of no rule the one rule that it can only mean.
fn renamed(plan: &Plan<'_>, key: &str, fault: Diagnostic) -> Diagnostic {
    let known = RULES.iter().flat_map(|rule| [rule.code.0, rule.name]);
    let stated = plan.facts.stated("allow").and_then(|table| table.child(key)?.key.clone());
    match (sure(key, known), stated) {
        (Some(meant), Some(at))
            if at.source.text[at.range.clone()] == *key && !plan.facts.pack.allow.contains_key(meant) =>
        {
            fault.fix(format!("write `{meant}`"), at, meant)
        }
        _ => fault,
    }
}

/// The removal of an allowance that stands alone on its line, without a comment.
fn removed(plan: &Plan<'_>, key: &str) -> Option<Fix> {
    let node = plan.facts.stated("allow")?.child(key)?;
    let (name, value) = (node.key.as_ref()?, &node.span);
    let text = &value.source.text;
    let start = text[..name.range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[value.range.end..].find('\n').map_or(text.len(), |at| value.range.end + at + 1);
    let alone =
        text[start..name.range.start].trim().is_empty() && text[value.range.end..end].trim().is_empty();
    let one_line = text[value.range.clone()].starts_with('{') && !text[start..value.range.end].contains('\n');
    let edit = Edit { span: Span { source: value.source.clone(), range: start..end }, text: String::new() };
    (alone && one_line).then(|| Fix { label: format!("remove the line of `{key}`"), edits: vec![edit] })
}

fn at(plan: &Plan<'_>, key: &str) -> Span {
    plan.facts.at(&format!("allow.{key}"))
}
