//! The rows of the tables as packs rest on them: which row, when it was checked, and a hash of what it says.
//!
//! A manifest notes them, so that it can be told years later which of them say something else today.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::source::sha256;

/// A row of a table of the law.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Datum {
    /// The table: `adequacy`, `states`, `lands`, `countries`, `instruments`.
    pub table: String,
    /// The row: `EU:KR`, `DE`, `BY:private`, `scc-2021-914`.
    pub id: String,
    /// The day on which it was last looked up, as the table states it.
    pub checked: String,
    /// SHA-256 of what it says, in hexadecimal; to have looked it up again changes nothing.
    pub sha256: String,
}

/// Where rows stand: table, file, list in it, and the keys that make up the id.
const LISTS: [(&str, &str, &str, &[&str]); 5] = [
    ("adequacy", include_str!("adequacy.toml"), "adequacy", &["regime", "code"]),
    ("states", include_str!("states.toml"), "state", &["code"]),
    ("lands", include_str!("states.toml"), "land", &["land", "sector"]),
    ("countries", include_str!("countries.toml"), "country", &["code"]),
    ("instruments", include_str!("instruments.toml"), "instrument", &["id"]),
];

/// Keys that say where from and when, not what.
const ABOUT: [&str; 3] = ["checked", "source", "sources"];

fn all() -> &'static BTreeMap<(&'static str, String), Datum> {
    static ALL: OnceLock<BTreeMap<(&'static str, String), Datum>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lists = LISTS.iter().flat_map(|(table, file, list, keys)| rows(table, file, list, keys));
        lists.map(|(table, datum)| ((table, datum.id.clone()), datum)).collect()
    })
}

/// The rows of a list as they stand in the file: nothing else of it is read.
fn rows(table: &'static str, file: &'static str, list: &str, keys: &[&str]) -> Vec<(&'static str, Datum)> {
    let head = format!("[[{list}]]");
    let mut blocks = file.split("\n[[");
    let of_file = blocks.next().and_then(|top| stated(top, "checked")).unwrap_or_default();
    let blocks = blocks.map(|block| block.split_once("]]").unwrap_or_default());
    let own = blocks.filter(|(name, _)| head == format!("[[{name}]]"));
    own.map(|(_, block)| {
        let says = block.lines().map(str::trim).filter(|line| {
            let key = line.split('=').next().unwrap_or_default().trim();
            !key.is_empty() && !key.starts_with('#') && !ABOUT.contains(&key)
        });
        let says: Vec<&str> = says.collect();
        let id: Vec<&str> = keys.iter().filter_map(|key| stated(block, key)).collect();
        let datum = Datum {
            table: table.to_owned(),
            id: id.join(":"),
            checked: stated(block, "checked").unwrap_or(of_file).to_owned(),
            sha256: sha256(says.join("\n").as_bytes()),
        };
        (table, datum)
    })
    .collect()
}

/// What a line says of a key, without quotation marks.
fn stated<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))?;
    Some(line.trim().trim_matches('"'))
}

/// A row of a table.
pub fn datum(table: &str, id: &str) -> Option<&'static Datum> {
    let table = LISTS.iter().find(|(known, ..)| *known == table)?.0;
    all().get(&(table, id.to_owned()))
}

/// Everything that the tables say of a country, its adequacy under each regime included.
pub fn of_country(code: &str) -> &'static [&'static Datum] {
    static BY_CODE: OnceLock<HashMap<&'static str, Vec<&'static Datum>>> = OnceLock::new();
    let by_code = BY_CODE.get_or_init(|| {
        let codes = all().values().filter_map(|datum| match datum.table.as_str() {
            "adequacy" => Some(datum.id.split_once(':')?.1),
            "countries" | "states" => Some(datum.id.as_str()),
            _ => None,
        });
        codes.map(|code| (code, rows_of_country(code))).collect()
    });
    by_code.get(code).map_or(&[], Vec::as_slice)
}

fn rows_of_country(code: &str) -> Vec<&'static Datum> {
    let regimes = ["EU", "UK", "CH"].map(|regime| ("adequacy", format!("{regime}:{code}")));
    let plain = ["countries", "states"].map(|table| (table, code.to_owned()));
    plain.into_iter().chain(regimes).filter_map(|(table, id)| datum(table, &id)).collect()
}

/// Everything that the tables say of a German Land: an authority for each sector.
pub fn of_land(code: &str) -> Vec<&'static Datum> {
    ["private", "public", "both"]
        .iter()
        .filter_map(|sector| datum("lands", &format!("{code}:{sector}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::reference::{Topic, rows as read};

    #[test]
    fn every_row_that_toml_sees_is_there() {
        let count = |topic, kind: &str| {
            let rows = read(topic).into_iter();
            rows.filter(|row| row.get("kind").is_some_and(|known| known == kind)).count()
        };
        for (table, topic, kind) in [
            ("adequacy", Topic::Adequacy, "adequacy"),
            ("states", Topic::States, "state"),
            ("lands", Topic::Authorities, "land"),
            ("countries", Topic::Countries, "country"),
            ("instruments", Topic::Instruments, "instrument"),
        ] {
            let found: Vec<&Datum> = all().values().filter(|datum| datum.table == table).collect();
            assert!(!found.is_empty(), "{table}");
            assert_eq!(found.len(), count(topic, kind), "{table}");
            for datum in found {
                assert!(datum.checked.parse::<jiff::civil::Date>().is_ok(), "{datum:?}");
                assert!(!datum.id.is_empty(), "{datum:?}");
            }
        }
    }

    #[test]
    fn a_row_is_known_by_what_it_says() {
        let file = "checked = 2026-01-01\n\n[[a]]\nid = \"x\"\nsays = 1\n\n[[a]]\nid = \"y\"\nsays = 1\nchecked = 2026-02-02\n";
        let again = file.replace("2026-01-01", "2026-03-03");
        let other = file.replacen("says = 1", "says = 2", 1);
        let [one, two] = <[_; 2]>::try_from(rows("t", Box::leak(file.into()), "a", &["id"])).unwrap();
        let checked = rows("t", Box::leak(again.into_boxed_str()), "a", &["id"]);
        let changed = rows("t", Box::leak(other.into_boxed_str()), "a", &["id"]);
        assert_eq!((&*one.1.checked, &*two.1.checked), ("2026-01-01", "2026-02-02"));
        assert_eq!((&*checked[0].1.checked, &checked[0].1.sha256), ("2026-03-03", &one.1.sha256));
        assert_ne!(changed[0].1.sha256, one.1.sha256);
        assert_eq!(changed[1].1.sha256, two.1.sha256);
    }

    #[test]
    fn a_country_has_what_the_tables_say_of_it() {
        let tables = |code| of_country(code).iter().map(|one| one.id.as_str()).collect::<Vec<_>>();
        assert_eq!(tables("DE"), ["DE", "DE", "UK:DE", "CH:DE"]);
        assert!(tables("KR").contains(&"EU:KR"));
        assert!(tables("XX").is_empty());
        assert!(of_land("BY").iter().any(|one| one.id == "BY:private"));
    }
}
