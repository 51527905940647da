//! What holds for every draft.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::{draft, labels};
use super::{Kept, prune, resolve, resolve_among};
use crate::document::{
    Block, Definition, Draft, Inline, Item, Kind, List, Marker, Note, Number, Reference, Section, walk,
};

fn run() -> impl Strategy<Value = Vec<Inline>> {
    let words = prop::sample::select(vec!["", " ", "word", " two  words ", "Data", "Party's"]);
    let text = words.prop_map(|words| Inline::Text(words.into()));
    let leaf = prop_oneof![4 => text, 1 => Just(Inline::Break)];
    let inline = leaf.prop_recursive(2, 8, 3, |inner| vec(inner, 0..3).prop_map(Inline::Strong));
    vec(inline, 0..4)
}

fn block() -> impl Strategy<Value = Block> {
    let paragraph = run().prop_map(Block::Paragraph);
    paragraph.prop_recursive(4, 40, 4, |inner| {
        let kind =
            prop::sample::select(vec![Kind::Section, Kind::Clause, Kind::Part, Kind::Annex, Kind::Signing]);
        let section = (kind, run(), vec(inner, 0..4)).prop_map(|(kind, title, blocks)| {
            Block::section(Section {
                key: "".into(),
                kind,
                number: Number::default(),
                title,
                origin: None,
                language: None,
                blocks,
            })
        });
        let item = vec(run().prop_map(Block::Paragraph), 0..3)
            .prop_map(|blocks| Item { number: Number::default(), blocks });
        let list = vec(item, 0..4).prop_map(|items| Block::List(List { marker: Marker::Counted, items }));
        prop_oneof![3 => section, 1 => list]
    })
}

/// Terms that the words of [`run`] use, that the meaning of another uses, and that nobody uses.
fn definitions() -> impl Strategy<Value = Block> {
    let meaning = vec(run().prop_map(Block::Paragraph), 0..2);
    vec(meaning, 3).prop_map(|meanings| {
        let one = |(term, meaning): (&str, _)| Definition {
            key: format!("term:{term}").into(),
            term: term.into(),
            meaning,
        };
        Block::Definitions(["Data", "Party", "Nothing"].into_iter().zip(meanings).map(one).collect())
    })
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let blocks = (vec(block(), 0..5), proptest::option::of(definitions()));
    let blocks = blocks.prop_map(|(mut blocks, terms)| {
        // Within a section, which may hold nothing else.
        let title = vec![Inline::Text("Terms".into())];
        blocks.extend(terms.map(|terms| {
            Block::section(Section {
                key: "".into(),
                kind: Kind::Section,
                number: Number::default(),
                title,
                origin: None,
                language: None,
                blocks: vec![terms],
            })
        }));
        blocks
    });
    vec(blocks, 0..3).prop_map(|all| {
        let slugs = ["a", "b", "c"];
        let pairs = slugs.into_iter().zip(all);
        pairs.map(|(slug, blocks)| draft(slug, slug, blocks)).collect()
    })
}

/// The same with keys, references to them and notes behind some of the words.
fn referring(mut drafts: Vec<Draft>) -> Vec<Draft> {
    for (at, draft) in drafts.iter_mut().enumerate() {
        for (number, block) in draft.blocks.iter_mut().enumerate() {
            if let Block::Section(section) = block {
                let section = Arc::make_mut(section);
                section.key = format!("{at}/{}", number % 4).into();
            }
        }
        let mut count = 0;
        walk::runs_mut(&mut draft.blocks, &mut |_, _, run| {
            count += 1;
            if count % 3 == 0 && matches!(run.last(), Some(Inline::Text(_))) {
                let note = Note { number: 0, published: None, text: vec![Inline::Text("Party".into())] };
                let to = ["0/0", "0/1", "1/2", "a", "b", "term:Data"][count / 3 % 6].into();
                let (text, label) = (Vec::new(), "".into());
                run.push(Inline::reference(Reference { to, text, label, document: "".into() }));
                run.push(Inline::note(note));
            }
        });
    }
    drafts
}

/// The counts of one kind in a scope, in reading order; parts belong to the scope around them.
fn counts(blocks: &[Block], kind: Kind, found: &mut Vec<String>) {
    for block in blocks {
        if let Block::Section(section) = block {
            if section.kind == kind {
                let label = &section.number.label;
                found.push(label.rsplit('.').next().unwrap_or_default().into());
            }
            if section.kind == Kind::Part {
                counts(&section.blocks, kind, found);
            }
        }
    }
}

fn has_no_hole(blocks: &[Block]) {
    for kind in [Kind::Section, Kind::Clause] {
        let mut found = Vec::new();
        counts(blocks, kind, &mut found);
        let expected: Vec<String> = (1..=found.len()).map(|n| n.to_string()).collect();
        assert_eq!(found, expected);
    }
}

proptest! {
    #[test]
    fn equal_drafts_give_equal_documents(drafts in drafts()) {
        prop_assert_eq!(resolve(drafts.clone(), &labels()), resolve(drafts, &labels()));
    }

    #[test]
    fn what_is_kept_changes_nothing(packs in vec(drafts(), 1..4)) {
        let kept = Kept::default();
        let packs: Vec<Vec<Draft>> = packs.into_iter().map(referring).collect();
        for drafts in packs.iter().chain(&packs).chain(packs.iter().rev()) {
            let alone = resolve(drafts.clone(), &labels());
            prop_assert_eq!(resolve_among(drafts.clone(), &labels(), Some(&kept)), alone);
        }
    }

    #[test]
    fn numbering_has_no_hole(drafts in drafts()) {
        for document in resolve(drafts, &labels()).unwrap() {
            has_no_hole(document.blocks());
            let mut annexes = 0;
            walk::sections(document.blocks(), &mut |section, _| {
                if section.kind == Kind::Annex {
                    annexes += 1;
                    assert_eq!(*section.number.label, format!("Annex {annexes}"));
                }
                if section.kind != Kind::Part {
                    has_no_hole(&section.blocks);
                }
            });
        }
    }

    #[test]
    fn there_is_nothing_to_tidy_once_unused_terms_are_gone(drafts in drafts()) {
        for document in resolve(drafts, &labels()).unwrap() {
            let mut tidied = document.blocks().to_vec();
            prune::blocks(&mut tidied);
            prop_assert_eq!(&tidied[..], document.blocks());
        }
    }

    #[test]
    fn nothing_empty_is_left(drafts in drafts()) {
        for document in resolve(drafts, &labels()).unwrap() {
            walk::sections(document.blocks(), &mut |section, _| {
                assert!(!section.blocks.is_empty());
            });
            walk::inlines(document.blocks(), &mut |inline| {
                assert!(walk::inner(inline).is_none_or(|inner| !inner.is_empty()));
            });
        }
    }
}
