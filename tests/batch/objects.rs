//! Outputs as objects of a store: what a folder promises holds here too. The store is one of files.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::*;

/// The address of a folder as a store.
fn url(desk: &Desk, out: &str) -> String {
    format!("file://{}", desk.path(out).display())
}

fn renamed(number: usize, street: &str) -> String {
    partners::json(&partners::partner(number)).replace("Quay Street", street)
}

fn all(count: usize) -> Vec<String> {
    (0..count).map(|number| partners::json(&partners::partner(number))).collect()
}

/// Every object, those that are not for others among them, with the time of its last change.
fn objects(folder: &Path) -> BTreeMap<PathBuf, std::time::SystemTime> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.append(&mut objects(&path));
        } else {
            let there = fs::metadata(&path).expect("a file");
            found.insert(path, there.modified().expect("a time"));
        }
    }
    found
}

#[test]
fn objects_are_what_files_would_be_and_a_second_run_puts_none() {
    let desk = Desk::with(5);
    let formats = ["--format", "md,html,pdf"];
    assert_eq!(desk.run("folder", &formats).code, 0);
    let first = desk.run(&url(&desk, "store"), &formats);
    assert_eq!((first.code, first.count("written")), (0, 5), "{}", first.said);
    assert_eq!(desk.files("store"), desk.files("folder"));
    let segments = fs::read_dir(desk.path("store/.dpakit/all/journal")).expect("a journal");
    assert_eq!(segments.count(), 1, "tidied to one");

    let before = objects(&desk.path("store"));
    let second = desk.run(&url(&desk, "store"), &formats);
    assert_eq!((second.code, second.count("unchanged"), second.count("written")), (0, 5, 0));
    assert_eq!(objects(&desk.path("store")), before);
}

#[test]
fn one_changed_partner_is_put_alone_and_what_it_lacks_now_is_removed() {
    let desk = Desk::with(5);
    let out = url(&desk, "store");
    assert_eq!(desk.run(&out, &["--format", "md,html"]).code, 0);
    let mut rows = all(5);
    rows[2] = renamed(2, "New Street");
    rows.swap(0, 4);
    desk.lines(&rows);
    let second = desk.run(&out, &["--format", "md,html"]);
    assert_eq!((second.keys("written"), second.count("unchanged")), (vec!["P000002"], 4), "{}", second.said);
    assert_eq!(desk.run("folder", &["--format", "md,html"]).code, 0);
    assert_eq!(desk.files("store"), desk.files("folder"));

    let third = desk.run(&out, &["--format", "md"]);
    assert_eq!((third.code, third.count("written")), (0, 5), "{}", third.said);
    assert_eq!(desk.run("folder", &["--format", "md"]).code, 0);
    assert_eq!(desk.files("store"), desk.files("folder"));
    assert!(!desk.files("store").contains_key("P000000/dpa.html"));
}

#[test]
fn objects_of_others_are_never_overwritten() {
    let desk = Desk::with(3);
    let out = url(&desk, "store");
    fs::create_dir_all(desk.path("store/P000001")).expect("a folder");
    fs::write(desk.path("store/P000001/dpa.md"), "mine").expect("a file");
    let ran = desk.run(&out, &[]);
    assert_eq!((ran.code, ran.count("written"), ran.count("refused")), (3, 2, 1), "{}", ran.said);
    assert!(ran.said.contains("P000001/dpa.md` exists"), "{}", ran.said);
    assert_eq!(fs::read_to_string(desk.path("store/P000001/dpa.md")).expect("kept"), "mine");
    assert!(!desk.path("store/P000001/manifest.json").exists());
    let ran = desk.run(&out, &["--force"]);
    assert_eq!((ran.code, ran.count("refused"), ran.count("written")), (0, 0, 3));

    fs::write(desk.path("store/batch.csv"), "my,own\n").expect("a file");
    desk.table(0..4);
    let ran = desk.run(&out, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.said.contains("batch.csv"), "{}", ran.said);
}

#[test]
fn a_dry_run_puts_nothing_and_packs_of_partners_that_are_gone_are_removed_when_asked() {
    let desk = Desk::with(3);
    let out = url(&desk, "store");
    let dry = desk.run(&out, &["--dry-run"]);
    assert_eq!((dry.code, dry.count("planned")), (0, 3), "{}", dry.said);
    assert!(!desk.path("store").exists());
    assert_eq!(desk.run(&out, &[]).code, 0);

    desk.table([0, 2, 7]);
    let before = objects(&desk.path("store"));
    let dry = desk.run(&out, &["--dry-run"]);
    assert_eq!((dry.keys("planned"), dry.count("unchanged")), (vec!["P000007"], 2));
    assert_eq!(dry.count("stale_count"), 1);
    assert_eq!(objects(&desk.path("store")), before);

    fs::write(desk.path("store/P000001/notes.txt"), "mine").expect("a file");
    let ran = desk.run(&out, &[]);
    assert_eq!((ran.code, ran.count("stale_count")), (0, 1));
    assert!(desk.path("store/P000001/dpa.md").exists());
    assert_eq!(desk.run(&out, &["--prune"]).count("removed"), 1);
    assert!(!desk.path("store/P000001/dpa.md").exists());
    assert_eq!(fs::read_to_string(desk.path("store/P000001/notes.txt")).expect("kept"), "mine");
    assert_eq!(desk.run(&out, &[]).count("stale_count"), 0);
}

#[test]
fn an_object_that_changed_is_found_by_size_and_tag_or_by_reading() {
    let desk = Desk::with(3);
    let out = url(&desk, "store");
    assert_eq!(desk.run(&out, &[]).code, 0);
    let whole = desk.files("store");
    fs::remove_file(desk.path("store/P000000/dpa.md")).expect("a file");
    assert_eq!(desk.run(&out, &[]).keys("written"), ["P000000"]);
    assert_eq!(desk.files("store"), whole);

    // The tag of a file is its inode, time and size: only reading tells.
    let path = desk.path("store/P000002/dpa.md");
    let time = fs::metadata(&path).expect("a file").modified().expect("a time");
    let mut bytes = fs::read(&path).expect("a file");
    bytes[0] = b' ';
    fs::write(&path, bytes).expect("a file");
    fs::File::options().append(true).open(&path).expect("a file").set_modified(time).expect("a time");
    assert_eq!(desk.run(&out, &[]).count("unchanged"), 3);
    let verified = desk.run(&out, &["--verify"]);
    assert_eq!((verified.code, verified.count("refused")), (3, 1), "somebody changed it: {}", verified.said);
    assert_eq!(desk.run(&out, &["--verify", "--force"]).code, 0);
    assert_eq!(desk.files("store"), whole);
}

#[test]
fn parts_make_up_the_whole_in_a_store() {
    let desk = Desk::with(8);
    assert_eq!(desk.run("whole", &[]).code, 0);
    let mut rows = 0;
    for part in ["0/2", "1/2"] {
        let ran = desk.run(&url(&desk, "parts"), &["--shard", part]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        rows += ran.count("rows");
    }
    assert_eq!(rows, 8);
    let packs = |out: &str| {
        let mut files = desk.files(out);
        files.retain(|name, _| !name.starts_with("batch"));
        files
    };
    assert_eq!(packs("whole"), packs("parts"));
    assert!(desk.path("parts/batch-1-of-2.csv").exists());
}

#[test]
fn what_is_no_store_is_told() {
    let desk = Desk::with(1);
    for wrong in ["gs://bucket/x", "s3://"] {
        let ran = desk.run(wrong, &[]);
        assert_eq!(ran.code, 2);
        assert!(ran.said.contains("FIL-STORE") && ran.said.contains("s3://bucket/prefix"), "{}", ran.said);
    }
}

/// The first run stands still from the moment at which it has made itself known; the second does all its work
/// meanwhile, and removes the segments of both.
#[test]
#[cfg(unix)]
fn of_two_runs_at_once_one_ends_and_nothing_is_lost() {
    let desk = Desk::with(70);
    let out = url(&desk, "store");
    assert_eq!(desk.run("folder", &[]).code, 0);
    let first =
        desk.command(&out, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("dpakit");
    let tell = |signal: &str| {
        let told = Command::new("kill").args([signal, &first.id().to_string()]).status().expect("kill");
        assert!(told.success(), "{signal}");
    };
    let claim = desk.path("store/.dpakit/all/journal/0000000000");
    let until = Instant::now() + Duration::from_secs(60);
    while !claim.exists() {
        assert!(Instant::now() < until, "the first run does not begin");
        std::thread::sleep(Duration::from_millis(1));
    }
    tell("-STOP");
    let second = desk.run(&out, &[]);
    assert_eq!((second.code, second.count("written")), (0, 70), "{}", second.said);
    tell("-CONT");
    let first = Ran::of(first.wait_with_output().expect("dpakit"));
    assert_eq!(first.code, 2, "{}", first.said);
    assert!(first.said.contains("FIL-BUSY") && first.said.contains("another run"), "{}", first.said);
    // What the first put before it noticed has other stamps now, and is made once more.
    assert_eq!(desk.run(&out, &[]).code, 0);
    assert_eq!(desk.files("store"), desk.files("folder"));
    assert_eq!(desk.run(&out, &[]).count("unchanged"), 70);
}
