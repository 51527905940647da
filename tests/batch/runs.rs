//! What runs write, leave alone, refuse and remove.

use std::io::Write as _;
use std::process::Stdio;

use super::*;

#[test]
fn each_row_has_its_pack_and_a_second_run_writes_nothing() {
    let desk = Desk::with(4);
    let first = desk.run("out", &["--format", "md,html,pdf"]);
    assert_eq!((first.code, first.count("written")), (0, 4), "{}", first.said);
    let files = desk.files("out");
    for key in ["P000000", "P000003"] {
        for name in ["dpa.md", "dpa.html", "dpa.pdf", "manifest.json", "packet.json"] {
            assert!(files.contains_key(&format!("{key}/{name}")), "{key}/{name}");
        }
    }
    let register = String::from_utf8(files["batch.csv"].clone()).expect("text");
    assert_eq!(register.lines().count(), 5);
    let partner = partners::partner(3);
    assert!(register.lines().nth(4).expect("a line").contains(&partner.name));
    let text = String::from_utf8(files["P000003/dpa.md"].clone()).expect("text");
    assert!(text.contains(&partner.name) && !text.contains(&partners::partner(2).name));

    let second = desk.run("out", &["--format", "md,html,pdf"]);
    assert_eq!((second.code, second.count("unchanged"), second.count("written")), (0, 4, 0));
    assert_eq!(second.keys("unchanged"), first.keys("written"));
    assert_eq!(desk.files("out"), files);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_has_a_path_is_read_whole() {
    let desk = Desk::with(3);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
    command.current_dir(desk.folder.path());
    command.args(["batch", "pack.toml", "--partners", "/dev/stdin", "--out", "out", "--format", "pdf"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("dpakit");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(&fs::read(desk.path("partners.jsonl")).expect("a file")).expect("a reader");
    drop(pipe);
    let ran = Ran::of(child.wait_with_output().expect("an end"));
    assert_eq!((ran.code, ran.count("written")), (0, 3), "{}", ran.said);
}

#[test]
fn a_batch_writes_what_render_writes() {
    let desk = Desk::with(1);
    assert_eq!(desk.run("out", &[]).code, 0);
    fs::write(desk.path("one.toml"), partners::pack(&partners::partner(0))).expect("a file");
    let render = Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .current_dir(desk.folder.path())
        .args(["render", "one.toml", "--out", "single", "--format", "md", "--quiet"])
        .status();
    assert!(render.expect("dpakit").success());
    assert_eq!(desk.files("out")["P000000/dpa.md"], desk.files("single")["P000000/dpa.md"]);
}

#[test]
fn threads_make_no_difference() {
    let desk = Desk::with(9);
    for jobs in ["1", "4"] {
        assert_eq!(desk.run(&format!("out{jobs}"), &["--jobs", jobs]).code, 0);
    }
    assert_eq!(desk.files("out1"), desk.files("out4"));
}

#[test]
fn a_run_writes_only_what_changed() {
    let desk = Desk::with(6);
    assert_eq!(desk.run("out", &[]).code, 0);
    let mut rows: Vec<String> = (0..6).map(|number| partners::json(&partners::partner(number))).collect();
    rows[2] = rows[2].replace("Quay Street", "New Street");
    rows.swap(0, 5);
    desk.lines(&rows);
    let second = desk.run("out", &[]);
    assert_eq!(second.keys("written"), ["P000002"]);
    assert_eq!(second.count("unchanged"), 5);
    assert_eq!(desk.run("fresh", &[]).code, 0);
    assert_eq!(desk.files("out"), desk.files("fresh"), "as if it were the first run");

    let forced = desk.run("out", &["--force"]);
    assert_eq!(forced.count("written"), 6);
    assert_eq!(desk.files("out"), desk.files("fresh"));
}

#[test]
fn a_clause_that_changed_makes_its_packs_anew_and_no_others() {
    const CLAUSE: &str = "dpa/en/own-processing@1.md";
    let desk = Desk::with(6);
    let mut rows: Vec<String> = (0..6).map(|number| partners::json(&partners::partner(number))).collect();
    let invoicing = serde_json::json!([{
        "party": "harborline", "name": "Invoicing", "categories": ["account"],
        "trigger": "at the end of each month", "purpose": "to count active users and to invoice the fees",
        "legal_basis": "legitimate interests in correct invoices, Article 6(1)(f) GDPR",
    }]);
    for number in [1, 4] {
        rows[number] = format!("{{\"own_processing\":{invoicing},{}", &rows[number][1..]);
    }
    desk.lines(&rows);
    fs::write(desk.path("dpakit.toml"), "clauses = \"house\"\n").expect("a file");
    let (ours, house) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("clauses"), desk.path("house"));
    fs::create_dir_all(house.join("dpa/en")).expect("a folder");
    let text = fs::read_to_string(ours.join(CLAUSE)).expect("a clause");
    fs::write(house.join(CLAUSE), &text).expect("a file");
    let first = desk.run("out", &[]);
    assert_eq!((first.code, first.count("written")), (0, 6), "{}", first.said);

    fs::write(house.join(CLAUSE), text + "\n\n**Copies.** The Provider keeps no copies of invoices.\n")
        .expect("a file");
    let second = desk.run("out", &[]);
    assert_eq!(second.keys("written"), ["P000001", "P000004"], "{}", second.said);
    assert_eq!(second.count("unchanged"), 4);
    let made = fs::read_to_string(desk.path("out/P000004/dpa.md")).expect("a file");
    assert!(made.contains("keeps no copies of invoices"));
}

#[test]
fn bad_rows_are_told_and_the_others_written() {
    let desk = Desk::with(5);
    let mut rows: Vec<String> = (0..5).map(|number| partners::json(&partners::partner(number))).collect();
    rows[1] = rows[1].replace("\"controller\"", "\"kontroller\"");
    rows[3] = "{".to_owned();
    desk.lines(&rows);
    let ran = desk.run("out", &["--report", "found.csv"]);
    assert_eq!((ran.code, ran.count("written"), ran.count("bad")), (3, 3, 2));
    assert!(ran.said.contains("partner 2 (P000001)") && ran.said.contains("kontroller"), "{}", ran.said);
    let report = fs::read_to_string(desk.path("found.csv")).expect("a report");
    assert_eq!(report.lines().filter(|line| line.contains(",bad,error,")).count(), 2);
    assert!(!desk.path("out/P000001").exists());

    let strict = desk.run("strict", &["--strict"]);
    assert_eq!((strict.code, strict.count("bad")), (1, 2));
    assert!(desk.files("strict").is_empty(), "nothing is written");
    assert_eq!(waiting(&desk, "strict"), 0);
}

#[test]
fn a_strict_dry_run_says_what_a_strict_run_says() {
    let desk = Desk::with(3);
    let mut rows: Vec<String> = (0..3).map(|number| partners::json(&partners::partner(number))).collect();
    rows[1] = rows[1].replace("\"controller\"", "\"kontroller\"");
    desk.lines(&rows);
    let ran = |options: &[&str]| {
        let report = [options, &["--strict", "--report", "found.csv"]].concat();
        let Ran { code, events, said } = desk.run("out", &report);
        let report = fs::read_to_string(desk.path("found.csv")).expect("a report");
        fs::remove_file(desk.path("found.csv")).expect("a report");
        (code, events, said, report)
    };
    let (dry, strict) = (ran(&["--dry-run"]), ran(&[]));
    assert_eq!(dry, strict);
    assert!(dry.0 == 1 && dry.2.contains("nothing is written: `--strict`"), "{}", dry.2);
    assert_eq!(dry.3.lines().count(), 4, "a line for each row: {}", dry.3);
}

#[test]
fn a_table_that_cannot_be_read_is_told_of_in_the_report() {
    let desk = Desk::with(1);
    for (table, what) in [("key,parties.partner.nam\n", "ROW-COLUMN"), ("", "ROW-FORM")] {
        fs::write(desk.path("partners.jsonl"), table).expect("a file");
        let ran = desk.command("out", &["--kind", "csv", "--report", "found.csv"]).output().expect("dpakit");
        assert_eq!(ran.status.code(), Some(1), "errors in the table, as in a pack");
        let report = fs::read_to_string(desk.path("found.csv")).expect("a report");
        assert!(report.lines().nth(1).is_some_and(|line| line.starts_with("0,0,,bad,error,")), "{report}");
        assert!(report.contains(what), "{report}");
    }
}

#[test]
fn warnings_are_counted_also_where_nothing_is_written() {
    let desk = Desk::with(3);
    let mut rows: Vec<String> = (0..3).map(|number| partners::json(&partners::partner(number))).collect();
    rows[1] = rows[1].replace("\"date\":\"2026-04-17\"", "\"date\":\"2031-04-17\"");
    desk.lines(&rows);
    for options in [&["--dry-run"][..], &[], &[]] {
        let ran = desk.run("out", options);
        assert_eq!((ran.code, ran.count("warned")), (0, 1), "{}", ran.said);
        assert!(ran.said.contains("; 1 pack has warnings; `--report FILE` has them (out)"), "{}", ran.said);
    }
    let ran = desk.run("out", &["--report", "found.csv"]);
    assert_eq!((ran.count("unchanged"), ran.count("warned")), (3, 1));
    let report = fs::read_to_string(desk.path("found.csv")).expect("a report");
    assert_eq!(report.lines().filter(|line| line.contains(",warning,")).count(), 1, "{report}");
}

#[test]
fn a_row_that_went_bad_keeps_its_line_in_the_register() {
    let desk = Desk::with(4);
    assert_eq!(desk.run("out", &[]).code, 0);
    let register = || -> Vec<String> {
        let text = String::from_utf8(desk.files("out")["batch.csv"].clone()).expect("text");
        let cell = |line: &str, at: usize| line.split(',').nth(at).expect("a cell").to_owned();
        let state = |line: &str| line.rsplit(',').next().expect("a cell").to_owned();
        text.lines().skip(1).map(|line| format!("{} {}", cell(line, 0), state(line))).collect()
    };
    assert_eq!(register().len(), 4);
    let mut rows: Vec<String> = (0..4).map(|number| partners::json(&partners::partner(number))).collect();
    rows[1] = rows[1].replace("\"controller\"", "\"kontroller\"");
    rows[2] = rows[2].replace("Quay Street", "New Street");
    rows.push(partners::json(&partners::partner(9)).replace("\"controller\"", "\"kontroller\""));
    desk.lines(&rows);
    fs::write(desk.path("out/P000002/dpa.md"), "mine").expect("a file");
    let dry = desk.run("out", &["--dry-run"]);
    assert_eq!((dry.code, dry.count("bad"), dry.count("earlier")), (3, 2, 1));
    for _ in 0..2 {
        let ran = desk.run("out", &[]);
        assert_eq!((ran.code, ran.count("bad"), ran.count("refused"), ran.count("earlier")), (3, 2, 1, 2));
        assert!(ran.said.contains("2 of those left out still have their packs"), "{}", ran.said);
        let bad = ran.events.iter().find(|event| event["key"] == "P000001" && event["event"] == "row");
        assert_eq!(bad.expect("a row")["folder"], "P000001");
        let stands = ["P000000 current", "P000001 bad-row", "P000002 not-replaced", "P000003 current"];
        assert_eq!(register(), stands);
    }
    // A pack that somebody removed does not stand any more.
    fs::remove_dir_all(desk.path("out/P000001")).expect("a folder");
    assert_eq!(desk.run("out", &[]).code, 3);
    assert_eq!(register(), ["P000000 current", "P000002 not-replaced", "P000003 current"]);

    desk.table(0..4);
    assert_eq!(desk.run("out", &["--force"]).code, 0);
    assert_eq!(register(), ["P000000 current", "P000001 current", "P000002 current", "P000003 current"]);
}

#[test]
fn a_country_by_its_name_is_told_with_its_code() {
    let desk = Desk::with(1);
    let row = partners::json(&partners::partner(0));
    let country = partners::partner(0).country;
    for name in ["Deutschland", "Germany", "DEU"] {
        desk.lines(&[row.replace(&format!("\"country\":\"{country}\""), &format!("\"country\":\"{name}\""))]);
        let ran = desk.run("out", &["--dry-run"]);
        assert_eq!(ran.code, 3);
        assert!(ran.said.contains(&format!("there is no country `{name}`")), "{}", ran.said);
        assert!(ran.said.contains("help: the code of Germany is \"DE\""), "{}", ran.said);
    }
}

#[test]
fn a_row_of_a_list_that_belongs_to_no_partner_is_told_and_is_no_partner() {
    let desk = Desk::with(1);
    let row: Json = serde_json::from_str(&partners::json(&partners::partner(0))).expect("JSON");
    let mut columns = vec![("key".to_owned(), "P000000".to_owned())];
    flat("", &row, &mut columns);
    columns.retain(|(column, _)| column != "agreement.reference" && !column.starts_with("subprocessors"));
    let mut book = rust_xlsxwriter::Workbook::new();
    let main = book.add_worksheet().set_name("Partners").expect("a sheet");
    for (at, (column, text)) in (0u16..).zip(&columns) {
        main.write_string(0, at, column).and_then(|sheet| sheet.write_string(1, at, text)).expect("cells");
    }
    let list = book.add_worksheet().set_name("subprocessors").expect("a sheet");
    let one = &row["subprocessors"][0];
    let mut of_item = vec![("key".to_owned(), "P000000".to_owned())];
    flat("", one, &mut of_item);
    for (at, (column, text)) in (0u16..).zip(&of_item) {
        for (row, text) in (0u32..).zip([column.as_str(), text, if at == 0 { "P7" } else { text }]) {
            list.write_string(row, at, text).expect("a cell");
        }
    }
    fs::write(desk.path("partners.jsonl"), book.save_to_buffer().expect("a workbook")).expect("a file");
    for options in [&["--dry-run"][..], &[], &["--strict"]] {
        let ran = desk.run("out", &[options, &["--kind", "xlsx"]].concat());
        let strict = options == ["--strict"];
        assert_eq!(ran.code, if strict { 1 } else { 3 }, "{}", ran.said);
        assert_eq!((ran.count("rows"), ran.count("bad"), ran.count("stray")), (1, 0, 1), "{}", ran.said);
        assert!(ran.said.contains("subprocessors!A3, key: no partner has the key `P7`"), "{}", ran.said);
        assert!(strict || ran.said.contains("1 row of a list belongs to no partner"), "{}", ran.said);
    }
    assert!(desk.path("out/P000000/dpa.md").exists());
}

#[test]
fn a_new_name_with_the_address_of_another_company_is_a_warning() {
    let desk = Desk::with(3);
    let mut rows: Vec<String> = (0..3).map(|number| partners::json(&partners::partner(number))).collect();
    let renamed = "{\"parties.harborline.name\":\"Harborline Malta Limited\",";
    rows[1] = format!("{renamed}{}", &rows[1][1..]);
    let own = "\"parties.harborline.registration\":\"MT 4711\",\"parties.harborline.address\":\
               {\"street\":\"1 Quay\",\"postcode\":\"VLT 1000\",\"city\":\"Valletta\"},";
    rows[2] = format!("{renamed}{own}{}", &rows[2][1..]);
    desk.lines(&rows);
    let ran = desk.run("out", &["--report", "found.csv"]);
    assert_eq!((ran.code, ran.count("written"), ran.count("warned")), (0, 3, 1), "{}", ran.said);
    let report = fs::read_to_string(desk.path("found.csv")).expect("a report");
    let line = report.lines().find(|line| line.contains("BAT-INHERIT")).expect("a line");
    assert!(line.starts_with("2,2,P000001,ok,warning,BAT-INHERIT,parties.harborline.name,line 2,"), "{line}");
    assert!(
        line.contains("`registration`, `address`") && line.contains("Harborline Ireland Limited"),
        "{line}"
    );
}

/// How many packs wait out of sight for their places.
fn waiting(desk: &Desk, out: &str) -> usize {
    fs::read_dir(desk.path(out).join(".dpakit/all/new")).expect("a folder").count()
}

#[test]
fn packs_made_while_rows_are_judged_are_those_made_afterwards() {
    let desk = Desk::with(1);
    let formats = ["--format", "md,html"];
    assert_eq!(desk.run("late", &formats).code, 0);
    desk.table(0..5);
    // Where something stands, packs are made when all rows were judged; elsewhere before.
    for (out, written) in [("late", 4), ("ahead", 5)] {
        let ran = desk.run(out, &formats);
        assert_eq!((ran.code, ran.count("written"), waiting(&desk, out)), (0, written, 0), "{}", ran.said);
    }
    assert_eq!(desk.files("late"), desk.files("ahead"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let desk = Desk::with(3);
    let dry = desk.run("out", &["--dry-run"]);
    assert_eq!((dry.code, dry.count("planned")), (0, 3));
    assert!(!desk.path("out").exists());
    assert_eq!(desk.run("out", &[]).code, 0);
    desk.table([0, 1, 7]);
    let dry = desk.run("out", &["--dry-run"]);
    assert_eq!(
        (dry.keys("planned"), dry.count("unchanged"), dry.count("stale_count")),
        (vec!["P000007"], 2, 1)
    );
    assert!(!desk.path("out/P000007").exists());
}

#[test]
fn packs_of_partners_that_are_gone_are_removed_when_asked() {
    let desk = Desk::with(3);
    assert_eq!(desk.run("out", &[]).code, 0);
    desk.table([0, 2]);
    fs::write(desk.path("out/P000001/notes.txt"), "mine").expect("a file");
    let ran = desk.run("out", &[]);
    assert_eq!((ran.code, ran.count("stale_count")), (0, 1));
    assert!(ran.said.contains("P000001") && ran.said.contains("--prune"), "{}", ran.said);
    assert!(desk.path("out/P000001/dpa.md").exists());
    let ran = desk.run("out", &["--prune"]);
    assert_eq!(ran.count("removed"), 1);
    assert!(!desk.path("out/P000001/dpa.md").exists());
    assert_eq!(fs::read_to_string(desk.path("out/P000001/notes.txt")).expect("kept"), "mine");
    assert_eq!(desk.run("out", &[]).count("stale_count"), 0);
}

#[test]
fn a_table_without_rows_removes_nothing_unless_forced() {
    let desk = Desk::with(2);
    assert_eq!(desk.run("out", &[]).code, 0);
    desk.table([]);
    let ran = desk.run("out", &["--prune"]);
    assert_ne!(ran.code, 0);
    assert!(ran.said.contains("BAT-EMPTY"), "{}", ran.said);
    assert!(desk.path("out/P000001/dpa.md").exists());
    assert_eq!(desk.run("out", &["--prune", "--force"]).count("removed"), 2);
}

#[test]
fn files_of_others_are_never_overwritten() {
    let desk = Desk::with(3);
    fs::create_dir_all(desk.path("out/P000001")).expect("a folder");
    fs::write(desk.path("out/P000001/dpa.md"), "mine").expect("a file");
    let ran = desk.run("out", &[]);
    assert_eq!((ran.code, ran.count("written"), ran.count("refused")), (3, 2, 1));
    assert_eq!(fs::read_to_string(desk.path("out/P000001/dpa.md")).expect("kept"), "mine");
    let ran = desk.run("out", &["--force"]);
    assert_eq!((ran.code, ran.count("refused")), (0, 0));

    fs::write(desk.path("out/batch.csv"), "my,own\n").expect("a file");
    desk.table(0..4);
    let ran = desk.run("out", &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.said.contains("batch.csv"), "{}", ran.said);
}

#[test]
fn a_file_that_changed_is_made_again() {
    let desk = Desk::with(3);
    assert_eq!(desk.run("out", &[]).code, 0);
    let whole = desk.files("out");
    fs::remove_file(desk.path("out/P000000/dpa.md")).expect("a file");
    assert_eq!(desk.run("out", &[]).keys("written"), ["P000000"]);
    assert_eq!(desk.files("out"), whole);

    // The same size and the same time: only reading tells.
    let path = desk.path("out/P000002/dpa.md");
    let (mut bytes, time) =
        (fs::read(&path).expect("a file"), fs::metadata(&path).expect("a file").modified());
    bytes[0] = b' ';
    fs::write(&path, bytes).expect("a file");
    let file = fs::File::options().append(true).open(&path).expect("a file");
    file.set_modified(time.expect("a time")).expect("a time");
    assert_eq!(desk.run("out", &[]).count("unchanged"), 3);
    let verified = desk.run("out", &["--verify"]);
    assert_eq!((verified.code, verified.count("refused")), (3, 1), "somebody changed it: {}", verified.said);
    assert_eq!(desk.run("out", &["--verify", "--force"]).code, 0);
    assert_eq!(desk.files("out"), whole);
}

#[test]
fn parts_make_up_the_whole() {
    let desk = Desk::with(10);
    assert_eq!(desk.run("whole", &[]).code, 0);
    let mut rows = 0;
    for part in ["0/3", "1/3", "2/3"] {
        let ran = desk.run("parts", &["--shard", part]);
        assert_eq!(ran.code, 0);
        rows += ran.count("rows");
    }
    assert_eq!(rows, 10);
    let packs = |out: &str| {
        let mut files = desk.files(out);
        files.retain(|name, _| !name.starts_with("batch"));
        files
    };
    assert_eq!(packs("whole"), packs("parts"));
}

#[test]
fn parts_never_share_a_folder() {
    let desk = Desk::with(2);
    for (pattern, code) in [
        ("{parties.partner.country}", 2),
        ("{parties.partner.country}-{key}", 2),
        ("{parties.partner.country}/{key}", 0),
        ("dpa-{key}", 0),
    ] {
        for more in [&["--dry-run"][..], &[]] {
            let ran = desk.run("out", &[&["--name", pattern, "--shard", "0/2"], more].concat());
            assert_eq!(ran.code, code, "{pattern}: {}", ran.said);
            let told = ran.said.contains("in several parts") && ran.said.contains("/{key}`");
            assert_eq!(told, code == 2, "{pattern}: {}", ran.said);
        }
    }
}

#[test]
fn folders_are_named_by_facts_and_two_rows_never_share_one() {
    let desk = Desk::with(6);
    let ran = desk.run("out", &["--name", "{parties.partner.country}/{parties.partner.short_name}"]);
    assert_eq!((ran.code, ran.count("written")), (0, 6), "{}", ran.said);
    let partner = partners::partner(2);
    assert!(desk.path("out").join(partner.country).is_dir());
    let ran = desk.run("by-country", &["--name", "{parties.partner.country}"]);
    let countries: std::collections::BTreeSet<_> =
        (0..6).map(|number| partners::partner(number).country).collect();
    assert_eq!(ran.count("written"), countries.len() as u64);
    assert_eq!(ran.count("bad"), 6 - countries.len() as u64);
    assert!(ran.said.contains("has the folder"), "{}", ran.said);
    assert_eq!(waiting(&desk, "by-country"), 0, "what was made of the others is gone");
    assert_eq!(desk.run("out", &["--name", "../{key}"]).code, 2);
}

#[test]
fn two_runs_at_once_are_refused() {
    let desk = Desk::with(1);
    assert_eq!(desk.run("out", &[]).code, 0);
    let other = fs::File::options().append(true).open(desk.path("out/.dpakit/all/lock")).expect("a file");
    other.try_lock().expect("nobody else");
    let ran = desk.run("out", &[]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    assert!(ran.said.contains("another run"), "{}", ran.said);
    other.unlock().expect("ours");
    assert_eq!(desk.run("out", &[]).code, 0);
}

#[test]
fn an_empty_table_has_the_columns_of_the_party_that_the_pack_leaves_open() {
    let desk = Desk::with(1);
    let template = |kind: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
        command.current_dir(desk.folder.path()).args(["batch", "pack.toml", "--template", kind]);
        let output = command.output().expect("dpakit");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains("`subprocessors[2].name`"), kind == "csv", "how the lists go on: {said}");
        output.stdout
    };
    let csv = String::from_utf8(template("csv")).expect("text");
    assert!(csv.contains("parties.partner.name") && csv.ends_with('\n'), "{csv}");
    assert_eq!(csv.lines().count(), 1);
    for column in ["agreement.reference", "agreement.date", "subprocessors[0].name", "subprocessors[1].name"]
    {
        assert!(csv.trim_end().split(',').any(|one| one == column), "{column}: {csv}");
    }
    let book = template("xlsx");
    assert!(book.starts_with(b"PK") && book == template("xlsx"));
}

#[test]
fn a_table_of_values_says_what_json_says() {
    let desk = Desk::with(1);
    assert_eq!(desk.run("out", &[]).code, 0);
    let name = partners::partner(0).name;
    let street = partners::partner(0).street;
    let row: Json = serde_json::from_str(&partners::json(&partners::partner(0))).expect("JSON");
    let mut columns = vec![("key".to_owned(), "P000000".to_owned())];
    flat("", &row, &mut columns);
    columns.retain(|(column, _)| column != "agreement.reference");
    let line = |of: fn(&(String, String)) -> &str| {
        let cells = columns.iter().map(|pair| format!("\"{}\"", of(pair).replace('"', "\"\"")));
        cells.collect::<Vec<_>>().join(";")
    };
    let text = format!("\u{feff}{}\r\n{}\r\n", line(|pair| &pair.0), line(|pair| &pair.1));
    fs::write(desk.path("partners.jsonl"), text).expect("a file");
    let ran = desk.run("csv", &["--kind", "csv"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let made = String::from_utf8(desk.files("csv")["P000000/dpa.md"].clone()).expect("text");
    assert!(made.contains(&name) && made.contains(&street));
    assert_eq!(desk.files("csv")["P000000/dpa.md"], desk.files("out")["P000000/dpa.md"]);
}

/// The leaves of a value by their paths.
fn flat(path: &str, value: &Json, out: &mut Vec<(String, String)>) {
    match value {
        Json::Object(entries) => {
            for (key, inner) in entries {
                flat(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, inner, out);
            }
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| flat(&format!("{path}[{index}]"), item, out));
        }
        Json::String(text) => out.push((path.to_owned(), text.clone())),
        other => out.push((path.to_owned(), other.to_string())),
    }
}
