//! Notices of changed subprocessors: which rows are told, which days are counted, and how it reads.

use std::sync::Arc;

use dpakit::assemble;
use dpakit::check;
use dpakit::diagnostic::Outcome;
use dpakit::document::Document;
use dpakit::pack::Facts;
use dpakit::pack::calendar::Calendar;
use dpakit::plan::notice::{Asked, Notice, notice};
use dpakit::plan::roster::{self, Field, Kind, Row};
use dpakit::plan::{Plan, plan};
use dpakit::source::Source;
use jiff::civil::{Date, date};

use crate::golden;
use crate::texts::{file, library, list, written};

const ON: Date = date(2026, 12, 1);

/// A further subprocessor, affiliate of the provider or not.
fn another(name: &str, affiliate: bool) -> String {
    format!(
        "\n[[subprocessors]]\nname = \"{name}\"\naffiliate = {affiliate}\ncountry = \"DK\"\n\
         address = {{ street = \"Havnegade 5\", postcode = \"1058\", city = \"Copenhagen\" }}\n\
         contact = {{ kind = \"privacy\", email = \"privacy@copenhagen.example\" }}\ntask = \"translation\"\n"
    )
}

fn facts(toml: &str) -> Facts {
    let source = Source { path: "pack.toml".into(), text: toml.to_owned() };
    Facts::read(&Arc::new(source), None).unwrap_or_else(|found| panic!("{}", list(&found)))
}

/// What is made of two packs.
fn told<T>(
    old: &str,
    new: &str,
    asked: Asked,
    look: impl FnOnce(&Plan<'_>, &Plan<'_>, Option<Notice>) -> T,
) -> Outcome<T> {
    let (old, new) = (facts(old), facts(new));
    let (old, new) = (plan(&old, library())?, plan(&new, library())?);
    let notice = notice(&old, &new, asked)?;
    Ok(look(&old, &new, notice))
}

fn on(on: Date) -> Asked {
    Asked { on, start: None, calendar: Calendar::default() }
}

/// The rows that differ: name, what is to be done, fields.
fn rows(old: &str, new: &str) -> Vec<(String, Kind, Vec<Field>)> {
    let (old, new) = (facts(old).pack, facts(new).pack);
    let row = |row: Row| {
        let after = row.new.map(|at| &new.subprocessors[at]);
        let one = after.or(row.old.map(|at| &old.subprocessors[at])).expect("a row of one list");
        (one.name.clone(), row.kind(), row.differs)
    };
    roster::compare(&old, &new).into_iter().map(row).collect()
}

/// The days of a notice: received, last day to answer, first day of the change.
fn days(old: &str, new: &str, asked: Asked) -> (String, Option<String>, String) {
    let days = told(old, new, asked, |_, _, notice| {
        let days = notice.expect("a notice").days;
        let last = days.answer.and_then(|answer| answer.last);
        (days.received.to_string(), last.map(|last| last.to_string()), days.start.to_string())
    });
    days.unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn document(old: &str, new: &str, asked: Asked) -> Document {
    let made =
        told(old, new, asked, |old, new, notice| assemble::notice(old, new, &notice.expect("a notice")));
    made.and_then(|made| made).unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn complete() -> String {
    file("examples/complete.toml")
}

/// The complete example with one row new, one changed, one with another contact, and one gone.
fn changed() -> String {
    let old = complete();
    let from = old.find("[[subprocessors]]\nid         = \"thornbury\"").expect("the last one");
    let end = from + old[from..].find("\n\n").expect("its end");
    let new = old.replace(&old[from..end], another("Copenhagen Oversættelse A/S", false).trim());
    let new = new.replace("servers and storage\"", "servers and storage\"\nlocations = [\"DE\", \"AT\"]");
    new.replace("name = \"Caleb Lindqvist\"", "name = \"Ada Ng\"")
}

#[test]
fn rows_are_told_by_id_then_by_name() {
    let old = complete();
    assert_eq!(rows(&old, &old), []);
    assert_eq!(
        rows(&old, &changed()),
        [
            ("Fjordstack Hosting GmbH".to_owned(), Kind::Changed, vec![Field::Locations]),
            ("Prairie Mail Services LLC".to_owned(), Kind::Details, vec![Field::Contact]),
            ("Copenhagen Oversættelse A/S".to_owned(), Kind::Added, vec![]),
            ("Thornbury Metrics Ltd".to_owned(), Kind::Removed, vec![]),
        ]
    );
    // Another company under the same id is told as another name; another id under the same name as nothing.
    let renamed = old.replace("\"Fjordstack Hosting GmbH\"", "\"Fjordstack Hosting SE\"");
    assert_eq!(
        rows(&old, &renamed),
        [("Fjordstack Hosting SE".to_owned(), Kind::Changed, vec![Field::Name])]
    );
    assert_eq!(rows(&old, &old.replace("id       = \"fjordstack\"", "id       = \"hosting\"")), []);
}

#[test]
fn the_order_of_lists_and_a_task_in_common_are_no_change() {
    let old = complete();
    let turned = old.replace(
        "[\"customer_contact\", \"order\"]\nduration   = \"each",
        "[\"order\", \"customer_contact\"]\nduration   = \"each",
    );
    assert_ne!(old, turned);
    assert_eq!(rows(&old, &turned), []);
    let imou = file("examples/imou.toml");
    assert_eq!(
        rows(&imou, &imou.replace("common_task                       = \"IT services\"", "")).len(),
        4
    );
}

#[test]
fn both_times_pass_before_the_change() {
    let (old, new) = (complete(), changed());
    let all = |received: &str, last: &str, start: &str| {
        (received.to_owned(), Some(last.to_owned()), start.to_owned())
    };
    assert_eq!(days(&old, &new, on(ON)), all("2026-12-01", "2026-12-15", "2027-01-01"));
    // Received on Monday; the last day, a Monday, is no business day.
    let closed = Asked { calendar: Calendar::closed_on([date(2026, 12, 21)]), ..on(date(2026, 12, 5)) };
    assert_eq!(days(&old, &new, closed), all("2026-12-07", "2026-12-22", "2027-01-07"));
    let terms = |period: &str| {
        let with = |pack: &str| {
            pack.replace("objection     = \"14 days\"", &format!("objection     = \"{period}\""))
        };
        (with(&old), with(&new))
    };
    let (old, new) = terms("30 business days");
    assert_eq!(days(&old, &new, on(ON)), all("2026-12-01", "2027-01-12", "2027-01-13"));
    let (old, new) = terms("2 months");
    assert_eq!(days(&old, &new, on(date(2026, 12, 31))), all("2026-12-31", "2027-03-01", "2027-03-02"));
    let later = Asked { start: Some(date(2027, 6, 1)), ..on(ON) };
    assert_eq!(days(&old, &new, later), all("2026-12-01", "2027-02-01", "2027-06-01"));
}

#[test]
fn a_longer_time_in_the_clauses_counts() {
    let with = |pack: &str| {
        let clauses = pack.find("[transfers.options]").expect("choices of the first transfer");
        format!("{}{}", &pack[..clauses], pack[clauses..].replacen("\"30 days\"", "\"45 days\"", 1))
    };
    let (old, new) = (with(&complete()), with(&changed()));
    assert_eq!(days(&old, &new, on(ON)).2, "2027-01-16");
}

#[test]
fn who_is_gone_or_moved_is_told_without_waiting() {
    let old = complete();
    let moved = old.replace("23 Wharf Lane", "24 Wharf Lane");
    assert_eq!(days(&old, &moved, on(ON)), ("2026-12-01".to_owned(), None, "2026-12-01".to_owned()));
    let both = format!("{old}{}", another("Copenhagen A/S", false));
    assert_eq!(days(&both, &old, on(ON)).1, None);
}

#[test]
fn it_reads_like_this() {
    for (name, old, new) in [
        ("general", complete(), changed()),
        (
            "specific",
            specific(&complete()),
            specific(&format!("{}{}", changed(), another("Nordlys Drift AS", true))),
        ),
        ("clauses-2021-915", clauses(""), clauses(&another("Copenhagen A/S", false))),
    ] {
        let document = document(&old, &new, on(ON));
        let markdown = String::from_utf8(written(&document, "md")).expect("UTF-8");
        golden::compare(&format!("notice/{name}.md"), &markdown);
    }
}

fn specific(pack: &str) -> String {
    pack.replacen(
        "authorisation = \"general\"",
        "authorisation = \"specific\"\naffiliates_authorised = true",
        1,
    )
}

/// A pack whose body is the clauses of Decision (EU) 2021/915, with more subprocessors.
fn clauses(more: &str) -> String {
    let pack =
        file("templates/new-pack.toml").replacen("[agreement]", "[agreement]\nbody = \"scc-2021-915\"", 1);
    format!("{pack}{more}")
}

#[test]
fn no_rule_on_text_speaks_of_it() {
    let pairs = [
        (complete(), changed()),
        (specific(&complete()), specific(&changed())),
        (clauses(""), clauses(&another("Copenhagen A/S", false))),
    ];
    for (old, new) in pairs {
        let found = told(&old, &new, on(ON), |old, new, notice| {
            let letter = assemble::notice(old, new, &notice.expect("a notice"))?;
            let agreement = assemble::assemble(old)?;
            let without = check::check(old, &agreement).findings.len();
            let with = check::check(old, &[agreement, vec![letter]].concat()).findings;
            assert_eq!(with.len(), without, "{}", list(&with));
            Ok(())
        });
        found.and_then(|made| made).unwrap_or_else(|found| panic!("{}", list(&found)));
    }
}

#[test]
fn terms_that_a_notice_cannot_change_stop_it() {
    let (old, new) = (complete(), changed());
    let fault = |old: &str, new: &str| {
        let found = told(old, new, on(ON), |_, _, _| ()).expect_err("faults");
        found.iter().map(|one| format!("{} {}", one.code, one.message)).collect::<Vec<_>>().join("\n")
    };
    let shorter = new.replace("objection     = \"14 days\"", "objection     = \"7 days\"");
    assert_eq!(
        fault(&old, &shorter),
        "NTC-TERMS the new pack changes `subprocessing.objection`, and a notice cannot"
    );
    let other = new.replace("NORDHANG-HARBORLINE-2026", "OTHER");
    assert!(fault(&old, &other).starts_with("NTC-AGREEMENT "));
    let without = |pack: &str| pack.replace("notice        = \"30 days\"\nobjection     = \"14 days\"\n", "");
    let aftership = file("examples/aftership.toml");
    let more = format!("{aftership}{}", another("Copenhagen A/S", false));
    assert!(fault(&aftership, &more).starts_with("NTC-PERIOD `subprocessing.notice` is left open"));
    assert_ne!(without(&old), old);
    let endless =
        |pack: &str| pack.replace("objection     = \"14 days\"", "objection     = \"4000000000 years\"");
    assert!(fault(&endless(&old), &endless(&new)).starts_with("NTC-DAY "));
}
