use super::*;

fn built(files: &[(&str, &str)]) -> Built {
    let files: Vec<OutputFile> = files
        .iter()
        .map(|(name, text)| OutputFile { name: (*name).into(), bytes: text.as_bytes().to_vec() })
        .collect();
    let outputs: Vec<Output> = files.iter().map(|file| Output::of(&file.name, &file.bytes)).collect();
    let manifest = serde_json::json!({ "dpakit": "0", "outputs": outputs }).to_string();
    Built {
        name: "acme".into(),
        files,
        instruments: Vec::new(),
        outputs: Vec::new(),
        report: Default::default(),
        manifest,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn own_files_are_replaced_and_stale_ones_go() {
    let out = tempfile::tempdir().unwrap();
    let folder = write(out.path(), &built(&[("dpa.md", "one"), ("scc.md", "two")]), false).unwrap();
    write(out.path(), &built(&[("dpa.md", "three")]), false).unwrap();
    assert_eq!(names(&folder), ["dpa.md", "manifest.json"]);
    assert_eq!(fs::read_to_string(folder.join("dpa.md")).unwrap(), "three");
    assert_eq!(names(out.path()), ["acme"]);
}

#[test]
fn foreign_and_changed_files_stay() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("acme");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("dpa.md"), "mine").unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    let found = write(out.path(), &built(&[("dpa.md", "one")]), false).unwrap_err();
    assert_eq!(found[0].code, IN_THE_WAY);
    assert_eq!(names(&folder), ["dpa.md", "notes.txt"]);
    write(out.path(), &built(&[("dpa.md", "one")]), true).unwrap();
    fs::write(folder.join("dpa.md"), "edited").unwrap();
    let found = write(out.path(), &built(&[("scc.md", "two")]), false).unwrap_err();
    assert!(found[0].message.contains("was changed"), "{found:?}");
    write(out.path(), &built(&[("scc.md", "two")]), true).unwrap();
    assert_eq!(names(&folder), ["manifest.json", "notes.txt", "scc.md"]);
}

#[test]
fn a_run_that_was_cut_short_can_be_repeated() {
    let out = tempfile::tempdir().unwrap();
    let folder = write(out.path(), &built(&[("dpa.md", "one")]), false).unwrap();
    fs::write(folder.join("dpa.md"), "two").unwrap();
    write(out.path(), &built(&[("dpa.md", "two")]), false).unwrap();
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for bad in ["..", ".hidden", "a/b", "a\\b", "NUL", "com1.pdf", "x.", "", "-x", "ä"] {
        assert!(!is_portable(bad), "{bad}");
    }
    for good in ["ACME-2026.1", "console", "dpa.md", "communication"] {
        assert!(is_portable(good), "{good}");
    }
}
