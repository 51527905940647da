//! The annex sends its reader to another document.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::value::Given;
use crate::plan::Plan;

/// The annex sends its reader to another document.
pub static RULE: Rule = Rule {
    code: Code("DSC-CIRCULAR"),
    name: "annex-by-reference",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex I.B"],
    page: include_str!("annex_by_reference.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::any_clauses(plan) {
        let Some(described) = &transfer.description else { continue };
        let mut fields = vec![
            ("nature".to_owned(), described.nature.as_ref()),
            ("special_categories".to_owned(), described.special_categories.as_ref()),
            ("exporter_activities".to_owned(), described.exporter_activities.as_ref()),
            ("importer_activities".to_owned(), described.importer_activities.as_ref()),
        ];
        let extra = described.extra.iter().enumerate();
        fields.extend(extra.map(|(index, row)| (format!("extra[{index}].text"), Some(&row.text))));
        let away: Vec<&String> = fields
            .iter()
            .filter(|(_, value)| matches!(value, Some(Given::ByReference(_))))
            .map(|(field, _)| field)
            .collect();
        let Some(first) = away.first() else { continue };
        let message = match away.len() {
            1 => "a field of the annex only points to another document".to_owned(),
            many => format!("{many} fields of the annex only point to another document"),
        };
        found
            .report(&RULE, plan.facts.at(&format!("{path}.description.{first}")), message)
            .label("points away")
            .help("leave the field out: the pack then fills it from the services");
    }
}
