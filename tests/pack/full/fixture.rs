//! A store with invented clauses, packs that print them, and libraries that have a store at hand.

use std::path::Path;
use std::sync::Arc;

use dpakit::assemble::assemble;
use dpakit::diagnostic::Outcome;
use dpakit::document::Document;
use dpakit::library::Library;
use dpakit::official::text::Provenance;
use dpakit::official::{Counts, Imported, Seal, Shelf, Store, Text, Unit, normal};
use dpakit::pack::Facts;
use dpakit::plan::plan;
use dpakit::source::Source;
use tempfile::TempDir;

use crate::texts::{file, list};

/// What a pack asks for.
pub struct Wanted<'w> {
    pub modules: &'w [&'w str],
    pub docking: bool,
    pub redress: bool,
    pub general: bool,
    pub supervision: &'w str,
    pub law_option: &'w str,
    pub notice: &'w str,
    pub place: &'w str,
    pub combines: bool,
    /// Further lines at the end of the transfer.
    pub more: &'w str,
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Wanted {
            modules: &["two"],
            docking: true,
            redress: true,
            general: true,
            supervision: "established",
            law_option: "chosen",
            notice: "notice = \"30 days\"",
            place: "",
            combines: true,
            more: "",
        }
    }
}

/// The complete example with one transfer under the clauses, in full.
pub fn pack(wanted: &Wanted<'_>) -> String {
    let example = file("examples/complete.toml");
    let start = example.find("[[transfers]]").expect("transfers");
    let (before, transfers) = example.split_at(start);
    // Tables that follow the transfers stay.
    let after = transfers.find("\n# ---").map_or("", |at| &transfers[at..]);
    let agreed = "notice        = \"30 days\"\n";
    assert!(before.contains(agreed));
    // Without a period of the agreement, none is derived.
    let before = if wanted.notice.is_empty() { before.replacen(agreed, "", 1) } else { before.to_owned() };
    let redress =
        "redress_body = { name = \"Isartal\", country = \"DE\", url = \"https://isartal.example\" }";
    format!(
        "{before}[[transfers]]\nid = \"t1\"\nexporter = \"nordhang\"\nimporter = \"harborline\"\n\
         mechanism = \"scc-2021-914\"\nmodules = {:?}\nfrequency = \"continuous\"\ntext      = \"full\"\n\
         combines_union_data = {}\n\n[transfers.options]\ndocking = {}\nauthorisation = \"{}\"\n{}\n{}\n\
         supervision = \"{}\"\nlaw_option = \"{}\"\nlaw = \"DE\"\ncourts = {{ country = \"DE\"{} }}\n\
         authority = {{ name = \"Landesamt\", city = \"Ansbach\", country = \"DE\" }}\n{}\n{after}",
        wanted.modules,
        wanted.combines,
        wanted.docking,
        if wanted.general { "general" } else { "specific" },
        wanted.notice,
        if wanted.redress { redress } else { "" },
        wanted.supervision,
        wanted.law_option,
        wanted.place,
        wanted.more,
    )
}

pub fn facts(toml: &str) -> Outcome<Facts> {
    Facts::read(&Arc::new(Source { path: "pack.toml".into(), text: toml.to_owned() }), None)
}

pub fn try_documents(toml: &str, library: &Library) -> Outcome<Vec<Document>> {
    let facts = facts(toml)?;
    assemble(&plan(&facts, library)?)
}

pub fn documents(toml: &str, library: &Library) -> Vec<Document> {
    try_documents(toml, library).unwrap_or_else(|found| panic!("{}", list(&found)))
}

/// The built-in library with the store of a folder.
pub fn on(folder: &Path, seals: &[Seal]) -> Library {
    Library::open(None).expect("a library").with_official(Shelf::of(Store::at(folder), seals))
}

#[derive(serde::Deserialize)]
struct Publication {
    unit: Vec<Unit>,
}

/// The invented clauses. Where no module is stated, all have the unit.
fn units() -> Vec<Unit> {
    let publication: Publication = toml::from_str(&file("tests/pack/full/mill.toml")).expect("units");
    let all = |unit: Unit| match unit.modules.is_empty() {
        true => Unit { modules: vec![1, 2, 3, 4], ..unit },
        false => unit,
    };
    publication.unit.into_iter().map(all).collect()
}

/// The facts of the real seal with the fingerprints of the invented clauses.
fn seal(units: &[Unit]) -> Seal {
    let real = file("clauses/scc/seal.toml");
    let facts = &real[..real.find("\n[notes]").expect("the notes")];
    let mut text = facts.replacen("derived from secondary copies", "invented for tests", 1);
    let sealed = Seal::parse(&real).expect("the seal").instrument.structure.expect("a structure");
    text = text.replacen(&sealed, &dpakit::official::text::structure(units), 1);
    text.push_str("\n[units]\n");
    for unit in units {
        let modules: String = unit.modules.iter().map(ToString::to_string).collect();
        let strict = normal::hash(&normal::strict(&unit.text));
        let loose = normal::hash(&normal::loose(&unit.text, "en"));
        text.push_str(&format!(
            "{:?} = {{ in = {modules:?}, strict = {strict:?}, loose = {loose:?} }}\n",
            unit.id
        ));
    }
    Seal::parse(&text).unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn keep(folder: &Path, units: Vec<Unit>, accepted: Vec<String>, seal: &Seal) {
    let provenance = Provenance {
        files: vec!["mill".to_owned()],
        from: None,
        date: "2026-11-26".to_owned(),
        sha256: vec![dpakit::source::sha256(b"mill")],
        reader: serde_json::from_str("\"markdown\"").expect("a reader"),
        instances: Vec::new(),
        edition: None,
        seal: seal.hash.clone(),
        counts: Counts::default(),
        accepted,
    };
    let text = Text {
        instrument: "scc-2021-914".to_owned(),
        celex: "32021D0914".to_owned(),
        language: "en".to_owned(),
        provenance,
        units,
    };
    let imported = Imported { text, compared: Vec::new(), known: true };
    Store::at(folder).keep(&imported).unwrap_or_else(|found| panic!("{}", list(&found)));
}

/// A library with the invented clauses at hand, and the folder they lie in.
pub fn invented() -> (Library, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let units = units();
    let seal = seal(&units);
    keep(folder.path(), units, Vec::new(), &seal);
    (on(folder.path(), &[seal]), folder)
}

/// The same with units in another order or with other marks, stored as if nothing were wrong.
pub fn rearranged(change: impl Fn(&mut Vec<Unit>)) -> (Library, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut units = units();
    let seal = seal(&units);
    change(&mut units);
    keep(folder.path(), units, Vec::new(), &seal);
    (on(folder.path(), &[seal]), folder)
}

/// The same with another word in one unit, accepted when it was stored.
pub fn with_a_changed_word() -> (Library, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut units = units();
    let seal = seal(&units);
    let unit = units.iter_mut().find(|unit| unit.id == "c1.a").expect("a unit");
    unit.text = unit.text.replace("clean", "white");
    keep(folder.path(), units, vec!["c1.a".to_owned()], &seal);
    (on(folder.path(), &[seal]), folder)
}
