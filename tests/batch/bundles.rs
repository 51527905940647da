//! One archive for each partner, in the place of a folder.

use std::io::{Cursor, Read};

use super::*;

/// The files of all archives of an output folder, as if they were folders.
fn unpacked(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for (name, bytes) in files {
        if let Some(folder) = name.strip_suffix(".zip") {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
            for index in 0..archive.len() {
                let mut entry = archive.by_index(index).expect("an entry");
                assert_eq!(entry.last_modified().map(|date| date.year()), Some(1980));
                let mut content = Vec::new();
                entry.read_to_end(&mut content).expect("a file");
                found.insert(format!("{folder}/{}", entry.name().expect("text")), content);
            }
        } else if let Some(folder) = name.strip_suffix(".tar") {
            for entry in tar::Archive::new(bytes.as_slice()).entries().expect("an archive") {
                let mut entry = entry.expect("an entry");
                assert_eq!(entry.header().mtime().expect("a date"), 315_532_800);
                let mut content = Vec::new();
                entry.read_to_end(&mut content).expect("a file");
                found.insert(format!("{folder}/{}", entry.path().expect("a name").display()), content);
            }
        }
    }
    found
}

fn packs(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.remove("batch.csv");
    files
}

/// What `--out` says, and the folder where it is found: a folder, and a store of files.
fn places(desk: &Desk) -> Vec<(String, &'static str)> {
    let mut places = vec![("out".to_owned(), "out")];
    if cfg!(feature = "cloud") {
        places.push((format!("file://{}", desk.path("store").display()), "store"));
    }
    places
}

#[test]
fn an_archive_holds_what_the_folder_would() {
    let desk = Desk::with(4);
    assert_eq!(desk.run("folder", &["--format", "md,html"]).code, 0);
    for form in ["zip", "tar"] {
        let option = format!("--{form}");
        let options = [option.as_str(), "--format", "md,html"];
        let ran = desk.run(form, &options);
        assert_eq!((ran.code, ran.count("written")), (0, 4), "{}", ran.said);
        let files = desk.files(form);
        assert_eq!(files.len(), 5, "{:?}", files.keys());
        assert_eq!(unpacked(&files), packs(desk.files("folder")));
        let register = String::from_utf8(files["batch.csv"].clone()).expect("text");
        assert!(register.contains(&format!("P000000.{form}/manifest.json")), "{register}");

        let again = format!("{form}-again");
        assert_eq!(desk.run(&again, &options).code, 0);
        assert_eq!(desk.files(&again), files, "the same bytes");
        assert_eq!(desk.run(form, &options).count("unchanged"), 4);

        if !cfg!(feature = "cloud") {
            continue;
        }
        let store = format!("file://{}", desk.path("store").display());
        let ran = desk.run(&store, &options);
        assert_eq!((ran.code, ran.count("written")), (0, 4), "{}", ran.said);
        assert_eq!(desk.run(&store, &options).count("unchanged"), 4);
        assert_eq!(desk.files("store"), files);
        fs::remove_dir_all(desk.path("store")).expect("a folder");
    }
}

#[test]
fn an_archive_is_replaced_while_it_is_ours() {
    let desk = Desk::with(3);
    for (out, folder) in places(&desk) {
        let out = out.as_str();
        desk.table(0..3);
        fs::create_dir_all(desk.path(folder)).expect("a folder");
        fs::write(desk.path(folder).join("P000001.zip"), "mine").expect("a file");
        let ran = desk.run(out, &["--zip"]);
        assert_eq!((ran.code, ran.count("written"), ran.count("refused")), (3, 2, 1), "{}", ran.said);
        assert_eq!(fs::read(desk.path(folder).join("P000001.zip")).expect("kept"), b"mine");
        assert_eq!(desk.run(out, &["--zip", "--force"]).code, 0);

        let mut rows: Vec<String> = (0..3).map(|number| partners::json(&partners::partner(number))).collect();
        rows[1] = rows[1].replace("Quay Street", "New Street");
        desk.lines(&rows);
        let ran = desk.run(out, &["--zip"]);
        assert_eq!((ran.code, ran.keys("written")), (0, vec!["P000001"]), "{}", ran.said);
        assert_eq!(desk.run("fresh", &["--zip"]).code, 0);
        assert_eq!(desk.files(folder), desk.files("fresh"));

        desk.table([0, 2]);
        let ran = desk.run(out, &["--zip", "--prune", "--verify"]);
        assert_eq!((ran.code, ran.count("removed"), ran.count("unchanged")), (0, 1, 2), "{}", ran.said);
        assert!(!desk.path(folder).join("P000001.zip").exists());
        fs::remove_dir_all(desk.path("fresh")).expect("a folder");
    }
}

#[test]
fn packs_of_another_form_or_place_are_stale_and_go_when_asked() {
    let desk = Desk::with(3);
    for (out, folder) in places(&desk) {
        let out = out.as_str();
        assert_eq!(desk.run(out, &[]).code, 0);
        let as_folders = desk.files(folder);
        let ran = desk.run(out, &["--zip"]);
        assert_eq!((ran.code, ran.count("written"), ran.count("stale_count")), (0, 3, 3), "{}", ran.said);
        assert!(ran.said.contains("P000001") && ran.said.contains("--prune"), "{}", ran.said);
        assert!(desk.path(folder).join("P000001/dpa.md").exists());
        assert_eq!(desk.run(out, &["--zip"]).count("stale_count"), 3, "told until they are gone");

        let ran = desk.run(out, &[]);
        assert_eq!((ran.code, ran.count("written"), ran.count("stale_count")), (0, 3, 3), "{}", ran.said);
        let ran = desk.run(out, &["--prune"]);
        assert_eq!((ran.code, ran.count("unchanged"), ran.count("removed")), (0, 3, 3), "{}", ran.said);
        assert_eq!(desk.files(folder), as_folders);

        assert_eq!(desk.run(out, &["--tar", "--prune"]).count("removed"), 3);
        let ran = desk.run(out, &["--tar", "--name", "x-{key}", "--prune"]);
        assert_eq!((ran.count("written"), ran.count("removed")), (3, 3), "{}", ran.said);
        assert_eq!(desk.run("fresh", &["--tar", "--name", "x-{key}"]).code, 0);
        assert_eq!(desk.files(folder), desk.files("fresh"));
    }
}

#[test]
fn two_rows_never_share_an_archive() {
    let desk = Desk::with(6);
    let ran = desk.run("out", &["--zip", "--name", "{parties.partner.country}"]);
    let countries: std::collections::BTreeSet<_> =
        (0..6).map(|number| partners::partner(number).country).collect();
    assert_eq!(ran.count("written"), countries.len() as u64);
    assert_eq!(ran.count("bad"), 6 - countries.len() as u64);
    assert!(ran.said.contains("has the folder"), "{}", ran.said);
    let both = desk.command("out", &["--zip", "--tar"]).output().expect("dpakit");
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn archives_are_verified_and_known_to_be_outdated_as_folders_are() {
    let desk = Desk::with(2);
    let dpakit = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
        let output = command.current_dir(desk.folder.path()).args(args).output().expect("dpakit");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    };
    for form in ["zip", "tar"] {
        assert_eq!(desk.run(form, &[&format!("--{form}")]).code, 0);
        fs::write(desk.path(form).join(format!("P000000.{form}.txt")), "no archive").expect("a file");
        let (code, said) = dpakit(&["outdated", form]);
        assert_eq!((code, said.as_str()), (Some(0), "2 packs, none of them outdated\n"));

        let archive = format!("{form}/P000001.{form}");
        let (code, said) = dpakit(&["verify", &archive]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.starts_with(&format!("{archive}: ")) && said.contains("file     as written"), "{said}");

        let whole = fs::read(desk.path(&archive)).expect("a file");
        fs::write(desk.path(&archive), &whole[..600]).expect("a file");
        let (code, said) = dpakit(&["verify", &archive]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(&format!("`{archive}` cannot be read as an archive")), "{said}");
        let (code, said) = dpakit(&["outdated", form]);
        assert!(code == Some(2) && said.contains("1 pack, none of them outdated"), "{said}");
    }
}
