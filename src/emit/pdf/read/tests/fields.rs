//! What was done to the fields and links of a PDF.

use super::*;

/// A file with a field that has a value, one that has none, one for a signature, and a link.
fn form() -> Vec<u8> {
    revised(&written(), |document| {
        let shown = document.new_document.add_object(appearance("BT /F 11 Tf (Ada) Tj ET"));
        let field = |name: &str| {
            dictionary! {
                "Subtype" => "Widget", "FT" => "Tx", "F" => 4, "T" => Object::string_literal(name),
                "Rect" => rectangle([50, 50, 150, 70]),
            }
        };
        let mut name = field("name");
        name.set("V", Object::string_literal("Ada"));
        name.set("AP", dictionary! { "N" => shown });
        let mut signature = field("signature");
        signature.set("FT", "Sig");
        let fields =
            [name, field("date"), signature].map(|field| annotate(document, field)).map(Object::from);
        annotate(document, link("https://a.example/"));
        let root = catalog(document);
        edit(document, root, |catalog| {
            catalog.set("AcroForm", dictionary! { "Fields" => fields.to_vec() });
        });
    })
}

fn rectangle(edges: [i64; 4]) -> Object {
    edges.map(Object::Integer).to_vec().into()
}

fn link(address: &str) -> Dictionary {
    dictionary! {
        "Subtype" => "Link", "Rect" => rectangle([50, 90, 150, 100]),
        "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(address) },
    }
}

fn appearance(content: &str) -> Stream {
    let font = dictionary! { "Subtype" => "TrueType" };
    let drawing = dictionary! {
        "Subtype" => "Form", "BBox" => rectangle([0, 0, 100, 20]),
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    };
    Stream::new(drawing, content.as_bytes().to_vec())
}

/// The annotation of the first page with this name, or the link.
fn id(document: &IncrementalDocument, name: &str) -> ObjectId {
    let old = document.get_prev_documents();
    let list = old.get_dictionary(first_page(document)).unwrap().get(b"Annots").unwrap().as_array().unwrap();
    let mut ids = list.iter().rev().map(|id| id.as_reference().unwrap());
    let is_it = |id: &ObjectId| {
        let found = old.get_dictionary(*id).unwrap();
        let named = found.get(b"T").and_then(Object::as_str).unwrap_or(b"link");
        named == name.as_bytes() && found.has(b"Rect")
    };
    ids.find(is_it).unwrap()
}

/// What a change to one annotation comes to.
fn edited(name: &str, by: impl FnOnce(&mut Dictionary)) -> Later {
    let first = form();
    let changed = revised(&first, |document| {
        let id = id(document, name);
        edit(document, id, by);
    });
    later(&changed, first.len()).unwrap()
}

/// What a new appearance and a new value come to.
fn drawn(name: &str, content: &str, value: Option<&str>) -> Vec<What> {
    let first = form();
    let changed = revised(&first, |document| {
        let id = id(document, name);
        let shown = document.new_document.add_object(appearance(content));
        edit(document, id, |field| {
            field.set("AP", dictionary! { "N" => shown });
            if let Some(value) = value {
                field.set("V", Object::string_literal(value));
            }
        });
    });
    whats(&later(&changed, first.len()).unwrap())
}

fn whats(later: &Later) -> Vec<What> {
    later.changes.iter().map(|change| change.what).collect()
}

fn one_value(name: &str, before: Option<&str>, after: Option<&str>) -> Later {
    let value =
        Value { name: name.to_owned(), before: before.map(str::to_owned), after: after.map(str::to_owned) };
    Later { revisions: 1, values: vec![value], ..Later::default() }
}

#[test]
fn values_are_told_by_field() {
    let text = Object::string_literal;
    assert_eq!(edited("date", |field| field.set("V", text("1 May"))), one_value("date", None, Some("1 May")));
    let replaced = edited("name", |field| field.set("V", text("Eve")));
    assert_eq!(replaced, one_value("name", Some("Ada"), Some("Eve")));
    let removed = edited("name", |field| field.set("V", text("")));
    assert_eq!(removed, one_value("name", Some("Ada"), None));
    let long = edited("date", |field| field.set("V", Object::string_literal("a".repeat(200))));
    assert_eq!(long.values[0].after.as_ref().unwrap().chars().count(), SHOWN + 1);
}

#[test]
fn a_field_that_was_not_there_is_named() {
    let first = form();
    let field = |kind: &str, rect: [i64; 4]| {
        dictionary! {
            "Subtype" => "Widget", "FT" => kind, "T" => Object::string_literal("new"),
            "Rect" => rectangle(rect), "AP" => dictionary! {},
        }
    };
    let page = [0, 0, 500, 700];
    let cases = [
        (field("Tx", page), What::NewField),
        (field("Sig", page), What::NewSignature),
        (field("Sig", [0, 0, 0, 0]), What::UnseenSignature),
    ];
    for (field, what) in cases {
        // The form does not name it: the page shows it all the same.
        let added = revised(&first, |document| {
            annotate(document, field);
        });
        assert_eq!(later(&added, first.len()).unwrap().changes, [change(what, "new")]);
    }
    let removed = revised(&first, |document| {
        let page = first_page(document);
        edit(document, page, |page| page.set("Annots", Vec::<Object>::new()));
    });
    let removed = later(&removed, first.len()).unwrap();
    let expected = [What::RemovedField, What::RemovedField, What::RemovedField, What::RemovedNote];
    assert!(whats(&removed).ends_with(&expected), "{:?}", removed.changes);
}

#[test]
fn a_field_that_was_moved_or_hidden_is_named() {
    let moved = edited("signature", |field| field.set("Rect", rectangle([0, 0, 500, 700])));
    assert_eq!(moved.changes, [change(What::Moved, "signature")]);
    assert_eq!(whats(&edited("name", |field| field.set("F", 6))), [What::Hidden]);
    assert_eq!(whats(&edited("name", |field| field.set("FT", "Btn"))), [What::Hidden]);
    assert_eq!(whats(&edited("name", |field| field.set("Ff", 1 << 13))), [What::Hidden]);
    let locked = edited("name", |field| {
        field.set("F", 4 | 128);
        field.set("Ff", 1);
    });
    assert_eq!(whats(&locked), [], "what signing does");
    let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("1") };
    assert_eq!(whats(&edited("name", |field| field.set("A", action))), [What::Actions]);
}

#[test]
fn a_field_may_draw_the_words_it_was_filled_in_with() {
    assert_eq!(drawn("date", "/Tx BMC q BT 0 g /F 11 Tf 2 5 Td (1 May) Tj ET Q EMC", Some("1 May")), []);
    assert_eq!(drawn("date", "q 1 1 98 18 re W n BT /F 9 Tf [(1) 20 ( May)] TJ ET Q", Some("1 May")), []);
    assert_eq!(drawn("name", "BT /F 9 Tf (Ada) Tj ET", None), [], "drawn anew");
    assert_eq!(drawn("signature", "0 0 100 20 re f", None), [], "signatures are drawn as they like");
}

#[test]
fn a_field_that_draws_something_else_is_named() {
    for content in
        ["1 g 0 0 100 20 re f BT /F 9 Tf (1) Tj ET", "/I Do", "BT /G 9 Tf (1) Tj ET", "q (", "/P sh"]
    {
        assert_eq!(drawn("date", content, Some("1"))[0], What::Painted, "{content}");
    }
    assert_eq!(drawn("name", "BT /F 9 Tf (Eve) Tj ET", None), [What::OtherWords]);
    assert_eq!(drawn("date", "BT /F 9 Tf (Eve) Tj ET", None), [What::OtherWords]);
    assert_eq!(drawn("date", "BT /F 9 Tf (2 May) Tj ET", Some("1 May")), [What::Misshown]);
    let first = form();
    let replaced = revised(&first, |document| {
        let old = document.get_prev_documents();
        let field = old.get_dictionary(id(document, "name")).unwrap();
        let shown = field.get(b"AP").and_then(|all| all.as_dict()?.get(b"N")?.as_reference()).unwrap();
        let mut drawing = appearance("BT /F 9 Tf (Ada) Tj ET");
        drawing.dict.set("Matrix", [9, 0, 0, 9, 0, 0].map(Object::Integer).to_vec());
        document.new_document.set_object(shown, drawing);
    });
    assert_eq!(whats(&later(&replaced, first.len()).unwrap()), [What::Outside], "behind an unchanged field");
}

#[test]
fn a_link_that_leads_elsewhere_is_named() {
    let led = edited("link", |note| *note = link("https://b.example/"));
    let expected = Change {
        before: Some("https://a.example/".to_owned()),
        after: Some("https://b.example/".to_owned()),
        ..change(What::ChangedNote, "Link")
    };
    assert_eq!(led.changes, [expected]);
}
