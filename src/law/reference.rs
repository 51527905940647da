//! The tables as rows, for people and programs: `dpakit reference`.
//!
//! Rows are read as they stand in `src/law/*.toml`; each gets the source, the certainty and the date of
//! checking of its table where it has none of its own.

use serde_json::{Map, Value as Json, json};

use super::country;

/// A table of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Adequacy decisions of the Union, the United Kingdom and Switzerland.
    Adequacy,
    /// States of the EEA, their law and languages.
    States,
    /// Supervisory authorities.
    Authorities,
    /// Countries.
    Countries,
    /// Official languages of the Union.
    Languages,
    /// Acts and standard terms.
    Instruments,
}

impl Topic {
    /// Every table.
    pub const ALL: [Topic; 6] = [
        Topic::Adequacy,
        Topic::States,
        Topic::Authorities,
        Topic::Countries,
        Topic::Languages,
        Topic::Instruments,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Adequacy => "adequacy",
            Topic::States => "states",
            Topic::Authorities => "authorities",
            Topic::Countries => "countries",
            Topic::Languages => "languages",
            Topic::Instruments => "instruments",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Topic::Adequacy => include_str!("adequacy.toml"),
            Topic::States | Topic::Authorities => include_str!("states.toml"),
            Topic::Countries => include_str!("countries.toml"),
            Topic::Languages => include_str!("languages.toml"),
            Topic::Instruments => include_str!("instruments.toml"),
        }
    }

    /// The lists of the file that belong to it.
    fn lists(self) -> &'static [&'static str] {
        match self {
            Topic::Adequacy => &["adequacy", "organisation", "withdrawn"],
            Topic::States => &["state", "part"],
            Topic::Authorities => &["state", "land", "region", "other"],
            Topic::Countries => &["country"],
            Topic::Languages => &["language"],
            Topic::Instruments => &["instrument"],
        }
    }

    /// Whether a fact of a row belongs to it: the states have two topics.
    fn shows(self, list: &str, key: &str) -> bool {
        let of_authority = matches!(key, "authority" | "authority_english" | "city" | "by_land");
        match self {
            Topic::States => list != "state" || !of_authority,
            Topic::Authorities => {
                list != "state" || of_authority || matches!(key, "code" | "checked" | "certainty")
            }
            _ => true,
        }
    }
}

/// The rows of a table, each with `kind`, `source`, `certainty`, `checked` and `uncertain`.
pub fn rows(topic: Topic) -> Vec<Map<String, Json>> {
    let table: Json = toml::from_str(topic.file()).unwrap_or_default();
    let mut found = Vec::new();
    for list in topic.lists() {
        let rows = table.get(*list).and_then(Json::as_array);
        for row in rows.into_iter().flatten().filter_map(Json::as_object) {
            found.push(completed(topic, list, row, &table));
        }
    }
    found
}

fn completed(topic: Topic, list: &str, row: &Map<String, Json>, table: &Json) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("kind".into(), list.into());
    if let Some(name) = row.get("code").and_then(Json::as_str).and_then(country) {
        out.insert("name".into(), name.name.as_str().into());
    }
    for (key, value) in row.iter().filter(|(key, _)| topic.shows(list, key)) {
        out.insert(key.clone(), plain(value));
    }
    let of_table = |key: &str| table.get(key).map(plain);
    let certainty = row.get("certainty").cloned().or_else(|| of_table("certainty")).unwrap_or(json!("high"));
    let checked = row.get("checked").map(plain).or_else(|| of_table("checked")).unwrap_or_default();
    let uncertain = certainty != "high";
    let own = row.get("oj").or_else(|| row.get("cite")).or_else(|| row.get("decision")).cloned();
    let of_topic = of_table(&format!("{}_sources", topic.name()));
    let source =
        own.or(of_topic).or_else(|| of_table("sources")).or_else(|| of_table("source")).unwrap_or_default();
    for (key, value) in [("source", source), ("certainty", certainty), ("checked", checked)] {
        out.insert(key.to_owned(), value);
    }
    out.insert("uncertain".into(), uncertain.into());
    out
}

/// A value of TOML in JSON: a day is a text.
fn plain(value: &Json) -> Json {
    match value.as_object().and_then(|entries| entries.values().next()) {
        Some(inner) => inner.clone(),
        None => value.clone(),
    }
}

/// The rows of a table as text, one paragraph each; uncertain ones say so.
pub fn text(topic: Topic) -> String {
    let rows = rows(topic);
    let uncertain = rows.iter().filter(|row| row.get("uncertain") == Some(&Json::Bool(true))).count();
    let mut out = format!("{}: {} rows, {uncertain} of them uncertain\n", topic.name(), rows.len());
    for row in &rows {
        out.push_str(&paragraph(row));
    }
    out
}

fn paragraph(row: &Map<String, Json>) -> String {
    let say = |key: &str| row.get(key).map(said).unwrap_or_default();
    let heading: Vec<String> = ["regime", "code", "id", "land", "name"].iter().map(|key| say(key)).collect();
    let heading: Vec<String> = heading.into_iter().filter(|part| !part.is_empty()).collect();
    let mut out = format!("\n{}\n", heading.join("  "));
    const ELSEWHERE: [&str; 10] =
        ["regime", "code", "id", "land", "name", "kind", "source", "certainty", "checked", "uncertain"];
    for (key, value) in row.iter().filter(|(key, _)| !ELSEWHERE.contains(&key.as_str())) {
        out.push_str(&format!("    {}: {}\n", key.replace('_', " "), said(value)));
    }
    let mark = match say("certainty").as_str() {
        "low" => " UNCERTAIN: disputed, or likely to have moved;",
        "medium" => " UNCERTAIN: not confirmed by a second source;",
        _ => "",
    };
    out.push_str(&format!("    checked {};{mark} source: {}\n", say("checked"), say("source")));
    out
}

fn said(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Null => "not stated".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_source_its_certainty_and_its_day() {
        for topic in Topic::ALL {
            let rows = rows(topic);
            assert!(!rows.is_empty(), "{}", topic.name());
            for row in rows {
                for key in ["source", "certainty", "checked"] {
                    let stated = row.get(key).is_some_and(|value| !value.is_null());
                    assert!(stated, "{} without {key}: {row:?}", topic.name());
                }
                let day = row["checked"].as_str().map(str::parse::<jiff::civil::Date>);
                assert!(matches!(day, Some(Ok(_))), "{row:?}");
            }
        }
    }

    #[test]
    fn adequacy_is_that_of_three_regimes() {
        let rows = rows(Topic::Adequacy);
        for regime in ["EU", "UK", "CH"] {
            assert!(rows.iter().any(|row| row.get("regime").is_some_and(|one| one == regime)), "{regime}");
        }
        let shown = text(Topic::Adequacy);
        assert!(shown.contains("EU  BR  Brazil") && shown.contains("UNCERTAIN"), "{shown}");
    }
}
