use object_store::ObjectStore;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;

use super::*;

type Memory = Arc<dyn ObjectStore>;

fn memory() -> Memory {
    Arc::new(InMemory::new())
}

fn store(memory: &Memory) -> Store {
    Store::of(Arc::clone(memory), ObjectPath::from("papers"), Duration::from_secs(1)).expect("a runtime")
}

fn outputs(memory: &Memory) -> Objects {
    Objects::with(store(memory), "memory:///papers", "all", false).expect("a store")
}

fn entry(key: &str, row: u64) -> Entry {
    Entry {
        row,
        key: key.to_owned(),
        folder: key.to_owned(),
        packing: Packing::Folder,
        content: Digest::of(&[key.as_bytes()]),
        files: vec![Made::of("dpa.md", 7, 9)],
        line: vec![key.to_owned()],
    }
}

fn file(name: &str, text: &str) -> OutputFile {
    OutputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A pack with one document and its manifest.
fn pack(text: &str) -> Vec<OutputFile> {
    let outputs = [Output::of("dpa.md", text.as_bytes())];
    let manifest = serde_json::json!({ "dpakit": "0", "outputs": outputs }).to_string();
    vec![file("dpa.md", text), file(FILE_NAME, &manifest)]
}

fn names(memory: &Memory, below: &str) -> Vec<String> {
    let mut names = store(memory).list(below, |object| Some(object.name)).expect("a list");
    names.sort();
    names
}

fn segments(memory: &Memory) -> Vec<String> {
    names(memory, ".dpakit/all/journal")
}

fn keys(journal: &Journal) -> Vec<String> {
    let entries = journal.entries().expect("lines");
    entries.map(|entry| entry.expect("a line").key).collect()
}

fn stage(outputs: &Objects, place: &str, files: Vec<OutputFile>) -> Result<Staged, Vec<Diagnostic>> {
    let parcel = Parcel { place: place.to_owned(), packing: Packing::Folder, files };
    outputs.stage(parcel, false).map_err(|refusal| match refusal {
        Refusal::InTheWay(found) => found,
        Refusal::Disk(error) => panic!("{error}"),
    })
}

#[test]
fn of_two_runs_at_once_one_finds_the_other() {
    let memory = memory();
    let mut first = outputs(&memory).journal().expect("a journal");
    let mut second = outputs(&memory).journal().expect("a journal");
    first.claim().expect("nobody else");
    let busy = second.claim().expect_err("the number is taken");
    assert_eq!(busy.kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(outputs(&memory).trouble(&busy).code, super::super::BUSY);

    // One that begins later takes the next number; then the earlier one stops, and what it noted stays.
    first.finished(entry("A", 1)).expect("a line");
    first.settle().expect("its number");
    let mut third = outputs(&memory).journal().expect("a journal");
    third.claim().expect("the next number");
    first.finished(entry("B", 2)).expect("a line");
    assert_eq!(first.settle().expect_err("taken").kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(keys(&third), ["A"]);
}

#[test]
fn a_journal_is_its_segments_until_it_is_tidied_to_one() {
    let memory = memory();
    let mut journal = outputs(&memory).journal().expect("a journal");
    journal.claim().expect("nobody else");
    for (key, row) in [("C", 3), ("A", 1), ("B", 2)] {
        journal.finished(entry(key, row)).expect("a line");
        journal.settle().expect("a store");
    }
    journal.settle().expect("nothing new");
    assert_eq!(segments(&memory).len(), 3, "the first has all that was known");
    let mut journal = outputs(&memory).journal().expect("a journal");
    assert_eq!(keys(&journal), ["C", "A", "B"]);
    for (key, row) in [("A", 1), ("B", 2)] {
        journal.kept(key, row).expect("a line");
    }
    journal.gone(&entry("C", 3)).expect("a line");
    journal.settle().expect("a store");
    journal.tidy().expect("a disk");
    assert_eq!(segments(&memory).len(), 4, "nothing is lost while it is not kept anew");
    journal.settle().expect("a store");
    assert_eq!(segments(&memory), ["0000000005"]);
    assert_eq!(keys(&outputs(&memory).journal().expect("a journal")), ["A", "B"]);

    // A run that was stopped before it removed the segments of old: they count no more.
    let late = store(&memory);
    assert!(
        late.create(".dpakit/all/journal/0000000001", b"{\"run\":\"x\"}\n{\"gone\":\"A\"}\n")
            .expect("a store")
    );
    assert_eq!(keys(&outputs(&memory).journal().expect("a journal")), ["A", "B"]);
}

#[test]
fn a_journal_that_cannot_be_read_is_begun_anew_and_then_kept() {
    let memory = memory();
    store(&memory).put(".dpakit/all/journal/0000000007", b"\0hello\n").expect("a store");
    let mut journal = outputs(&memory).journal().expect("a journal");
    assert!(keys(&journal).is_empty());
    journal.claim().expect("the next number");
    journal.finished(entry("A", 1)).expect("a line");
    journal.settle().expect("a store");
    assert_eq!(keys(&outputs(&memory).journal().expect("a journal")), ["A"]);
}

#[test]
fn an_answer_that_was_lost_is_told_from_another_run() {
    let store = store(&memory());
    assert!(store.create("a", b"one").expect("a store"));
    assert!(store.create("a", b"one").expect("a store"), "it is what we put");
    assert!(!store.create("a", b"two").expect("a store"));
}

#[test]
fn what_a_stopped_run_put_is_removed_or_replaced() {
    let memory = memory();
    let first = outputs(&memory);
    let staged = stage(&first, "old", pack("first")).expect("room");
    assert_eq!(first.commit(vec![staged]).expect("a store").len(), 1);
    first.close().expect("a store");

    // It stops after the documents, before the manifests.
    let second = outputs(&memory);
    let staged = ["old", "new"].map(|place| stage(&second, place, pack("second")).expect("room"));
    second.announce(&staged).expect("a store");
    for place in ["old", "new"] {
        second.store.put(&inside(place, "dpa.md"), b"second").expect("a store");
    }
    assert_eq!(names(&memory, "new"), ["dpa.md"]);

    let third = outputs(&memory);
    let staged = stage(&third, "old", pack("third")).expect("ours");
    third.commit(vec![staged]).expect("a store");
    assert_eq!(names(&memory, "new"), ["dpa.md"], "it may be one that another run is putting");
    third.close().expect("a store");
    assert!(names(&memory, "new").is_empty(), "it never appeared");
    assert!(names(&memory, ".dpakit/all").is_empty(), "nothing is left to know");
}

#[test]
fn what_a_stopped_run_put_is_in_nobodys_way() {
    let memory = memory();
    let first = outputs(&memory);
    let staged = stage(&first, "old", pack("first")).expect("room");
    first.commit(vec![staged]).expect("a store");
    let staged = ["old", "new"].map(|place| stage(&outputs(&memory), place, pack("second")).expect("room"));
    let second = outputs(&memory);
    second.announce(&staged).expect("a store");
    for place in ["old", "new"] {
        second.store.put(&inside(place, "dpa.md"), b"second").expect("a store");
    }

    let third = outputs(&memory);
    let staged = ["old", "new"].map(|place| stage(&third, place, pack("third")).expect("ours"));
    third.commit(staged.into()).expect("a store");
    third.close().expect("a store");
    assert!(names(&memory, ".dpakit/all").is_empty(), "nothing is left to know");
    assert_eq!(store(&memory).read(&["old/dpa.md".to_owned()]).expect("a store"), [Some(b"third".to_vec())]);
}

#[test]
fn objects_of_others_are_left_alone() {
    let memory = memory();
    store(&memory).put("a/dpa.md", b"mine").expect("a store");
    store(&memory).put("b", b"mine").expect("a store");
    let outputs = outputs(&memory);
    for place in ["a", "b"] {
        let found = stage(&outputs, place, pack("x")).map(|_| ()).expect_err("in the way");
        assert_eq!(found[0].code, write::IN_THE_WAY);
    }
    assert!(stage(&outputs, "c", pack("x")).is_ok());
}

#[test]
fn large_files_go_in_parts() {
    let store = store(&memory());
    let bytes: Vec<u8> = (0..41 << 20).map(|at: u32| (at >> 7) as u8).collect();
    let pack = Pack { files: vec![("a/large".to_owned(), bytes.clone())], gone: Vec::new() };
    let stamps = store.put_packs(&[pack]).expect("a store");
    let listed = store.list("a", Some).expect("a list");
    assert_eq!((listed[0].bytes, listed[0].stamp), (bytes.len() as u64, stamps[0][0]));
    assert!(store.read(&["a/large".to_owned()]).expect("a store")[0].as_ref() == Some(&bytes));
}

#[test]
fn what_is_no_address_is_told() {
    for wrong in ["gs://bucket/x", "s3://", "s3:///x", "file://host/x", "http://x/y"] {
        assert!(Store::open(wrong, Duration::from_secs(1)).is_err(), "{wrong}");
    }
    assert!(Store::open("memory:///papers", Duration::from_secs(1)).is_ok());
}
