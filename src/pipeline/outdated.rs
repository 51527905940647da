//! Which issued packs would read differently today, and because of what.
//!
//! In: the manifests below a folder, in archives of packs, too, and what dpakit has today: the library, the official texts, the tables of
//! the law, the defaults of the house. No facts are read and no pack is made anew, so a reason says what has
//! changed under a pack; whether it moves a word of it, the pack made anew would tell.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::archive;
use super::verify::MANIFEST;
use super::verify::issued::is_letter;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::law;
use crate::law::datum::{self, Datum};
use crate::library::Library;
use crate::parallel;
use crate::plan::manifest::FILE_NAME;
use crate::plan::manifest::record::{Instrument, Line, Record};
use crate::source::Source;

/// No manifest where some were looked for.
pub const NONE: Code = Code("FIL-NONE");

/// Deepest folder below the one named that is looked into.
const MAX_DEPTH: usize = 16;
/// Manifests that are in hand together.
const CHUNK: usize = 256;
/// Largest manifest that is read, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// What packs are held against.
pub struct Today<'t> {
    /// The words.
    pub library: &'t Library,
    /// The file that states the defaults of the house, if one does.
    pub house: Option<&'t Source>,
    /// The day on which decisions have ended or not.
    pub date: Date,
}

/// A pack and what has changed under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// The folder or the archive, as a path below the folder that was named.
    pub folder: String,
    /// The parties' reference.
    pub reference: String,
    /// The version of dpakit that wrote it.
    pub dpakit: String,
    /// What has changed; nothing where it would read the same.
    pub reasons: Vec<Reason>,
}

/// Something that has changed since a pack was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Reason {
    /// What kind of thing.
    pub kind: Kind,
    /// Which: the address of a clause, a book, a row of a table.
    pub what: String,
    /// What is the case today.
    pub today: String,
}

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The words of a clause: changed, in a new version, or gone.
    Clause,
    /// A clause that the library did not have.
    NewClause,
    /// The order or the numbering of an instrument.
    Instrument,
    /// Labels, and texts that clauses share.
    SharedText,
    /// An official text printed word for word.
    OfficialText,
    /// A row of a table of the law.
    ReferenceData,
    /// The defaults of the house.
    Facts,
}

impl Kind {
    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Clause => "clause",
            Kind::NewClause => "new clause",
            Kind::Instrument => "instrument",
            Kind::SharedText => "shared text",
            Kind::OfficialText => "official text",
            Kind::ReferenceData => "reference data",
            Kind::Facts => "facts",
        }
    }
}

/// What has changed under each pack below a folder, in the order of their paths. Manifests that cannot be read
/// are findings, and stop no other.
///
/// # Errors
/// A folder that cannot be read, or has no manifest.
pub fn outdated(folder: &Path, today: &Today<'_>) -> Outcome<(Vec<Pack>, Vec<Diagnostic>)> {
    let mut manifests = Vec::new();
    gather(folder, 0, &mut manifests).map_err(|error| {
        let message = format!("`{}` cannot be read: {error}", folder.display());
        vec![
            Diagnostic::error(crate::load::UNREADABLE, message)
                .help("name the folder that packs were written to"),
        ]
    })?;
    if manifests.is_empty() {
        let message = format!("`{}` has no {FILE_NAME} below it", folder.display());
        return Err(vec![
            Diagnostic::error(NONE, message).help("name the folder that packs were written to"),
        ]);
    }
    let (mut packs, mut found) = (Vec::new(), Vec::new());
    for some in manifests.chunks(CHUNK) {
        for pack in parallel::each(some, |manifest| pack(folder, manifest, today)) {
            match pack {
                Ok(pack) => packs.extend(pack),
                Err(more) => found.extend(more),
            }
        }
    }
    Ok((packs, found))
}

/// The manifests below a folder, and the archives that may have one. Hidden folders hold what is not for others, and links are not followed.
fn gather(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut inner = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    inner.sort_by_key(fs::DirEntry::file_name);
    for entry in inner {
        let name = entry.file_name();
        if name == FILE_NAME || (entry.file_type()?.is_file() && archive::is_named(&name.to_string_lossy())) {
            out.push(entry.path());
        } else if depth < MAX_DEPTH && entry.file_type()?.is_dir() && !name.to_string_lossy().starts_with('.')
        {
            gather(&entry.path(), depth + 1, out)?;
        }
    }
    Ok(())
}

/// A pack by its manifest; nothing for letters about a pack, which are sent once.
fn pack(root: &Path, manifest: &Path, today: &Today<'_>) -> Outcome<Option<Pack>> {
    let record = read(manifest).map_err(|why| {
        vec![
            Diagnostic::error(MANIFEST, format!("`{}` {why}", manifest.display()))
                .help("the other packs are told of; write this one again, or remove it"),
        ]
    })?;
    let Some(record) = record.filter(|record| !is_letter(record)) else { return Ok(None) };
    let is_beside = manifest.file_name().is_some_and(|name| name == FILE_NAME);
    let folder = if is_beside { manifest.parent().unwrap_or(root) } else { manifest };
    let below = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
    Ok(Some(Pack {
        folder: if below.is_empty() { ".".to_owned() } else { below },
        reasons: reasons(&record, today),
        reference: record.reference,
        dpakit: record.dpakit,
    }))
}

/// What a manifest says; nothing for an archive that has none, and is somebody else's.
fn read(manifest: &Path) -> Result<Option<Record>, String> {
    if manifest.file_name().is_some_and(|name| name != FILE_NAME) {
        return archive::manifest(manifest)?.map(|bytes| Record::parse(&bytes)).transpose();
    }
    let length = fs::metadata(manifest).map_err(|error| format!("cannot be read: {error}"))?.len();
    if length > MAX_BYTES {
        return Err(format!("has {length} bytes, which no manifest has"));
    }
    if fs::metadata(manifest).is_ok_and(|known| !known.is_file()) {
        return Err("is no file".to_owned());
    }
    let bytes = fs::read(manifest).map_err(|error| format!("cannot be read: {error}"))?;
    Record::parse(&bytes).map(Some)
}

/// What has changed under a pack, each once.
fn reasons(record: &Record, today: &Today<'_>) -> Vec<Reason> {
    let mut found: Vec<Reason> = record.lines().filter_map(|line| of_clause(line, today.library)).collect();
    found.extend(record.instruments.iter().flat_map(|instrument| of_instrument(instrument, today.library)));
    if record.shared.as_ref().is_some_and(|shared| shared.sha256 != today.library.shared_hash()) {
        let today = "labels, or texts that clauses share, read differently";
        found.push(Reason { kind: Kind::SharedText, what: "library".to_owned(), today: today.to_owned() });
    }
    found.extend(of_official(record, today.library));
    if let Some(known) = &record.reference_data {
        found.extend(known.iter().filter_map(of_datum));
        found.extend(known.iter().filter_map(|one| ended(one, today.date)));
        found.extend(new_data(known));
    }
    found.extend(of_house(record, today.house));
    found.sort();
    found.dedup();
    found
}

/// What has become of the words of a clause. Those that the parties wrote themselves are theirs.
fn of_clause(line: &Line, library: &Library) -> Option<Reason> {
    if line.deviation.is_some() {
        return None;
    }
    let slug = line.address.split('@').next().unwrap_or_default();
    let today = match (library.clause(&line.address), library.clause(slug)) {
        (_, None) => "the library no longer has it".to_owned(),
        (_, Some(current)) if current.address.to_string() != line.address => {
            format!("version {} takes its place", current.address.version)
        }
        (Some(same), _) if same.hash() == line.sha256 => return None,
        _ => "reads differently".to_owned(),
    };
    Some(Reason { kind: Kind::Clause, what: line.address.clone(), today })
}

/// Changes of the order of an instrument, and clauses that it did not know.
fn of_instrument(instrument: &Instrument, library: &Library) -> Vec<Reason> {
    let reason =
        |kind, what: &str, today: &str| Reason { kind, what: what.to_owned(), today: today.to_owned() };
    let Some(book) = library.books.iter().find(|book| book.name == instrument.slug) else {
        return vec![reason(Kind::Instrument, &instrument.slug, "the library no longer has it")];
    };
    let mut found = Vec::new();
    if instrument.book.as_ref().is_some_and(|hash| *hash != book.hash) {
        found.push(reason(Kind::Instrument, &book.name, "its order, numbering or title differ"));
    }
    let Some(left_out) = &instrument.left_out else { return found };
    let slug_of = |address: &str| address.split('@').next().unwrap_or_default().to_owned();
    let known: Vec<String> = instrument
        .clauses
        .iter()
        .map(|line| slug_of(&line.address))
        .chain(left_out.iter().map(|one| slug_of(&one.address)))
        .collect();
    for clause in book.order.iter().filter_map(|slug| book.current(slug)) {
        if !known.contains(&clause.address.key()) {
            let today = match clause.when.text() {
                Some(when) => format!("stands in packs where {when}"),
                None => "stands in every pack".to_owned(),
            };
            found.push(reason(Kind::NewClause, &clause.address.to_string(), &today));
        }
    }
    found
}

/// Official texts that the store has in another edition. One that it does not have tells nothing.
fn of_official(record: &Record, library: &Library) -> Vec<Reason> {
    let differs = |one: &&crate::plan::manifest::record::Official| {
        let stored = library.official.official(&one.instrument, &one.language);
        stored.is_ok_and(|(_, stored)| stored.text.hash() != one.sha256)
    };
    let reason = |one: &crate::plan::manifest::record::Official| Reason {
        kind: Kind::OfficialText,
        what: format!("{} ({})", one.instrument, one.language),
        today: "the stored text is another".to_owned(),
    };
    record.official.iter().filter(differs).map(reason).collect()
}

fn of_datum(known: &Datum) -> Option<Reason> {
    let today = match datum::datum(&known.table, &known.id) {
        Some(now) if now.sha256 == known.sha256 => return None,
        Some(now) => {
            format!("says something else since it was checked on {} (before: {})", now.checked, known.checked)
        }
        None => "is no longer in the table".to_owned(),
    };
    Some(Reason { kind: Kind::ReferenceData, what: format!("{} {}", known.table, known.id), today })
}

/// What the tables say today of the countries of a pack, and did not say then: a new decision.
fn new_data(known: &[Datum]) -> Vec<Reason> {
    let countries = known.iter().filter(|one| one.table == "countries");
    let today = countries.flat_map(|country| datum::of_country(&country.id).iter().copied());
    let new = today.filter(|now| !known.iter().any(|one| (&one.table, &one.id) == (&now.table, &now.id)));
    let reason = |now: &Datum| Reason {
        kind: Kind::ReferenceData,
        what: format!("{} {}", now.table, now.id),
        today: format!("is new in the table (checked: {})", now.checked),
    };
    new.map(reason).collect()
}

/// A decision whose last day is over.
fn ended(Datum { table, id, .. }: &Datum, date: Date) -> Option<Reason> {
    let (regime, code) = id.split_once(':').filter(|_| table == "adequacy")?;
    let last = law::adequacy(regime, code)?.expires.filter(|last| *last < date)?;
    let today = format!("ended on {last}, unless it was renewed");
    Some(Reason { kind: Kind::ReferenceData, what: format!("{table} {id}"), today })
}

/// Whether the defaults of the house are those that the pack was written with.
fn of_house(record: &Record, house: Option<&Source>) -> Option<Reason> {
    // A pack that states everything itself has no such layer, whatever the defaults were.
    let before = record.layers.iter().find(|layer| layer.layer == "house")?;
    let today = match house.map(|source| crate::source::sha256(source.text.as_bytes())) {
        Some(now) if now == before.sha256 => return None,
        Some(_) => "the defaults of the house differ",
        None => "the house has no defaults any more",
    };
    let what = before.name.clone().unwrap_or_else(|| "dpakit.toml".to_owned());
    Some(Reason { kind: Kind::Facts, what, today: today.to_owned() })
}
