//! A source read, recognised, addressed and held against its seal; nothing is stored here.

use std::path::Path;

use super::compare::{Compared, Counts, Verdict, compare};
use super::read::{self, Stream};
use super::seal::Seal;
use super::store::Store;
use super::text::{Provenance, Text};
use super::units::{Found, units};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::source::sha256;

/// A source that is none of the known instruments, or not the one that was asked for.
pub const FOREIGN: Code = Code("SCC-FOREIGN");
/// A unit with other words than the official ones.
pub const DIFFERS: Code = Code("SCC-DIFFERS");
/// An official unit that the source does not have.
pub const MISSING: Code = Code("SCC-MISSING");
/// A unit that the official text does not have.
pub const UNEXPECTED: Code = Code("SCC-UNEXPECTED");

/// A source: its name for people, and its bytes.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its file name, or the address it was fetched from.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Source {
    /// Reads a file, up to [`read::MAX_BYTES`].
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path) -> Outcome<Source> {
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        Ok(Source { name: name.into_owned(), bytes: read::open(path)? })
    }
}

/// What the user says of a source; what is not said is recognised.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// CELEX number.
    pub celex: Option<String>,
    /// Language, ISO 639-1.
    pub language: Option<String>,
    /// The address that it was fetched from.
    pub from: Option<String>,
    /// The day of the import: `2026-11-22`.
    pub date: String,
}

/// A source held against its seal.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The text, complete or not.
    pub text: Text,
    /// Every unit with its verdict, the missing ones among them.
    pub compared: Vec<Compared>,
    /// Whether the fingerprints of its language were known before.
    pub known: bool,
}

impl Imported {
    /// What is not as the seal has it: one finding for each unit, in the order of the text.
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.compared.iter().filter_map(finding).collect()
    }
}

/// Reads sources as one text of an official instrument.
///
/// Several files are read one after the other, for copies that keep clauses and annexes apart.
///
/// # Errors
/// Sources that cannot be read, or are no known instrument. Differences are no error here: see
/// [`Imported::findings`].
pub fn import(sources: &[Source], asked: &Asked, seals: &[Seal], store: &Store) -> Outcome<Imported> {
    let stream = joined(sources.iter().map(stream).collect::<Outcome<Vec<Stream>>>()?);
    let (seal, found, language) = recognise(&stream, asked, seals)?;
    let learned = store.learned(&seal.instrument.id, &language)?;
    let compared = compare(&found, &language, seal, learned.as_ref());
    let provenance = provenance(sources, &stream, asked, seal, &compared);
    let known = learned.is_some() || language == seal.instrument.language;
    let text = Text {
        instrument: seal.instrument.id.clone(),
        celex: seal.instrument.celex.clone(),
        language,
        provenance,
        units: found.into_iter().map(|found| found.unit).collect(),
    };
    Ok(Imported { text, compared, known })
}

/// Reads a source; what is wrong names it.
fn stream(source: &Source) -> Outcome<Stream> {
    read::read(&source.bytes).map_err(|mut found| {
        let named = |one: &mut Diagnostic| {
            one.message = one.message.replacen("the source", &format!("`{}`", source.name), 1);
        };
        found.iter_mut().for_each(named);
        found
    })
}

fn provenance(
    sources: &[Source],
    stream: &Stream,
    asked: &Asked,
    seal: &Seal,
    compared: &[Compared],
) -> Provenance {
    let instance = |name: &&String| name.starts_with(&seal.instrument.instance);
    let faults = compared.iter().filter(|one| one.verdict.is_fault());
    Provenance {
        files: sources.iter().map(|source| source.name.clone()).collect(),
        from: asked.from.clone(),
        date: asked.date.clone(),
        sha256: sources.iter().map(|source| sha256(&source.bytes)).collect(),
        reader: stream.reader,
        instances: stream.instances.iter().filter(instance).cloned().collect(),
        edition: stream.edition.clone(),
        seal: seal.hash.clone(),
        counts: Counts::of(compared),
        accepted: faults.map(|one| one.id.clone()).collect(),
    }
}

fn joined(streams: Vec<Stream>) -> Stream {
    let mut all = streams.into_iter();
    let mut first = all.next().unwrap_or_else(|| Stream {
        reader: read::Reader::Markdown,
        events: Vec::new(),
        instances: Vec::new(),
        celex: Vec::new(),
        edition: None,
    });
    for next in all {
        first.events.push(read::Event {
            what: read::What::Rule,
            text: String::new(),
            calls: Vec::new(),
            line: 1,
        });
        first.events.extend(next.events);
        first.instances.extend(next.instances);
        first.celex.extend(next.celex);
    }
    first
}

/// The instrument and the language: as asked, as the names of its instances say, or as its words do.
fn recognise<'s>(
    stream: &Stream,
    asked: &Asked,
    seals: &'s [Seal],
) -> Outcome<(&'s Seal, Vec<Found>, String)> {
    let named = stream.instances.iter().filter_map(|name| {
        let seal = seals.iter().find(|seal| name.starts_with(&seal.instrument.instance))?;
        let language = name.get(seal.instrument.instance.len()..)?.get(..2)?.to_lowercase();
        Some((seal, language))
    });
    let named: Vec<(&Seal, String)> = named.collect();
    // Links lead to other acts: the act itself is the one whose annex is there.
    let mut best: Option<(&Seal, Vec<Found>, usize)> = None;
    for seal in seals {
        let found = units(stream, seal);
        let places = found.iter().filter(|found| seal.units.contains_key(&found.unit.id)).count();
        if best.as_ref().is_none_or(|(other, _, most)| places * other.units.len() > most * seal.units.len()) {
            best = Some((seal, found, places));
        }
    }
    let Some((seal, found, places)) = best.filter(|(seal, _, places)| places * 2 >= seal.units.len()) else {
        return Err(vec![foreign(seals)]);
    };
    if let Some(celex) = asked.celex.as_ref().filter(|celex| **celex != seal.instrument.celex) {
        let message = format!("the source is {}, not {celex}", seal.instrument.celex);
        return Err(vec![
            Diagnostic::error(FOREIGN, message).help("name the file of the publication you asked for"),
        ]);
    }
    let says =
        named.iter().find(|(other, _)| std::ptr::eq(*other, seal)).map(|(_, language)| language.clone());
    let language = language(asked, says, &found, places, seal)?;
    Ok((seal, found, language))
}

/// The language as asked or named; else that of the seal, if half of the words are its.
fn language(
    asked: &Asked,
    says: Option<String>,
    found: &[Found],
    places: usize,
    seal: &Seal,
) -> Outcome<String> {
    let own = &seal.instrument.language;
    let same = compare(found, own, seal, None).iter().filter(|one| is_same(&one.verdict)).count();
    let words = (same * 2 >= places).then(|| own.clone());
    let seen = says.or(words);
    match (&asked.language, seen) {
        (Some(asked), Some(seen)) if *asked != seen => {
            let message = format!("the source is in the language `{seen}`, not `{asked}`");
            Err(vec![
                Diagnostic::error(FOREIGN, message)
                    .help(format!("leave out `--lang`, or say `--lang {seen}`")),
            ])
        }
        (_, Some(seen)) => Ok(seen),
        (Some(asked), None) if asked == own => Ok(own.clone()),
        (Some(asked), None) => Ok(asked.clone()),
        (None, None) => {
            let message = format!("the source has the form of {}, but not its words", seal.instrument.celex);
            Err(vec![Diagnostic::error(FOREIGN, message).help(
                "say in which language it is, e.g. `--lang de`; for an altered English text, `--lang en`",
            )])
        }
    }
}

fn is_same(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Strict | Verdict::Loose)
}

fn foreign(seals: &[Seal]) -> Diagnostic {
    let known: Vec<String> =
        seals.iter().map(|seal| format!("{} ({})", seal.instrument.celex, seal.instrument.title)).collect();
    Diagnostic::error(FOREIGN, "the source has the clauses of no instrument that dpakit knows")
        .help(format!("it knows {}", known.join(" and ")))
        .help("on EUR-Lex, open the CELEX number, choose `HTML` and save the page, or use `dpakit scc fetch`")
}

fn finding(compared: &Compared) -> Option<Diagnostic> {
    let Compared { id, verdict, line, near } = compared;
    let place = format!("line {line}, under `{near}`");
    Some(match verdict {
        Verdict::Differs { like: Some(like) } => {
            Diagnostic::error(DIFFERS, format!("unit {id} has the words of {like} ({place})"))
                .help("look for headings or paragraphs that changed places")
        }
        Verdict::Differs { like: None } => {
            Diagnostic::error(DIFFERS, format!("unit {id} has other words than the official text ({place})"))
                .help("compare it with the publication on EUR-Lex")
        }
        Verdict::Missing => Diagnostic::error(MISSING, format!("unit {id} is missing (after {near})"))
            .help("compare the source with the publication on EUR-Lex"),
        Verdict::Unexpected => {
            Diagnostic::error(UNEXPECTED, format!("unit {id} is not in the official text ({place})"))
                .help("compare it with the publication on EUR-Lex")
        }
        Verdict::Strict | Verdict::Loose | Verdict::Learned | Verdict::Open => return None,
    })
}
