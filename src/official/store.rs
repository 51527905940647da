//! Official texts kept in a folder of the user: one JSON file for each instrument and language.
//!
//! Each file ends with a hash over the rest, so that a slip of an editor or a bad disk is found on
//! reading; and the units are held against the seal again every time. A file appears as a whole or not
//! at all. Beside a text in a language that the built-in seal does not have lie the fingerprints of
//! its first import, which later imports are held against.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::compare::{Compared, Counts, Learned, compare};
use super::import::Imported;
use super::read;
use super::seal::Seal;
use super::text::Text;
use super::units::Found;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::source::{is_portable, sha256};

/// The store cannot be read or written.
pub const STORE: Code = Code("FIL-STORE");
/// A stored text is not what was stored.
pub const TAMPERED: Code = Code("SCC-STORE");
/// A text that is not in the store.
pub const NOT_STORED: Code = Code("SCC-NOT-STORED");

/// The version of the files.
const VERSION: u32 = 1;
/// Most files of a store that are looked at.
const MAX_FILES: usize = 1000;

/// A folder with official texts. It may not exist yet.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// A file of the store: what it holds, and the hash of that.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<T> {
    schema_version: u32,
    #[serde(flatten)]
    content: T,
    sha256: String,
}

/// The fingerprints of a language.
#[derive(Serialize, Deserialize)]
struct LearnedFile {
    fingerprints_of: String,
    language: String,
    date: String,
    units: std::collections::BTreeMap<String, [String; 2]>,
}

/// A text of the store held against its seal.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The text.
    pub text: Text,
    /// Every unit with its verdict as of now.
    pub compared: Vec<Compared>,
    /// Whether it was stored against the seal that it is held against now.
    pub same_seal: bool,
}

impl Stored {
    /// The verdicts counted.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.compared)
    }

    /// Units that are not as the seal has them. While there is one, accepted or not, the text must not be
    /// called official.
    pub fn faults(&self) -> impl Iterator<Item = &Compared> {
        self.compared.iter().filter(|one| one.verdict.is_fault())
    }
}

impl Store {
    /// The store in a folder.
    pub fn at(folder: impl Into<PathBuf>) -> Store {
        Store { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the text of an instrument in a language is kept.
    pub fn path(&self, instrument: &str, language: &str) -> PathBuf {
        self.folder.join(format!("{instrument}.{language}.json"))
    }

    fn learned_path(&self, instrument: &str, language: &str) -> PathBuf {
        self.folder.join(format!("{instrument}.{language}.fingerprints.json"))
    }

    /// Reads a text and holds it against its seal.
    ///
    /// # Errors
    /// [`NOT_STORED`], with the command that stores it; [`TAMPERED`] where the file was changed;
    /// [`STORE`] where it cannot be read.
    pub fn read(&self, seal: &Seal, language: &str) -> Outcome<Stored> {
        let path = self.path(&seal.instrument.id, language);
        let Some(text) = load::<Text>(&path)? else {
            let what =
                format!("the text of {} in the language `{language}` is not stored", seal.instrument.id);
            let fetch = format!("`dpakit scc fetch {} --lang {language}`", seal.instrument.celex);
            return Err(vec![
                Diagnostic::error(NOT_STORED, what)
                    .help(format!("{fetch} downloads it; `dpakit scc import FILE` reads a saved page")),
            ]);
        };
        self.held(text, seal)
    }

    /// Every text of the store whose instrument a seal is known for; a text that cannot be read is an
    /// error in its place.
    ///
    /// # Errors
    /// A folder that cannot be listed. One that does not exist holds nothing.
    pub fn list(&self, seals: &[Seal]) -> Outcome<Vec<(PathBuf, Outcome<Stored>)>> {
        let mut paths: Vec<PathBuf> = match fs::read_dir(&self.folder) {
            Ok(entries) => entries.take(MAX_FILES).filter_map(|entry| Some(entry.ok()?.path())).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(vec![unreadable(&self.folder, &error)]),
        };
        let name = |path: &Path| {
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        paths.retain(|path| name(path).ends_with(".json") && !name(path).ends_with(".fingerprints.json"));
        paths.sort();
        let read = |path: PathBuf| {
            let stored = self.at_path(&path, &name(&path), seals);
            (path, stored)
        };
        Ok(paths.into_iter().map(read).collect())
    }

    fn at_path(&self, path: &Path, name: &str, seals: &[Seal]) -> Outcome<Stored> {
        let text = load::<Text>(path)?.ok_or_else(|| vec![tampered(path, "is gone")])?;
        if *name != format!("{}.{}.json", text.instrument, text.language) {
            return Err(vec![tampered(path, "holds another text than its name says")]);
        }
        match seals.iter().find(|seal| seal.instrument.id == text.instrument) {
            Some(seal) => self.held(text, seal),
            None => Err(vec![tampered(path, "is of an instrument that this dpakit has no fingerprints of")]),
        }
    }

    fn held(&self, text: Text, seal: &Seal) -> Outcome<Stored> {
        let learned = self.learned(&text.instrument, &text.language)?;
        let found: Vec<Found> = text
            .units
            .iter()
            .map(|unit| Found { unit: unit.clone(), line: 0, near: String::new() })
            .collect();
        let compared = compare(&found, &text.language, seal, learned.as_ref());
        let same_seal = text.provenance.seal == seal.hash;
        Ok(Stored { text, compared, same_seal })
    }

    /// The fingerprints learned from the first import of a language; none before it.
    ///
    /// # Errors
    /// A file that was changed, or cannot be read.
    pub fn learned(&self, instrument: &str, language: &str) -> Outcome<Option<Learned>> {
        let path = self.learned_path(instrument, language);
        let file = load::<LearnedFile>(&path)?;
        let Some(file) = file else { return Ok(None) };
        if file.fingerprints_of != instrument || file.language != language {
            return Err(vec![tampered(&path, "holds other fingerprints than its name says")]);
        }
        Ok(Some(Learned { units: file.units }))
    }

    /// Stores a text, and the fingerprints of its language where they are new and the text is complete.
    /// A text stored before is replaced. Returns the file.
    ///
    /// # Errors
    /// A folder or file that cannot be written.
    pub fn keep(&self, imported: &Imported) -> Outcome<PathBuf> {
        let text = &imported.text;
        if !is_portable(&text.instrument) || !is_portable(&text.language) {
            let message = format!("`{}.{}` cannot be the name of a file", text.instrument, text.language);
            return Err(vec![
                Diagnostic::error(STORE, message).help("languages are named by ISO 639-1: `en`, `de`"),
            ]);
        }
        let path = self.path(&text.instrument, &text.language);
        fs::create_dir_all(&self.folder).map_err(|error| vec![unwritable(&self.folder, &error)])?;
        if !imported.known && imported.text.provenance.accepted.is_empty() {
            let file = LearnedFile {
                fingerprints_of: text.instrument.clone(),
                language: text.language.clone(),
                date: text.provenance.date.clone(),
                units: Learned::of(&text.units, &text.language).units,
            };
            save(&self.folder, &self.learned_path(&text.instrument, &text.language), file)?;
        }
        save(&self.folder, &path, text.clone())?;
        Ok(path)
    }
}

fn save<T: Serialize>(folder: &Path, path: &Path, content: T) -> Outcome<()> {
    let write = || -> io::Result<()> {
        let sha256 = hash(&content)?;
        let file = Sealed { schema_version: VERSION, content, sha256 };
        let mut json = serde_json::to_string_pretty(&file).map_err(io::Error::other)?;
        json.push('\n');
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(json.as_bytes())?;
        temporary.as_file().sync_all()?;
        temporary.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| vec![unwritable(path, &error)])
}

/// The hash over what a file holds: SHA-256 of its JSON without blanks.
fn hash<T: Serialize>(content: &T) -> io::Result<String> {
    let json = serde_json::to_string(content).map_err(io::Error::other)?;
    Ok(sha256(format!("{VERSION} {json}").as_bytes()))
}

fn load<T: Serialize + DeserializeOwned>(path: &Path) -> Outcome<Option<T>> {
    if let Err(error) = fs::symlink_metadata(path)
        && error.kind() == io::ErrorKind::NotFound
    {
        return Ok(None);
    }
    let bytes = read::open(path)?;
    let broken = |why: String| vec![tampered(path, &why)];
    if bytes.len() > read::MAX_BYTES {
        return Err(broken("is larger than any text of clauses".to_owned()));
    }
    let file: Sealed<T> = serde_json::from_slice(&bytes)
        .map_err(|error| broken(format!("is no text of this dpakit: {error}")))?;
    if file.schema_version != VERSION {
        return Err(broken(format!(
            "has version {}, this dpakit reads version {VERSION}",
            file.schema_version
        )));
    }
    let now = hash(&file.content).map_err(|error| broken(error.to_string()))?;
    if now != file.sha256 {
        return Err(broken("was changed since it was stored: its hash is another".to_owned()));
    }
    Ok(Some(file.content))
}

fn tampered(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(TAMPERED, format!("`{}` {why}", path.display()))
        .help("delete it and import the publication again")
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(STORE, format!("`{}` cannot be read: {error}", path.display()))
        .help("name another folder with `--store` or DPAKIT_STORE")
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(STORE, format!("`{}` cannot be written: {error}", path.display()))
        .help("name another folder with `--store` or DPAKIT_STORE")
}
