use super::*;
use crate::source::Span;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source { path: "pack.toml".into(), text: text.to_owned() })
}

fn finding(source: &Arc<Source>, range: Range<usize>, text: &str) -> Diagnostic {
    let span = Span { source: source.clone(), range };
    Diagnostic::error(Code("TST"), "wrong").at(span.clone(), "").fix("mend it", span, text)
}

#[test]
fn edits_are_made_and_everything_else_stays() {
    let text = source("a = 1 # one\r\nb = 2\n\n# end");
    let found = [finding(&text, 17..18, "20"), finding(&text, 4..5, "10")];
    let mended = apply(&text, &found).expect("something to mend");
    assert_eq!(mended.text, "a = 10 # one\r\nb = 20\n\n# end");
    assert_eq!(mended.done.iter().map(|done| done.line).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn the_first_of_two_that_touch_is_made() {
    let text = source("abcdef");
    let found = [finding(&text, 1..3, "X"), finding(&text, 2..4, "Y"), finding(&text, 3..3, "Z")];
    assert_eq!(apply(&text, &found).expect("something to mend").text, "aXdef");
}

#[test]
fn a_fix_of_another_text_is_not_made() {
    let (text, other) = (source("abc"), source("abd"));
    assert_eq!(apply(&text, &[finding(&other, 0..1, "x")]), None);
    assert_eq!(apply(&text, &[]), None);
}
