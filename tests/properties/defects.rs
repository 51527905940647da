//! Defects that are planted, as `defects.toml` describes them.

use std::sync::LazyLock;

use serde::Deserialize;
use toml::Table;

use crate::draft::Draft;

/// A defect of a pack and the rule that finds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// The code of the rule.
    pub code: String,
    /// Whether it is found in the words of a document only.
    #[serde(default)]
    pub words: bool,
    /// What goes, before anything is stated.
    #[serde(default)]
    remove: Vec<String>,
    /// Parties that come, by id: what differs from `[party]`.
    #[serde(default)]
    parties: Table,
    /// Items that are added to lists.
    #[serde(default)]
    push: Table,
    /// What is stated, by path.
    #[serde(default)]
    set: Table,
}

#[derive(Deserialize)]
struct File {
    party: Table,
    defect: Vec<Defect>,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("defects.toml")).unwrap_or_else(|error| panic!("{error}")));

/// All of them.
pub fn defects() -> &'static [Defect] {
    &FILE.defect
}

impl Defect {
    /// Puts the defect into a pack.
    pub fn plant(&self, draft: &mut Draft) {
        self.remove.iter().for_each(|path| draft.remove(path));
        for (id, differs) in &self.parties {
            let mut party = FILE.party.clone();
            party.extend(differs.as_table().expect("a table").clone());
            draft.set(&format!("parties.{id}"), party);
        }
        if !self.parties.is_empty() {
            draft.remove("signing.order");
        }
        for (list, items) in &self.push {
            let list = &first(draft, list);
            items.as_array().expect("a list").iter().for_each(|item| draft.push(list, item.clone()));
        }
        self.set.iter().for_each(|(path, new)| draft.set(&first(draft, path), new.clone()));
    }
}

/// A path in which `*` stands for the first key of a table.
fn first(draft: &Draft, path: &str) -> String {
    match path.split_once(".*") {
        Some((table, rest)) => {
            let key = draft.keys(table).into_iter().next().unwrap_or_default();
            format!("{table}.{key}{rest}")
        }
        None => path.to_owned(),
    }
}
