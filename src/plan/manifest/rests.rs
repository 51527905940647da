//! Which rows of the tables of the law a pack rests on: those of every country, law and mechanism that its
//! facts name.

use foldhash::{HashSet, HashSetExt};
use serde_json::Value as Json;

use crate::law::datum::{Datum, datum, of_country, of_land};
use crate::pack::forms::Forms;
use crate::plan::Plan;

/// The rows, by table and id.
pub fn rests_on(plan: &Plan<'_>) -> Vec<&'static Datum> {
    let forms = Forms::of_pack();
    let of_part = |key: &str, part: &Json| {
        let mut named = Named { forms, seen: HashSet::new(), found: Vec::new() };
        if let Some(form) = forms.entry(0, key) {
            named.gather(form, part);
        }
        named.found
    };
    let mut found = Vec::new();
    for (_, of_part) in plan.by_part("rests on", of_part, |found| 8 * found.len()) {
        found.extend_from_slice(&of_part);
    }
    let transfers = plan.json().get("transfers").and_then(Json::as_array);
    let mechanisms = transfers.into_iter().flatten().filter_map(|one| one.get("mechanism")?.as_str());
    found.extend(mechanisms.filter_map(|id| datum("instruments", id)));
    found.sort_unstable();
    found.dedup();
    found
}

/// Gathers the rows of what facts name.
struct Named<'j> {
    forms: &'static Forms,
    /// What was named so far, with its format: subprocessors mostly sit in a few countries.
    seen: HashSet<(&'static str, &'j str)>,
    found: Vec<&'static Datum>,
}

impl<'j> Named<'j> {
    fn gather(&mut self, form: usize, value: &'j Json) {
        let at = self.forms.select(form, value);
        let form = self.forms.get(at);
        match value {
            Json::String(text) => {
                if let Some(format @ ("country" | "law" | "land")) = form.format {
                    self.name(format, text);
                }
            }
            Json::Object(entries) => {
                for (key, inner) in entries {
                    if let Some(of_entry) = self.forms.entry(at, key) {
                        self.gather(of_entry, inner);
                    }
                }
            }
            Json::Array(items) => {
                if let Some(of_item) = form.items {
                    items.iter().for_each(|item| self.gather(of_item, item));
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, format: &'static str, text: &'j str) {
        if !self.seen.insert((format, text)) {
            return;
        }
        match format {
            "country" => self.found.extend(of_country(text)),
            // A law may be that of a part of a country.
            "law" => self.found.extend(text.split('-').next().into_iter().flat_map(of_country)),
            _ => self.found.extend(of_land(text)),
        }
    }
}
