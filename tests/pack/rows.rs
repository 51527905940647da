//! Packs of many partners: one base, and a row over it for each.

use std::path::PathBuf;
use std::sync::Arc;

use dpakit::document::Layer;
use dpakit::load::{Node, tree};
use dpakit::pack::Facts;
use dpakit::source::Source;

use crate::partners::{PACK, pack, partner, row};
use crate::texts::list;

fn tree(path: &str, text: String, layer: Layer) -> Node {
    let source = Source { path: PathBuf::from(path), text };
    tree::parse(&Arc::new(source), layer).unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn over(row: &str) -> Result<Facts, String> {
    let base = tree("pack.toml", PACK.to_owned(), Layer::Pack);
    Facts::over(&base, tree("row.toml", row.to_owned(), Layer::Row)).map_err(|found| list(&found))
}

#[test]
fn a_row_over_a_base_states_what_one_file_states() {
    for number in 0..12 {
        let partner = partner(number);
        let facts = over(&row(&partner).to_string()).expect("facts");
        let source = Arc::new(Source { path: "pack.toml".into(), text: pack(&partner) });
        let alone = Facts::read(&source, None).unwrap_or_else(|found| panic!("{}", list(&found)));
        assert_eq!(facts.pack, alone.pack);
        assert_eq!(facts.resolved(), alone.resolved());
    }
}

#[test]
fn a_row_that_was_judged_is_read_alike() {
    let base = tree("pack.toml", PACK.to_owned(), Layer::Pack);
    for number in 0..4 {
        let row = tree("row.toml", row(&partner(number)).to_string(), Layer::Row);
        let judged = Facts::over(&base, row.clone()).unwrap_or_else(|found| panic!("{}", list(&found)));
        let again = Facts::again(&base, row).unwrap_or_else(|found| panic!("{}", list(&found)));
        assert_eq!(again.pack, judged.pack);
        assert_eq!(again.resolved(), judged.resolved());
    }
}

#[test]
fn packs_share_what_no_row_touches() {
    let base = tree("pack.toml", PACK.to_owned(), Layer::Pack);
    let row = tree("row.toml", row(&partner(3)).to_string(), Layer::Row);
    let facts = Facts::over(&base, row).unwrap_or_else(|found| panic!("{}", list(&found)));
    for path in ["breach", "data.categories", "parties.harborline", "parties.harborline.address"] {
        assert_eq!(facts.shared(path), facts.stated(path), "{path}");
        assert!(facts.shared(path).is_some(), "{path}");
    }
    for path in ["agreement", "parties", "parties.partner", "subprocessors[0]", "no.such"] {
        assert_eq!(facts.shared(path), None, "{path}");
    }
}

#[test]
fn each_fact_knows_the_row_or_the_base() {
    let facts = over(&row(&partner(3)).to_string()).expect("facts");
    let file = |path: &str| facts.at(path).source.path.display().to_string();
    for path in ["parties.partner.name", "subprocessors[2].address.city", "agreement.reference"] {
        assert_eq!(facts.layer(path), Some(Layer::Row), "{path}");
        assert_eq!(file(path), "row.toml", "{path}");
        assert_eq!(facts.stated(path).map(|node| node.layer), Some(Layer::Row), "{path}");
    }
    for path in ["breach.notice", "parties.harborline.name", "agreement.effective"] {
        assert_eq!(facts.layer(path), Some(Layer::Pack), "{path}");
        assert_eq!(file(path), "pack.toml", "{path}");
    }
    assert_eq!(facts.layer("subprocessors[99]"), None);
    let layers: Vec<_> = facts.layers().into_iter().map(|(layer, _)| layer).collect();
    assert_eq!(layers, [Layer::Pack, Layer::Row]);
}

#[test]
fn a_row_is_held_against_all_that_a_file_is_held_against() {
    let faults = [
        ("[parties.partner]\ncountry = \"XX\"", "there is no country `XX`"),
        ("[parties.partner]\nnick = \"P\"", "`nick` is not a key here"),
        ("[parties.partner]\nname = \" \"", "`parties.partner.name` is empty"),
        ("[agreement]\nreference = \"a/b\"", "a/b"),
        ("[signing]\norder = [\"nobody\"]", "`nobody` is not an id in `[parties]`"),
        ("[[subprocessors]]\nid = \"a b\"\nname = \"A\"", "is missing"),
    ];
    for (change, message) in faults {
        let mut whole = row(&partner(5));
        let change: toml::Table = change.parse().expect("TOML");
        crate::partners::overlay(&mut whole, change);
        let found = over(&whole.to_string()).expect_err(message);
        assert!(found.contains(message), "{found}");
    }
}
