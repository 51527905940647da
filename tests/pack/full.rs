//! Official clauses printed word for word: on invented clauses with the addresses of the real ones, and
//! on the real ones where they lie beside this repository.

mod fixture;
mod real;

use dpakit::library::Library;

use crate::golden::compare;
use crate::texts::{list, written};
use fixture::{Wanted, documents, invented, pack, try_documents};

/// The Markdown from the text of the clauses to the annexes.
fn text(toml: &str, library: &Library) -> String {
    let documents = documents(toml, library);
    let schedule = documents.iter().find(|document| &*document.meta().slug == "scc").expect("a schedule");
    let markdown = String::from_utf8(written(schedule, "md")).expect("UTF-8");
    let start = markdown.find("The text in full\n\n").expect("the proof");
    let end = markdown.find("\n## Annex I.A").expect("the annexes");
    markdown[start..end].to_owned()
}

#[test]
fn each_module_alone_and_two_together_read_as_the_publication_says() {
    let (library, _folder) = invented();
    for (name, modules) in [
        ("one", &["one"][..]),
        ("two", &["two"]),
        ("three", &["three"]),
        ("four", &["four"]),
        ("two-three", &["two", "three"]),
        ("two-four", &["two", "four"]),
    ] {
        let wanted = Wanted { modules, ..Wanted::default() };
        compare(&format!("full/{name}.md"), &text(&pack(&wanted), &library));
    }
}

#[test]
fn options_are_cut_as_they_are_chosen() {
    let (library, _folder) = invented();
    let wanted = Wanted {
        modules: &["two"],
        docking: false,
        redress: false,
        general: false,
        supervision: "representative",
        law_option: "exporter",
        ..Wanted::default()
    };
    let text = text(&pack(&wanted), &library);
    for there in [
        "#### Clause 7 Newcomers\n\n_\\[Not used.\\]_",
        "- (a) The baker names each helper **30 days** before the work.",
        "- (a) The bailiff of the steward watches.",
        "The law of the mill's village holds, else that of **Germany**.",
    ] {
        assert!(text.contains(there), "{there}\n{text}");
    }
    for gone in ["nod of both", "priest", "Priests", "OPTION", "change helpers", "one village", "[Where"] {
        assert!(!text.contains(gone), "{gone}");
    }
}

#[test]
fn module_four_without_data_of_its_own_says_when_14_and_15_begin_to_apply() {
    let (library, _folder) = invented();
    let wanted = Wanted { modules: &["four"], combines: false, ..Wanted::default() };
    let text = text(&pack(&wanted), &library);
    let from = "_\\[Under Module Four, this clause applies from the moment when";
    assert_eq!(text.matches(from).count(), 1, "{text}");
    let (_, clause) = text.split_once("#### Clause 14").expect("the clause");
    assert!(clause.trim_start_matches(|c| c != '\n').trim_start().starts_with(from), "{clause}");
    assert!(text.contains("Customs of the land"), "{text}");
    let combined = self::text(&pack(&Wanted { modules: &["four"], ..Wanted::default() }), &library);
    assert!(!combined.contains(from), "{combined}");
    assert!(text.contains("#### Clause 9\n\n_\\[Not used: no words for this module.\\]_"), "{text}");
    assert!(!text.contains("Helpers"), "{text}");
}

/// What differs in words that modules share cannot stand in one text.
#[test]
fn modules_that_choose_differently_have_a_copy_each() {
    let (library, _folder) = invented();
    let together = Wanted {
        modules: &["two", "three"],
        more: "[transfers.by_module.three]\nnotice = \"60 days\"\n",
        ..Wanted::default()
    };
    let text_of_both = text(&pack(&together), &library);
    assert_eq!(text_of_both.matches("\n## ANNEX RULES OF THE MILL").count(), 1, "9(a) has words of its own");
    assert!(text_of_both.contains("**30 days** ahead") && text_of_both.contains("**60 days** ahead"));
    let apart = Wanted {
        modules: &["two", "three"],
        more: "[transfers.by_module.three]\nlaw = \"IE\"\n",
        ..Wanted::default()
    };
    let text_of_each = text(&pack(&apart), &library);
    assert_eq!(text_of_each.matches("\n## ANNEX RULES OF THE MILL").count(), 2, "{text_of_each}");
    assert!(text_of_each.contains("that of **Germany**.") && text_of_each.contains("that of **Ireland**."));
}

/// Transfers share a copy as long as their choices are the same.
#[test]
fn transfers_with_the_same_choices_share_a_copy() {
    let (library, _folder) = invented();
    let first = pack(&Wanted::default());
    let start = first.find("[[transfers]]").expect("a transfer");
    let end = first[start..].find("\n\n# ---").map_or(first.len(), |at| start + at);
    let second = first[start..end]
        .replacen("id = \"t1\"", "id = \"t2\"", 1)
        .replacen("exporter = \"nordhang\"", "exporter = \"harborline_ireland\"", 1)
        .replacen("importer = \"harborline\"", "importer = \"harborline_india\"", 1);
    let both = |second: &str| text(&format!("{}\n{second}\n{}", &first[..end], &first[end..]), &library);
    let same = both(&second);
    assert_eq!(same.matches("\n## ANNEX RULES OF THE MILL").count(), 1);
    assert!(same.contains("in this schedule for Transfers t1 and t2: ANNEX (RULES OF THE MILL)."), "{same}");
    let other = both(&second.replacen("established", "representative", 1));
    assert!(other.contains("\n## ANNEX RULES OF THE MILL _(transfers t1, Module Two)_\n"), "{other}");
    assert!(other.contains("\n## ANNEX RULES OF THE MILL _(transfers t2, Module Two)_\n"), "{other}");
    assert_eq!(other.matches("The bailiff of the steward watches").count(), 1);
}

#[test]
fn a_text_that_is_not_stored_is_named_with_its_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = fixture::on(folder.path(), dpakit::official::Seal::built_in().expect("the seals"));
    let found = list(&try_documents(&pack(&Wanted::default()), &library).expect_err("no text"));
    assert!(
        found.contains("SCC-NOT-STORED") && found.contains("dpakit scc fetch 32021D0914 --lang en"),
        "{found}"
    );
    let without = Library::open(None).expect("a library");
    let found = list(&try_documents(&pack(&Wanted::default()), &without).expect_err("no store"));
    assert!(found.contains("SCC-NOT-STORED") && found.contains("dpakit scc import FILE"), "{found}");
}

#[test]
fn a_text_with_accepted_differences_is_never_printed() {
    let (library, _folder) = fixture::with_a_changed_word();
    let found = list(&try_documents(&pack(&Wanted::default()), &library).expect_err("not official"));
    assert!(found.contains("SCC-NOT-OFFICIAL") && found.contains("1 unit differs, c1.a"), "{found}");
}

#[test]
fn a_changed_file_of_the_store_is_never_printed() {
    let (library, folder) = invented();
    let path = folder.path().join("scc-2021-914.en.json");
    let json = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, json.replacen("shaken hands", "shaken fists", 1)).expect("written");
    let found = list(&try_documents(&pack(&Wanted::default()), &library).expect_err("tampered"));
    assert!(found.contains("SCC-STORE"), "{found}");
}

/// Words are compared with fingerprints; places and marks follow from the addresses.
#[test]
fn units_in_another_order_are_never_printed_and_marks_are_those_of_the_publication() {
    let at = |units: &[dpakit::official::Unit], id: &str| units.iter().position(|unit| unit.id == id);
    let (library, _folder) = fixture::rearranged(|units| {
        let (one, other) = (at(units, "c1.b.i").expect("a unit"), at(units, "c1.b.ii").expect("a unit"));
        units.swap(one, other);
    });
    let found = list(&try_documents(&pack(&Wanted::default()), &library).expect_err("another order"));
    assert!(
        found.contains("SCC-NOT-OFFICIAL") && found.contains("c1.b.ii stands in another place"),
        "{found}"
    );

    let (library, _folder) = fixture::rearranged(|units| {
        for (id, mark) in [("c1.b.ii", "2)"), ("m2.c8.1.title", "8.7"), ("m2.c9.a.opt2", "#1")] {
            let at = at(units, id).expect("a unit");
            units[at].number = Some(mark.to_owned());
        }
    });
    let (published, _other) = invented();
    let read = |library: &Library| {
        let text = text(&pack(&Wanted::default()), library);
        text[text.find("## ANNEX").expect("the text")..].to_owned()
    };
    assert_eq!(read(&library), read(&published));
}

#[test]
fn a_blank_without_a_fact_is_an_error() {
    let (library, _folder) = invented();
    let wanted = Wanted { notice: "", ..Wanted::default() };
    let found = list(&try_documents(&pack(&wanted), &library).expect_err("a blank"));
    assert!(found.contains("TRN-BLANK Clause 9(a) has a blank, and no fact fills it"), "{found}");
    let open = Wanted { notice: "notice = { left_open = \"the parties still talk\" }", ..Wanted::default() };
    assert!(text(&pack(&open), &library).contains("**a period left open (the parties still talk)**"));
}

#[test]
fn full_text_without_clauses_is_told() {
    let toml = pack(&Wanted::default());
    let (toml, from) = (toml.as_str(), "mechanism = \"scc-2021-914\"\nmodules = [\"two\"]");
    assert!(toml.contains(from));
    let toml = toml.replacen(from, "mechanism = \"adequacy\"", 1);
    let (library, _folder) = invented();
    let found = list(&try_documents(&toml, &library).expect_err("no clauses"));
    assert!(found.contains("to be printed in full, but none are agreed"), "{found}");
}

/// The agreement, and so the defaults of a house, can ask for all transfers at once.
#[test]
fn the_agreement_speaks_for_transfers_that_say_nothing() {
    let (library, _folder) = invented();
    let toml = pack(&Wanted::default()).replacen("text      = \"full\"\n", "", 1);
    assert!(documents(&toml, &library).iter().all(|one| !markdown(one).contains("RULES OF THE MILL")));
    let asked = toml.replacen("[agreement]\n", "[agreement]\nclause_text = \"full\"\n", 1);
    assert_ne!(toml, asked);
    assert!(documents(&asked, &library).iter().any(|one| markdown(one).contains("RULES OF THE MILL")));
}

fn markdown(document: &dpakit::document::Document) -> String {
    String::from_utf8(written(document, "md")).expect("UTF-8")
}

/// A term that the agreement defines is no term where the publication uses the same word.
#[test]
fn words_of_the_publication_are_no_terms_of_the_pack() {
    use dpakit::document::{Inline, walk};
    let (library, _folder) = invented();
    let documents = documents(&pack(&Wanted::default()), &library);
    let mut seen = (0, 0);
    for document in &documents {
        walk::runs(document.blocks(), &mut |_, place, run| {
            walk::each(run, &mut |inline| {
                let term = matches!(inline, Inline::Term { .. });
                seen.0 += usize::from(term && !place.is_official());
                seen.1 += usize::from(term && place.is_official());
            });
        });
    }
    assert!(seen.0 > 0 && seen.1 == 0, "{seen:?}");
}

#[test]
fn names_come_out_as_themselves_beside_official_text() {
    let (library, _folder) = invented();
    let wanted = Wanted { place: ", place = \"A*B_C <script>|#1 [x](y)\"", ..Wanted::default() };
    let documents = documents(&pack(&wanted), &library);
    let schedule: Vec<_> = documents.into_iter().filter(|one| &*one.meta().slug == "scc").collect();
    let expected = "The courts of A*B_C <script>|#1 [x](y), Germany decide.";
    assert!(crate::texts::markdown_text(&schedule).contains(expected));
    assert!(crate::texts::html_text(&schedule).contains(expected));
}

#[test]
fn the_manifest_names_text_and_units() {
    use dpakit::plan::{manifest, plan};
    let (library, _folder) = invented();
    let facts = fixture::facts(&pack(&Wanted::default())).expect("facts");
    let plan = plan(&facts, &library).expect("a plan");
    let carried = manifest::carried(&plan, &[], false, ("facts.toml", b""));
    let json: serde_json::Value = serde_json::from_str(&carried).expect("JSON");
    let official = &json["official"][0];
    assert_eq!(official["instrument"], "scc-2021-914");
    assert_eq!(official["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(official["modules"], serde_json::json!(["two"]));
    let units: Vec<&str> =
        official["units"].as_array().expect("units").iter().filter_map(|id| id.as_str()).collect();
    assert!(units.contains(&"m2.c8.1.a") && !units.iter().any(|id| id.starts_with("m3.")), "{units:?}");
    assert_eq!(official["filled"][0], serde_json::json!(["m2.c9.a.opt2", "subprocessor-period"]));
}

#[test]
fn deviations_cannot_touch_it() {
    let (library, _folder) = invented();
    for address in ["scc/text", "scc/official-1"] {
        let toml = format!("{}\n[clauses.omit]\n\"{address}\" = \"shorter\"\n", pack(&Wanted::default()));
        assert!(try_documents(&toml, &library).is_err(), "{address}");
    }
}
