//! Two texts compared line by line, as a unified diff that people and `patch` read.

use similar::TextDiff;

/// Lines of unchanged text that are shown on each side of a change.
const CONTEXT: usize = 3;

/// Two texts as a unified diff; empty where they are equal.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().context_radius(CONTEXT).header(name, name).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::unified;

    #[test]
    fn a_diff_has_context_and_says_where_a_last_line_has_no_end() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13";
        let new = "1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n11\n12\nlast\n";
        assert_eq!(
            unified("p", old, new),
            "--- p\n+++ p\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n\
             @@ -10,4 +10,4 @@\n 10\n 11\n 12\n-13\n\\ No newline at end of file\n+last\n"
        );
        assert_eq!(unified("p", old, old), "");
    }

    /// Applies a diff as `patch` does, from its text alone.
    fn patched(old: &str, diff: &str) -> String {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut lines = diff.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = lines.next() {
            if let Some(head) = line.strip_prefix("@@ -") {
                let range = head.split(' ').next().expect("a range");
                let (start, length) = range.split_once(',').unwrap_or((range, "1"));
                let length: usize = length.parse().expect("a number");
                let start: usize = start.parse().expect("a number");
                let start = if length == 0 { start } else { start - 1 };
                out.extend(old[at..start].iter().copied());
                at = start;
                continue;
            }
            let bare = lines.peek().is_some_and(|next| next.starts_with('\\'));
            let text = if bare { line[1..].trim_end_matches('\n') } else { &line[1..] };
            match line.as_bytes()[0] {
                b' ' | b'-' => {
                    assert_eq!(old[at], text);
                    at += 1;
                    if line.starts_with(' ') {
                        out.push_str(text);
                    }
                }
                b'+' => out.push_str(text),
                _ => {}
            }
        }
        out.extend(old[at..].iter().copied());
        out
    }

    proptest! {
        #[test]
        fn a_diff_applied_gives_the_new_text(
            old in proptest::collection::vec("[ab]?", 0..30),
            new in proptest::collection::vec("[ab]?", 0..30),
            ends in any::<(bool, bool)>(),
        ) {
            let whole = |lines: &[String], end: bool| lines.join("\n") + if end { "\n" } else { "" };
            let (old, new) = (whole(&old, ends.0), whole(&new, ends.1));
            prop_assert_eq!(patched(&old, &unified("p", &old, &new)), new);
        }
    }
}
