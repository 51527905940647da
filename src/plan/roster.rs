//! What changed between two lists of subprocessors, row by row.
//!
//! In: the completed facts of two packs. Out: one [`Row`] for each subprocessor that is new, gone, or
//! described otherwise, with the fields that differ. What the lists say is compared as it is printed: services
//! and data by their names, a task that all have in common as that of each.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::pack::{Pack, Subprocessor};

/// A subprocessor that one of two lists has, or that they describe differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the old list; none for a new one.
    pub old: Option<usize>,
    /// Its place in the new list; none for one that is gone.
    pub new: Option<usize>,
    /// What differs, where both lists have it.
    pub differs: Vec<Field>,
}

/// What is to be done about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A new subprocessor: the customer may object, or must consent.
    Added,
    /// Something changed that bears on the data: likewise.
    Changed,
    /// Only what is needed to reach it changed: the customer is told.
    Details,
    /// It is engaged no longer: the customer is told.
    Removed,
}

impl Row {
    /// What is to be done about it.
    pub fn kind(&self) -> Kind {
        match (self.old, self.new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            _ if self.differs.iter().any(|field| field.bears()) => Kind::Changed,
            _ => Kind::Details,
        }
    }
}

/// What a list says of a subprocessor, in the order in which changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Legal name. Another name can be another company.
    Name,
    /// Legal name in its own script.
    NativeName,
    /// Whether it belongs to the provider's group.
    Affiliate,
    /// Where it is established.
    Country,
    /// Where it processes.
    Locations,
    /// Why data may go there.
    Transfer,
    /// What it does.
    Task,
    /// For which services.
    Services,
    /// With which data.
    Categories,
    /// For how long.
    Duration,
    /// Its own measures.
    Measures,
    /// How soon it tells of breaches.
    BreachNotice,
    /// How early it announces its own subprocessors.
    ChangeNotice,
    /// Postal address.
    Address,
    /// Whom to write to.
    Contact,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 15] = [
        Field::Name,
        Field::NativeName,
        Field::Affiliate,
        Field::Country,
        Field::Locations,
        Field::Transfer,
        Field::Task,
        Field::Services,
        Field::Categories,
        Field::Duration,
        Field::Measures,
        Field::BreachNotice,
        Field::ChangeNotice,
        Field::Address,
        Field::Contact,
    ];

    /// Its name in a pack file.
    pub fn name(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::NativeName => "native_name",
            Field::Affiliate => "affiliate",
            Field::Country => "country",
            Field::Locations => "locations",
            Field::Transfer => "transfer",
            Field::Task => "task",
            Field::Services => "services",
            Field::Categories => "categories",
            Field::Duration => "duration",
            Field::Measures => "measures",
            Field::BreachNotice => "breach_notice",
            Field::ChangeNotice => "change_notice",
            Field::Address => "address",
            Field::Contact => "contact",
        }
    }

    /// Whether a change of it bears on the data, so that the customer can object. GDPR Art. 28(2) asks for
    /// this where a subprocessor is added or replaced; where it does other work in other places with other
    /// data, the one that was agreed is replaced by one that was not.
    pub fn bears(self) -> bool {
        !matches!(self, Field::Address | Field::Contact)
    }

    /// What a pack says of it, as values that compare: names in the place of ids, and lists without order.
    pub fn said(self, one: &Subprocessor, pack: &Pack) -> Json {
        let text = |value: &Option<String>| json!(value.as_deref().map(str::trim));
        match self {
            Field::Name => json!(one.name.trim()),
            Field::NativeName => text(&one.native_name),
            Field::Affiliate => json!(one.affiliate),
            Field::Country => json!(one.country),
            Field::Locations => sorted(one.locations.iter().map(|country| country.0.as_str())),
            Field::Transfer => json!(one.transfer),
            Field::Task => match &one.task {
                Some(task) => json!(task),
                None => text(&pack.subprocessing.common_task),
            },
            Field::Services => {
                sorted(one.services.iter().map(|id| {
                    pack.services.get(&id.0).map_or(id.0.as_str(), |service| service.name.as_str())
                }))
            }
            Field::Categories => sorted(one.categories.iter().map(|id| category(pack, &id.0))),
            Field::Duration => text(&one.duration),
            Field::Measures => sorted(one.measures.iter().map(String::as_str)),
            Field::BreachNotice => json!(one.breach_notice),
            Field::ChangeNotice => json!(one.change_notice),
            Field::Address => json!(one.address),
            Field::Contact => json!(one.contact),
        }
    }
}

/// The name of a category of data or of a group of them.
fn category<'p>(pack: &'p Pack, id: &'p str) -> &'p str {
    let groups = || pack.data.groups.get(id).map(|group| group.name.as_str());
    pack.data.categories.get(id).map(|category| category.name.as_str()).or_else(groups).unwrap_or(id)
}

/// A list whose order says nothing; an empty one is not stated.
fn sorted<'t>(items: impl Iterator<Item = &'t str>) -> Json {
    let mut items: Vec<&str> = items.map(str::trim).collect();
    items.sort_unstable();
    if items.is_empty() { Json::Null } else { json!(items) }
}

/// Compares the subprocessors of two packs: in the order of the new list, then those that are gone.
///
/// Those with the same id are the same; of the others, those with the same name.
pub fn compare(old: &Pack, new: &Pack) -> Vec<Row> {
    let partners = partners(&old.subprocessors, &new.subprocessors);
    let mut rows = Vec::new();
    for (at, (one, before)) in new.subprocessors.iter().zip(&partners).enumerate() {
        let differs = match before {
            None => Vec::new(),
            Some(before) => differs((&old.subprocessors[*before], old), (one, new)),
        };
        if before.is_none() || !differs.is_empty() {
            rows.push(Row { old: *before, new: Some(at), differs });
        }
    }
    let kept: HashSet<usize> = partners.iter().copied().flatten().collect();
    let gone = (0..old.subprocessors.len()).filter(|at| !kept.contains(at));
    rows.extend(gone.map(|at| Row { old: Some(at), new: None, differs: Vec::new() }));
    rows
}

fn differs(old: (&Subprocessor, &Pack), new: (&Subprocessor, &Pack)) -> Vec<Field> {
    let changed = |field: &Field| field.said(old.0, old.1) != field.said(new.0, new.1);
    Field::ALL.into_iter().filter(changed).collect()
}

/// For each of the new list, its place in the old one.
fn partners(old: &[Subprocessor], new: &[Subprocessor]) -> Vec<Option<usize>> {
    let ids: HashMap<&str, usize> = old.iter().enumerate().rev().filter_map(with_id).collect();
    let mut free = vec![true; old.len()];
    let mut found = vec![None; new.len()];
    for (at, one) in new.iter().enumerate() {
        let known = one.id.as_deref().and_then(|id| ids.get(id).copied());
        if let Some(before) = known.filter(|before| free[*before]) {
            found[at] = Some(before);
            free[before] = false;
        }
    }
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    for (before, one) in old.iter().enumerate().rev().filter(|(before, _)| free[*before]) {
        names.entry(letters(&one.name)).or_default().push(before);
    }
    for (at, one) in new.iter().enumerate().filter(|(at, _)| found[*at].is_none()).collect::<Vec<_>>() {
        found[at] = names.get_mut(&letters(&one.name)).and_then(Vec::pop);
    }
    found
}

fn with_id((at, one): (usize, &Subprocessor)) -> Option<(&str, usize)> {
    Some((one.id.as_deref()?, at))
}

/// A name without regard to capitals and spaces.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
