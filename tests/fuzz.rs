//! Packs that nobody would write: whatever stands in a TOML file ends in findings with places, never in
//! a panic.
//!
//! Mutations of the examples, by a fixed sequence of chances; `DPAKIT_FUZZ_SECONDS` says for how long
//! (3 unless stated), `DPAKIT_FUZZ_SEED` where the sequence begins.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dpakit::diagnostic::print::{Face, github, human, json, sarif};
use dpakit::diagnostic::{Diagnostic, fix};
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::source::Source;

/// A sequence of chances: xorshift64*.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % end.max(1)
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

/// What is put in the place of values.
const VALUES: &[&str] = &[
    "0",
    "-1",
    "9223372036854775807",
    "1e400",
    "nan",
    "true",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "2026-02-30",
    "0000-01-01",
    "9999-12-31",
    "12:00:00",
    "\"48 hours\"",
    "\"4294967296 days\"",
    "\"120 to 90 days\"",
    "\"IE\"",
    "\"XX\"",
    "\"GB-ENG\"",
    "\"EUR 1.5\"",
    "\"https://\"",
    "\"a@b\"",
    "{ left_open = \"x\" }",
    "{ by_reference = \"x\" }",
    "{ none = \"x\" }",
    "\"{{ agreement.title }}\"",
    "\"{% for x in y %}\"",
    "\"\\u202e\\u0000\"",
    "\"\\ufeff\\u200b\"",
    "\"*_`|<b>#[](x)\"",
    "\"漢字 کتاب ✂\"",
    "\"2026-3-2\"",
    "\"controler\"",
    "\"Ireland\"",
    "\"\"\"\nx\n\"\"\"",
    "'''a'''",
    "\"transfers[0]\"",
];

/// What is put anywhere.
const SCRAPS: &[&str] = &[
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ".",
    "\n",
    "\r",
    "\u{0}",
    "#",
    "\\",
    "\"\"\"",
    "é",
    "\u{202e}",
    "[[a]]\n",
    "[parties.x]\n",
    "a.b.c = 1\n",
    "schema = 2\n",
    "= =",
    "[allow]\n",
    "\u{feff}",
];

fn mutated(chance: &mut Chance, packs: &[String]) -> String {
    let mut text = packs[chance.below(packs.len())].clone();
    for _ in 0..=chance.below(4) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (here, there) = (chance.below(lines.len()), chance.below(lines.len()));
        text = match chance.below(8) {
            0 => scrap(chance, &text),
            1 => [&lines[..here], &lines[(here + 1).min(lines.len())..]].concat().concat(),
            2 => [&lines[..here], &lines[there..=there], &lines[here..]].concat().concat(),
            3 => lines[..here].concat(),
            4 => {
                let other = &packs[chance.below(packs.len())];
                let other: Vec<&str> = other.split_inclusive('\n').collect();
                let from = chance.below(other.len());
                [&lines[..here], &other[from..(from + 3).min(other.len())], &lines[here..]].concat().concat()
            }
            5 => letter(chance, &text),
            _ => valued(chance, &lines, here),
        };
        if text.is_empty() {
            text.push('\n');
        }
    }
    text
}

/// The place of a character of a text.
fn place(chance: &mut Chance, text: &str) -> usize {
    let at = chance.below(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn scrap(chance: &mut Chance, text: &str) -> String {
    let at = place(chance, text);
    format!("{}{}{}", &text[..at], chance.of(SCRAPS), &text[at..])
}

/// A character less, or the one before twice.
fn letter(chance: &mut Chance, text: &str) -> String {
    let at = place(chance, text);
    let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let again = if chance.below(2) == 0 { "" } else { &text[at..next] };
    format!("{}{again}{again}{}", &text[..at], &text[next..])
}

/// Another value for a key, at this line or the first below that has one.
fn valued(chance: &mut Chance, lines: &[&str], here: usize) -> String {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    if let Some(at) = (here..lines.len()).find(|at| lines[*at].contains(" = "))
        && let Some((key, _)) = lines[at].split_once('=')
    {
        lines[at] = format!("{key}= {}\n", chance.of(VALUES));
    }
    lines.concat()
}

/// Everything that `check` does with a text, and what it finds.
fn judge(source: &Arc<Source>, library: &Library) -> Vec<Diagnostic> {
    let judged = Facts::read(source, None).and_then(|facts| {
        let plan = dpakit::plan::plan(&facts, library)?;
        let documents = dpakit::assemble::assemble(&plan)?;
        Ok(dpakit::check::check(&plan, &documents).findings)
    });
    judged.unwrap_or_else(|found| {
        assert!(!found.is_empty(), "refused without a reason");
        for one in &found {
            assert!(!one.labels.is_empty(), "{}: {} has no place", one.code, one.message);
        }
        found
    })
}

/// What is found can be shown in every way, and mended.
fn show(source: &Arc<Source>, found: &[Diagnostic]) {
    let text = human(found, Face::default());
    assert!(!text.chars().any(dpakit::source::is_hidden), "a hidden character is shown");
    let shown =
        [json(found).to_string(), sarif::sarif(found, &[], &[], &[]).to_string(), github::github(found)];
    assert!(shown.iter().all(|text| found.is_empty() || !text.is_empty()));
    assert_eq!(shown[2].lines().count(), found.len(), "one command a line");
    if let Some(mended) = fix::apply(source, found) {
        dpakit::diff::lines::unified("pack.toml", &source.text, &mended.text);
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{name}: a number")))
}

#[test]
fn whatever_stands_in_a_pack_ends_in_findings_with_places() {
    let library = Library::open(None).expect("the library");
    let read = |name: &&str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let names =
        ["examples/complete.toml", "examples/imou.toml", "templates/new-pack.toml", "tests/packs/many.toml"];
    let packs: Vec<String> = names.iter().map(read).collect();
    let seed = setting("DPAKIT_FUZZ_SEED", 1);
    let end = Instant::now() + Duration::from_secs(setting("DPAKIT_FUZZ_SECONDS", 3));
    let (mut packs_tried, mut sound, mut shaped) = (0_u64, 0_u64, 0_u64);
    while packs_tried < 20 || Instant::now() < end {
        let mut chance = Chance((seed << 32 | packs_tried) * 2 + 1);
        chance.next();
        let source = Arc::new(Source { path: "pack.toml".into(), text: mutated(&mut chance, &packs) });
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let found = judge(&source, &library);
            show(&source, &found);
            let formal = |one: &Diagnostic| ["TML-", "PCK-"].iter().any(|kind| one.code.0.starts_with(kind));
            (found.iter().any(formal), found.iter().any(|one| one.code.0 == "TML-SYNTAX"))
        }));
        let Ok((formal, syntax)) = tried else {
            let path = std::env::temp_dir().join(format!("dpakit-fuzz-{seed}-{packs_tried}.toml"));
            std::fs::write(&path, &source.text).expect("written");
            panic!("seed {seed}, pack {packs_tried}: {} stops it", path.display());
        };
        packs_tried += 1;
        sound += u64::from(!formal);
        shaped += u64::from(!syntax);
    }
    println!("{packs_tried} packs from seed {seed}: {shaped} were TOML, {sound} reached the rules");
    assert!(shaped * 4 > packs_tried && sound > 0, "{shaped} of {packs_tried} were TOML, {sound} sound");
}
