//! Which facts a text reads, told from its words alone.
//!
//! More than it reads may be told, never less: a text is filled alike wherever these facts are alike.

use std::collections::BTreeSet;

/// Words of the engine, and names of its values and of our filters: no facts.
const NOT_FACTS: [&str; 44] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "in",
    "not",
    "and",
    "or",
    "is",
    "set",
    "set_global",
    "endset",
    "include",
    "extends",
    "block",
    "endblock",
    "component",
    "endcomponent",
    "break",
    "continue",
    "filter",
    "endfilter",
    "raw",
    "endraw",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "loop",
    "defined",
    "undefined",
    "open",
    "label",
    "listed",
    "lines",
    "of",
    "word",
    "length",
    "first",
    "last",
];

/// What a text that asks something beside the facts names.
const BESIDE: [&str; 5] = ["__tera", "now", "get_env", "get_random", "throw"];

/// The paths that a text reads, as keys from the top; `None` for one that may read anything.
pub(super) fn reads<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Vec<Vec<String>>> {
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for text in texts {
        for tag in tags(text)? {
            for path in paths(tag) {
                if BESIDE.iter().any(|word| path[0].starts_with(word)) {
                    return None;
                }
                if !NOT_FACTS.contains(&path[0]) {
                    found.insert(path.into_iter().map(str::to_owned).collect());
                }
            }
        }
    }
    // What stands under a path that is read is read with it.
    let mut paths: Vec<Vec<String>> = Vec::new();
    for path in found {
        if paths.last().is_none_or(|last| !path.starts_with(last)) {
            paths.push(path);
        }
    }
    Some(paths)
}

/// What stands between the marks of the engine; `None` where that cannot be told for certain: text that is printed
/// as it stands (`raw`), strings with backslashes, and marks or strings that do not end.
fn tags(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.as_bytes().windows(2).position(|two| matches!(two, b"{{" | b"{%" | b"{#")) {
        let (mark, inside) = rest[start..].split_at(2);
        if mark == "{#" {
            rest = &inside[inside.find("#}")? + 2..];
            continue;
        }
        let end = end(inside, if mark == "{{" { "}}" } else { "%}" })?;
        let tag = &inside[..end];
        if tag.contains('\\')
            || (mark == "{%" && tag.trim_matches(['-', '+', ' ', '\n', '\t', '\r']) == "raw")
        {
            return None;
        }
        found.push(tag);
        rest = &inside[end + 2..];
    }
    Some(found)
}

/// Where a tag ends: at its closing mark outside of quotation marks.
fn end(inside: &str, closes: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if inside[at..].starts_with(closes) => return Some(at),
            None => {}
        }
    }
    None
}

/// Names with the names that follow behind points: `parties.acme`. A name behind anything else than a point
/// begins anew, so that what is asked by an index is read whole.
fn paths(tag: &str) -> Vec<Vec<&str>> {
    let mut out: Vec<Vec<&str>> = Vec::new();
    let mut rest = tag;
    let mut follows = false;
    while let Some(c) = rest.chars().next() {
        let length = if matches!(c, '"' | '\'' | '`') {
            let inside = &rest[1..];
            follows = false;
            inside.find(c).map_or(rest.len(), |end| end + 2)
        } else if c.is_alphabetic() || c == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            match out.last_mut().filter(|_| follows) {
                Some(path) => path.push(&rest[..length]),
                None => out.push(vec![&rest[..length]]),
            }
            follows = rest[length..].starts_with('.');
            length + usize::from(follows)
        } else {
            follows = false;
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let paths = reads(std::iter::once(text)).expect("facts alone");
        paths.into_iter().map(|path| path.join(".")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn paths_are_read_from_tags_alone() {
        assert_eq!(read("no facts { a.b } {# c #}"), "");
        assert_eq!(read("{{ a.b.c }}, {%- if d and not e.f -%} x.y {% endif %}"), "a.b.c d e.f");
        assert_eq!(read("{{ a['}}'] }}{{ b[c.d].e }}{{ f.0.g }}"), "a b c.d e f g");
        assert_eq!(read("{{ a | label(of=\"x.y\") }} {{ a.b }}"), "a");
        assert_eq!(read("{% for one in list.of %}{{ one.name }}{% endfor %}"), "list.of one");
        assert_eq!(read("{{ <part it={who.is} /> }}{{ x?.y }}"), "it part who.is x y");
    }

    #[test]
    fn comments_hide_nothing_behind_them() {
        assert_eq!(read("{# {% don't #}{{ a.b }}"), "a.b");
        assert_eq!(read("{#- as {{ the customer's title }} says -#} {{ a.b }} {# \" #}{{ c }}"), "a.b c");
    }

    #[test]
    fn what_cannot_be_told_for_certain_may_read_anything() {
        for text in [
            "{{ \"\\\"\" ~ a.b }}",
            "{{ a | replace(from=\"\\\"\", to=\"\") }} {{ b }}",
            "{% raw %}{{ ' {% endraw %}{{ a.b }}",
            "{%- raw -%} x {%- endraw -%}",
            "{{ a",
            "{{ 'a }} {{ b }}",
            "{# a",
        ] {
            assert_eq!(reads(std::iter::once(text)), None, "{text}");
        }
    }

    #[test]
    fn what_asks_for_more_than_facts_may_read_anything() {
        for text in ["{{ __tera_context }}", "{{ now() }}", "{{ get_random(end=3) }}"] {
            assert_eq!(reads(std::iter::once(text)), None);
        }
    }
}
