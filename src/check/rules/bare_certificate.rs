//! A certificate is claimed without what would let somebody look at it.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A certificate is claimed without what would let somebody look at it.
pub static RULE: Rule = Rule {
    code: Code("SEC-CERT-CLAIM"),
    name: "bare-certificate",
    level: Level::Warn,
    basis: &["GDPR Art. 28(5)", "GDPR Art. 40 and 42"],
    page: include_str!("bare_certificate.md"),
    check: Check::Plan(run),
};

/// Standards that one is certified by.
const STANDARDS: [&str; 7] =
    ["iso 27001", "iso27001", "iso/iec 27001", "iso 27701", "soc 2", "soc2", "pci dss"];
/// Words that claim no certificate.
const MODEST: [&str; 8] =
    ["aligned", "modelled", "based", "follows", "following", "guided", "along", "inspired"];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let measures = &plan.deal.measures;
    for (index, one) in measures.certificates.iter().enumerate() {
        let path = format!("measures.certificates[{index}].standard");
        let fields = [
            ("scope", one.scope.is_none()),
            ("issuer", one.issuer.is_none()),
            ("valid_until", one.valid_until.is_none()),
        ];
        let missing: Vec<&str> = fields.iter().filter(|(_, open)| *open).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            found
                .report(
                    &RULE,
                    plan.facts.at(&path),
                    format!("the certificate `{}` is stated without {}", one.standard, ask::listed(&missing)),
                )
                .label("cannot be looked at")
                .help(format!("add {}, as they stand on the certificate", ask::listed(&missing)));
        }
        let dated = plan.deal.agreement.date.value();
        if let (Some(until), Some(date)) = (one.valid_until, dated)
            && until < *date
        {
            let message = format!("the certificate `{}` ended on {}", one.standard, until.0);
            found
                .report(&RULE, plan.facts.at(&format!("measures.certificates[{index}].valid_until")), message)
                .label("before the agreement")
                .see(plan.facts.at("agreement.date"), "dated here")
                .help("state the certificate that is in force, or leave it out");
        }
    }
    claims(plan, found);
}

/// Certificates that only a measure speaks of.
fn claims(plan: &Plan<'_>, found: &mut Findings) {
    let measures = &plan.deal.measures;
    if !measures.certificates.is_empty() {
        return;
    }
    for (group, all) in measures.groups.iter().enumerate() {
        for (index, own) in all.own.iter().enumerate() {
            let lower = own.text.to_lowercase();
            let modest = ask::words(&own.text).iter().any(|word| MODEST.contains(&word.as_str()));
            let Some(standard) = STANDARDS.iter().find(|one| lower.contains(**one)).filter(|_| !modest)
            else {
                continue;
            };
            let path = format!("measures.groups[{group}].own[{index}].text");
            let message =
                format!("a measure names {}, and no certificate is stated", standard.to_uppercase());
            found
                .report(&RULE, plan.facts.at(&path), message)
                .label("certified?")
                .help("add `[[measures.certificates]]`, or say that the measure is based on the standard");
        }
    }
}
