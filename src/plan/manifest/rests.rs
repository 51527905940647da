//! Which rows of the tables of the law a pack rests on: those of every country, law and mechanism that its
//! facts name.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::law::datum::{Datum, datum, of_country, of_land};
use crate::pack::forms::Forms;
use crate::plan::Plan;

/// The rows, by table and id.
pub fn rests_on(plan: &Plan<'_>) -> Vec<&'static Datum> {
    let forms = Forms::of_pack();
    let of_part = |key: &str, part: &Json| {
        let mut found = BTreeSet::new();
        if let Some(form) = forms.entry(0, key) {
            gather(forms, form, part, &mut found);
        }
        found
    };
    let parts = plan.by_part("rests on", of_part, |found| 32 * found.len());
    let mut found: BTreeSet<&'static Datum> = parts.flat_map(|(_, found)| (*found).clone()).collect();
    let transfers = plan.json().get("transfers").and_then(Json::as_array);
    let mechanisms = transfers.into_iter().flatten().filter_map(|one| one.get("mechanism")?.as_str());
    found.extend(mechanisms.filter_map(|id| datum("instruments", id)));
    found.into_iter().collect()
}

fn gather(forms: &'static Forms, form: usize, value: &Json, found: &mut BTreeSet<&'static Datum>) {
    let at = forms.select(form, value);
    let form = forms.get(at);
    match value {
        Json::String(text) => match form.format {
            Some("country") => found.extend(of_country(text)),
            // A law may be that of a part of a country.
            Some("law") => found.extend(text.split('-').next().into_iter().flat_map(of_country)),
            Some("land") => found.extend(of_land(text)),
            _ => {}
        },
        Json::Object(entries) => {
            for (key, inner) in entries {
                if let Some(of_entry) = forms.entry(at, key) {
                    gather(forms, of_entry, inner, found);
                }
            }
        }
        Json::Array(items) => {
            let of_item = form.items;
            items
                .iter()
                .for_each(|item| of_item.into_iter().for_each(|form| gather(forms, form, item, found)));
        }
        _ => {}
    }
}
