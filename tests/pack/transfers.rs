//! Every module, alone and with others, and every option: what was chosen stands in the document.

use std::fmt::Write;

use dpakit::document::Watermark;

use crate::golden::compare;
use crate::texts::{documents, file, list, markdown_text, one_space, try_documents, written};

/// A pack of these parties and transfers, over the smallest one that the rules have nothing against.
pub fn pack(parties: &[&str], transfers: &[&str]) -> String {
    let minimal = file("tests/rules/minimal.toml");
    let (head, rest) = minimal.split_once("[parties.buyer]").expect("parties");
    let (_, rest) = rest.split_once("[data]").expect("data");
    format!("{head}{}[data]{rest}{}", parties.concat(), transfers.concat())
}

/// A party: id, role, country, and further lines.
pub fn party(id: &str, role: &str, country: &str, more: &str) -> String {
    let land = if country == "DE" { "land = \"BY\"\n" } else { "" };
    format!(
        "[parties.{id}]\nrole = \"{role}\"\nname = \"{} Ltd\"\ncountry = \"{country}\"\n{land}\
         address = {{ street = \"Road 1\", postcode = \"1000\", city = \"Town\" }}\n\
         contacts = [{{ kind = \"privacy\", position = \"Desk\", email = \"desk@{id}.example\" }}]\n{more}\n",
        id.to_uppercase()
    )
}

/// A transfer: id, exporter, importer, mechanism, and further lines.
pub fn transfer(id: &str, from: &str, to: &str, mechanism: &str, more: &str) -> String {
    format!(
        "[[transfers]]\nid = \"{id}\"\nexporter = \"{from}\"\nimporter = \"{to}\"\n\
         mechanism = \"{mechanism}\"\n{more}\n"
    )
}

/// The Markdown of one instrument of a pack, as written.
pub fn instrument(pack: &str, slug: &str) -> String {
    let documents = documents(pack);
    let document = documents.iter().find(|document| &*document.meta().slug == slug).expect(slug);
    String::from_utf8(written(document, "md")).expect("UTF-8")
}

const SCC: &str = "scc-2021-914";

/// The row of a table that begins with a label, in the choices of a transfer.
fn row(scc: &str, transfer: &str, label: &str) -> String {
    let (_, table) = scc.split_once(&format!("_Choices for Transfer {transfer}_")).expect("a table");
    let start = format!("| {label}");
    table
        .lines()
        .find(|line| line.starts_with(&start))
        .unwrap_or_else(|| panic!("{label}\n{table}"))
        .to_owned()
}

fn two_parties(roles: [&str; 2], countries: [&str; 2], more: &str) -> String {
    let parties = [party("a", roles[0], countries[0], ""), party("b", roles[1], countries[1], "")];
    let transfers = transfer("t1", "a", "b", SCC, more);
    pack(&[&parties.concat()], &[&transfers])
}

#[test]
fn each_module_alone_has_its_own_choices_and_annexes() {
    let cases = [
        (
            ["controller", "independent-controller"],
            "One",
            "Not part of the chosen module",
            "I.A, I.B, I.C and II",
        ),
        (["controller", "processor"], "Two", "Option 2, general written", "I.A, I.B, I.C, II and III"),
        (["processor", "subprocessor"], "Three", "that of the controllers", "I.A, I.B, I.C, II and III"),
    ];
    for (roles, module, nine, annexes) in cases {
        let scc = instrument(&two_parties(roles, ["DE", "IN"], ""), "scc");
        assert!(row(&scc, "t1", "Modules").contains(&format!("Module {module}")), "{scc}");
        assert!(row(&scc, "t1", "Clause 9").contains(nine), "{scc}");
        assert!(row(&scc, "t1", "Clause 13(a)").contains("First case"), "{scc}");
        assert!(row(&scc, "t1", "Clause 16(d)").contains("Modules One, Two and Three"), "{scc}");
        assert!(row(&scc, "t1", "Clause 17").contains("Option 1: the law of Germany"), "{scc}");
        assert!(row(&scc, "t1", "Clause 18(b)").contains("the courts of Germany"), "{scc}");
        assert!(row(&scc, "t1", "Annexes").contains(&format!("{annexes} of this schedule")), "{scc}");
        assert!(!scc.contains("Clauses 14 and 15 |"), "{module}");
    }
}

#[test]
fn module_four_says_whether_clauses_14_and_15_apply() {
    for (combines, said) in [("false", "Do not apply"), ("true", "Apply: the data exporter adds")] {
        let parties = [party("a", "controller", "IN", ""), party("b", "processor", "IE", "")];
        let more = format!("combines_union_data = {combines}");
        let pack = pack(&[&parties.concat()], &[&transfer("t1", "b", "a", SCC, &more)]);
        let scc = instrument(&pack, "scc");
        assert!(row(&scc, "t1", "Clauses 14 and 15").contains(said), "{scc}");
        assert!(row(&scc, "t1", "Clause 13").contains("Not part of Module Four"), "{scc}");
        assert!(
            row(&scc, "t1", "Clause 17").contains("Wording for Module Four: the law of Ireland"),
            "{scc}"
        );
        assert!(row(&scc, "t1", "Annexes").contains("I.A and I.B of this schedule"), "{scc}");
        for annex in ["Annex I.C", "Annex II ", "Annex III"] {
            assert!(scc.contains(&format!("## {annex}")), "{annex}");
        }
        assert_eq!(scc.matches("Not used. ").count(), 3, "{scc}");
    }
}

#[test]
fn each_set_of_modules_has_a_column_for_each() {
    let names = ["one", "two", "three", "four"];
    for set in 1..16_u8 {
        let modules: Vec<&str> = (0..4).filter(|bit| set & (1 << bit) != 0).map(|bit| names[bit]).collect();
        let quoted: Vec<String> = modules.iter().map(|module| format!("\"{module}\"")).collect();
        let more = format!("modules = [{}]\ncombines_union_data = false", quoted.join(", "));
        let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], &more), "scc");
        for label in ["Clause 7", "Clause 9", "Clause 11", "Clause 13", "Clause 16", "Clause 17", "Clause 18"]
        {
            assert_eq!(row(&scc, "t1", label).matches(" | ").count(), modules.len(), "{modules:?} {label}");
        }
        assert_eq!(row(&scc, "t1", "Clause 17").contains("Module Four"), set & 8 != 0, "{modules:?}");
    }
}

#[test]
fn every_option_of_a_clause_is_printed() {
    let with = |more: &str| instrument(&two_parties(["controller", "processor"], ["DE", "IN"], more), "scc");
    let cases = [
        ("options = { docking = true }", "Clause 7", "Included"),
        ("options = { docking = false }", "Clause 7", "Not used"),
        (
            "options = { authorisation = \"specific\", notice = \"45 days\" }",
            "Clause 9(a)",
            "Option 1, specific",
        ),
        (
            "options = { authorisation = \"specific\", notice = \"45 days\" }",
            "Clause 9(a)",
            "engagement: 45 days",
        ),
        (
            "options = { authorisation = \"general\", notice = \"45 days\" }",
            "Clause 9(a)",
            "the change: 45 days",
        ),
        ("options = { authorisation = \"none\" }", "Clause 9(a)", "No Subprocessor is authorised"),
        (
            "options = { redress_body = { name = \"Mediators\", country = \"FR\" } }",
            "Clause 11(a)",
            "Mediators, France",
        ),
        ("", "Clause 11(a)", "Option not used"),
        (
            "options = { law_option = \"exporter\", law = \"IE\" }",
            "Clause 17",
            "Option 2: the law of the data exporter",
        ),
        ("options = { law_option = \"exporter\", law = \"IE\" }", "Clause 17", "the law of Ireland"),
        ("options = { law = \"FR\" }", "Clause 17", "Option 1: the law of France"),
        ("options = { law = \"FR\" }", "Clause 18(b)", "the courts of France"),
    ];
    for (more, label, said) in cases {
        let scc = with(more);
        assert!(row(&scc, "t1", label).contains(said), "{more}: {}", row(&scc, "t1", label));
    }
}

#[test]
fn the_three_cases_of_clause_13_follow_from_the_exporter() {
    let represented = "subject_to_gdpr = true\neu_representative = { name = \"Rep\", address = \"x\", country = \"FR\", email = \"r@r.example\" }";
    let ireland =
        "options = { law = \"IE\", authority = { name = \"Data Protection Commission\", country = \"IE\" } }";
    let cases = [
        ("NO", "", "options = { law = \"IE\" }", "First case", "Datatilsynet"),
        ("US", represented, "options = { law = \"IE\" }", "Second case", "Commission nationale"),
        ("US", "subject_to_gdpr = true", ireland, "Third case", "Data Protection Commission"),
    ];
    for (country, more, options, case, authority) in cases {
        let parties = [party("a", "controller", country, more), party("b", "processor", "IN", "")];
        let pack = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", SCC, options)]);
        let scc = instrument(&pack, "scc");
        assert!(row(&scc, "t1", "Clause 13(a)").contains(case), "{scc}");
        let (_, annex) = scc.split_once("## Annex I.C").expect("an annex");
        assert!(annex.lines().any(|line| line.starts_with("| t1 ") && line.contains(authority)), "{annex}");
    }
}

#[test]
fn choices_may_differ_by_module() {
    let more = "modules = [\"one\", \"two\", \"four\"]\ncombines_union_data = true\n\
                options = { law = \"DE\" }\n\
                by_module.two = { docking = true, law_option = \"exporter\", law = \"IE\", notice = \"60 days\" }\n\
                by_module.four = { law = \"IN\" }";
    let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], more), "scc");
    let cells = |label: &str| -> Vec<String> {
        row(&scc, "t1", label)
            .split(" | ")
            .skip(1)
            .map(|cell| cell.trim_end_matches(" |").to_owned())
            .collect()
    };
    assert_eq!(cells("Clause 7"), ["Not used", "Included", "Not used"]);
    let law = cells("Clause 17");
    assert_eq!(law[0], "Option 1: the law of Germany");
    assert!(law[1].starts_with("Option 2") && law[1].ends_with("the law of Ireland"), "{law:?}");
    assert_eq!(law[2], "Wording for Module Four: the law of India");
    assert_eq!(
        cells("Clause 18(b)"),
        ["the courts of Germany", "the courts of Ireland", "the courts of India"]
    );
    assert!(cells("Clause 9(a)")[1].contains("60 days"));
    assert_eq!(cells("Clauses 14 and 15")[0], "Apply");
    let more = format!("uk = {{}}\n{more}");
    let uk = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], &more), "uk");
    let two = "| Module Two (controller to processor) | Included | Not used | General authorisation<br>Time period: 60 days |";
    assert!(uk.contains(two), "{uk}");
}

#[test]
fn choices_for_a_module_that_is_not_agreed_are_refused() {
    let more = "by_module.four = { law = \"IN\" }";
    let found = try_documents(&two_parties(["controller", "processor"], ["DE", "IN"], more));
    let found = list(&found.expect_err("a fault"));
    assert!(found.contains("TRN-ADDITION") && found.contains("Module Four"), "{found}");
}

#[test]
fn several_choices_are_shown_at_a_glance() {
    let more = "modules = [\"one\", \"two\"]\nby_module.two = { law_option = \"exporter\", law = \"IE\" }";
    let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], more), "scc");
    let one = "| t1: Module One | No | None | No | First case | Option 1, Germany | the courts of Germany |";
    let two = "| t1: Module Two | No | Option 2, 30 days | No | First case | Option 2, Ireland | the courts of Ireland |";
    assert!(scc.contains(one) && scc.contains(two), "{scc}");
}

#[test]
fn exporters_keep_their_own_authorities_law_and_courts() {
    let parties = [
        party("a", "controller", "DE", ""),
        party("c", "controller", "FR", ""),
        party("b", "processor", "IN", ""),
    ];
    let transfers = [transfer("t1", "a", "b", SCC, ""), transfer("t2", "c", "b", SCC, "")];
    let scc = instrument(&pack(&[&parties.concat()], &[&transfers.concat()]), "scc");
    assert!(row(&scc, "t1", "Clause 17").contains("Germany"));
    assert!(row(&scc, "t2", "Clause 17").contains("France"));
    let (_, annex) = scc.split_once("## Annex I.C").expect("an annex");
    assert!(annex.contains("| t1 | The Customer: A Ltd | Bayerisches Landesamt"), "{annex}");
    assert!(annex.contains("| t2 | C Ltd | Commission nationale"), "{annex}");
    assert!(scc.contains("| A Ltd | Transfer t1: Module Two"), "the matrix: {scc}");
    assert!(scc.contains("| C Ltd | Transfer t2: Module Two"), "the matrix: {scc}");
}

#[test]
fn the_reasons_of_what_was_derived_are_printed() {
    let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], ""), "scc");
    for reason in [
        "| t1 | Module | From a controller to a processor",
        "| t1 | Clause 13(a) | The exporter is established in the EEA",
        "| t1 | Annex I.C | The first case: it supervises the exporter",
        "| t1 | Clause 17 | The exporter is established there",
        "| t1 | Clause 18 | The same country as the law of Clause 17",
    ] {
        assert!(scc.contains(reason), "{reason}\n{scc}");
    }
}

#[test]
fn docking_brings_an_accession_sheet() {
    let more = "modules = [\"two\", \"three\"]\nby_module.three = { docking = true }";
    let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], more), "scc");
    let (_, sheet) = scc.split_once("## Accession Sheet").expect("a sheet");
    assert!(sheet.contains("| t1 | A Ltd<br>B Ltd | Module Three"), "{sheet}");
    for field in
        ["Full legal name", "Capacity", "Annex II", "Annex III", "Signature", "| A Ltd |", "| B Ltd |"]
    {
        assert!(sheet.contains(field), "{field}: {sheet}");
    }
    let scc = instrument(&two_parties(["controller", "processor"], ["DE", "IN"], ""), "scc");
    assert!(!scc.contains("Accession"), "no docking, no sheet");
}

#[test]
fn a_framework_or_a_decision_has_the_clauses_in_reserve() {
    let entry = "data_privacy_framework = { status = \"active\", entry = \"B Ltd\", checked = 2026-11-02 }";
    for (mechanism, country, more, first) in
        [("dpf", "US", entry, "EU-US Data Privacy Framework"), ("adequacy", "JP", "", "Adequacy decision")]
    {
        let parties = [party("a", "controller", "DE", ""), party("b", "processor", country, more)];
        let fallback = "fallback = \"scc-2021-914\"";
        let pack_with = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", mechanism, fallback)]);
        let scc = instrument(&pack_with, "scc");
        assert!(row(&scc, "t1", "Modules").contains("Module Two"), "{scc}");
        assert!(row(&scc, "t1", "Clause 17").contains("Option 1: the law of Germany"), "{scc}");
        assert!(scc.contains(&format!("| t1 | {first}")), "{scc}");
        assert!(scc.contains("**Automatic start.**") && scc.contains("**First another ground.**"), "{scc}");
        assert!(!scc.contains("**From the start.**"), "{scc}");
        let without = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", mechanism, "")]);
        assert!(documents(&without).iter().all(|document| &*document.meta().slug != "scc"));
    }
}

#[test]
fn the_addendum_of_the_united_kingdom_has_its_four_tables() {
    let parties = [party("a", "controller", "GB", ""), party("b", "processor", "IN", "")];
    let more = "uk = { may_end = [\"importer\", \"exporter\"] }";
    let pack = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", SCC, more)]);
    let uk = instrument(&pack, "uk");
    for table in
        ["Table 1 for Transfer t1", "Table 2 for Transfer t1", "_Table 3_", "_Table 4_", "Mandatory Clauses"]
    {
        assert!(uk.contains(table), "{table}: {uk}");
    }
    assert!(uk.contains("| t1 | The importer and the exporter |"), "{uk}");
    let scc = instrument(&pack, "scc");
    for label in ["Clause 13(a)", "Clause 17", "Clause 18(b)"] {
        assert!(row(&scc, "t1", label).contains("As the UK Addendum provides"), "{label}: {scc}");
    }
}

#[test]
fn the_three_swiss_cases() {
    let cases = [
        ("CH", "fadp-only", "Only the FADP applies", "The law of Switzerland"),
        (
            "DE",
            "both-separate",
            "each to its own part",
            "The law of Switzerland, for the part under the FADP",
        ),
        ("DE", "both-gdpr-standard", "the standard of the GDPR holds", "for all data"),
    ];
    for (country, case, said, law) in cases {
        let parties = [party("a", "controller", country, ""), party("b", "processor", "IN", "")];
        let more = format!("ch = {{ case = \"{case}\" }}");
        let pack = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", SCC, &more)]);
        let ch = instrument(&pack, "ch");
        assert!(ch.contains(said) && ch.contains(law), "{case}: {ch}");
        let scc = instrument(&pack, "scc");
        let abroad = row(&scc, "t1", "Clause 17").contains("Swiss Amendments");
        assert_eq!(abroad, case == "fadp-only", "{scc}");
    }
}

#[test]
fn the_clauses_of_2010_are_historic_and_say_so() {
    let parties = [party("a", "controller", "DE", ""), party("b", "processor", "IN", "")];
    let pack = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", "scc-2010-87", "")]);
    let pack = pack.replacen("main_agreement", "historic = true\nmain_agreement", 1);
    let old = instrument(&pack, "scc-2010");
    assert!(old.contains("| Clause 9 (governing law) | the law of Germany |"), "{old}");
    let marked = documents(&pack).iter().all(|one| one.meta().watermark == Some(Watermark::Historical));
    assert!(marked, "a watermark on every document");
    assert!(old.contains("repealed with effect from 27 September 2021"), "{old}");
}

#[test]
fn nothing_is_left_unfilled_in_any_of_these() {
    let mut all = String::new();
    for country in ["GB", "CH", "US", "JP"] {
        let parties = [party("a", "controller", "DE", ""), party("b", "processor", country, "")];
        for mechanism in ["adequacy", SCC, "bcr"] {
            let more = "fallback = \"scc-2021-914\"\nif_restricted = true\nuk = {}\nch = { case = \"both-separate\" }";
            let pack = pack(&[&parties.concat()], &[&transfer("t1", "a", "b", mechanism, more)]);
            write!(all, "{}", one_space(&markdown_text(&documents(&pack)))).expect("written");
        }
    }
    for mark in ["{{", "{%", "()", "[]", " null "] {
        assert!(!all.contains(mark), "{mark}");
    }
}

#[test]
fn the_idta_has_its_four_tables_and_every_choice() {
    let parties = [party("a", "controller", "GB", ""), party("b", "processor", "IN", "")];
    let of = |more: &str, mechanism: &str| {
        instrument(&pack(&[&parties.concat()], &[&transfer("t1", "a", "b", mechanism, more)]), "idta")
    };
    let usual = of("", "uk-idta");
    for table in [
        "## Table 1",
        "## Table 2",
        "## Table 3",
        "## Table 4",
        "## Part 2",
        "## Part 3",
        "alternative Part 4",
    ] {
        assert!(usual.contains(table), "{table}: {usual}");
    }
    for said in [
        "| Law of the IDTA | England and Wales |",
        "| Status of the exporter | Controller |",
        "| Status of the importer | Processor or sub-processor |",
        "| Term | As long as the linked agreement lasts |",
        "| Ending when the approved IDTA changes | Neither party |",
        "| Further transfers by the importer | Allowed",
        "Version | A1.0, in force since 21 March 2022",
    ] {
        assert!(usual.contains(said), "{said}: {usual}");
    }
    let more = "supplementary_measures = [\"Keys stay in Leeds.\"]\n\
                [transfers.idta]\nlaw = \"scotland\"\nclaims = \"northern-ireland\"\nterm = \"2 years\"\n\
                early_end = \"90 days\"\nmay_end = [\"exporter\"]\nfurther = \"authorised\"\n\
                restrictions = [\"Only to hospitals.\"]\nreview = \"6 months\"\nimporter_under_uk_gdpr = true\n\
                linked = [\"Framework Contract 7\"]\nfollows_linked = true\nsecurity_follows_linked = true\n\
                transmission = \"Private lines.\"\nstorage = \"Vaults.\"\nextra_protection = [\"No cloud.\"]\n\
                commercial = [\"The exporter pays.\"]";
    let chosen = of(more, "uk-idta");
    for said in [
        "| Law of the IDTA | Scotland |",
        "| Primary place for legal claims | Northern Ireland |",
        "The UK GDPR applies to what",
        "<br>Framework Contract 7 |",
        "| Term | 2 years |",
        "with 90 days notice in writing",
        "changes | The exporter |",
        "Only to recipients that the exporter has authorised",
        "Only to hospitals.",
        "Every 6 months",
        "follow each change",
        "| Transmission | Private lines. |",
        "| Storage | Vaults. |",
        "No cloud.<br>Keys stay in Leeds.",
        "The exporter pays.",
    ] {
        assert!(chosen.contains(said), "{said}: {chosen}");
    }
    compare("idta/idta.md", &chosen);
    let reserve = of("fallback = \"uk-idta\"", "adequacy");
    assert!(reserve.contains("**Automatic start.**"), "{reserve}");
}

/// A pack whose body is the clauses of Decision (EU) 2021/915, between two companies in the Union.
fn with_body(lines: &str) -> String {
    let pack = pack(&[&party("a", "controller", "DE", ""), &party("b", "processor", "IE", "")], &[]);
    pack.replacen("main_agreement", &format!("body = \"scc-2021-915\"\n{lines}main_agreement"), 1)
}

#[test]
fn the_clauses_of_2021_915_take_the_place_of_the_agreement() {
    let usual = with_body("");
    assert!(documents(&usual).iter().all(|document| &*document.meta().slug != "dpa"));
    let text = instrument(&usual, "scc-2021-915");
    for said in [
        "| CELEX number | 32021D0915 |",
        "| Clause 1(a) (regulation) | Option 1",
        "| Clause 5 (docking) | Not used |",
        "| Clause 7.7(a) (Subprocessors) | Option 2, general written authorisation.",
        "the change: 30 days |",
        "| Clause 8(c)(4) (assistance) | Article 32",
        "## Annex I ",
        "## Annex II ",
        "## Annex III ",
        "## Annex IV ",
        "| Capacity | Controller |",
        "| Capacity | Processor |",
        "Nordkabel Hosting AB",
        "at the latest 24 hours after",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let chosen = with_body("body_options = { docking = true, regulation = \"union-institutions\" }\n")
        .replacen("authorisation = \"general\"", "authorisation = \"specific\"", 1);
    let text = instrument(&chosen, "scc-2021-915");
    for said in [
        "Option 2: Article 29(3) and (4) of Regulation (EU) 2018/1725",
        "| Clause 5 (docking) | Included |",
        "Option 1, specific prior authorisation.",
        "Articles 33 and 36 to 38",
        "**Accession.**",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn the_clauses_of_2021_915_stand_beside_every_other_instrument() {
    let complete =
        file("examples/complete.toml").replacen("[agreement]\n", "[agreement]\nbody = \"scc-2021-915\"\n", 1);
    let (without, _) = complete
        .split_once("# ------------------------------------------------------------------ a negotiated")
        .expect("an end");
    // No document uses the defined term once the negotiated clause is gone.
    assert_eq!(crate::facts::unprinted(without), ["agreement.definitions[0].means"]);
    compare("body/scc-2021-915.md", &instrument(without, "scc-2021-915"));
    let slugs: Vec<String> = documents(without).iter().map(|one| one.meta().slug.to_string()).collect();
    assert_eq!(slugs, ["scc-2021-915", "scc", "uk", "ch", "us"]);
}
