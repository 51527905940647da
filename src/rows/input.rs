//! Where a table comes from: a file, a folder, or a stream that is kept on disk while it is read.

use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::load::UNREADABLE;
use crate::source::sha256;

/// What a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Values with commas, semicolons, tabs or bars between them; the header line tells which.
    Csv,
    /// Values with tabs between them.
    Tsv,
    /// A workbook: its first sheet has the partners, others have lists.
    Xlsx,
    /// A JSON object on each line.
    JsonLines,
    /// A folder of TOML files, one for each partner.
    Toml,
}

impl Kind {
    /// The names of the kinds, as extensions of files and in options.
    pub const NAMES: [(&'static str, Kind); 9] = [
        ("csv", Kind::Csv),
        ("tsv", Kind::Tsv),
        ("tab", Kind::Tsv),
        ("xlsx", Kind::Xlsx),
        ("xlsm", Kind::Xlsx),
        ("jsonl", Kind::JsonLines),
        ("ndjson", Kind::JsonLines),
        ("json", Kind::JsonLines),
        ("toml", Kind::Toml),
    ];

    /// The kind with a name.
    pub fn named(name: &str) -> Option<Kind> {
        let name = name.to_ascii_lowercase();
        Kind::NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// The kind that a text begins like.
    fn begun(start: &[u8]) -> Kind {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match start {
            [b'P', b'K', 3, 4, ..] => Kind::Xlsx,
            [b'{', ..] => Kind::JsonLines,
            _ => Kind::Csv,
        }
    }
}

/// How a table is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What it is written in; otherwise its extension tells, and for standard input its beginning.
    pub kind: Option<Kind>,
    /// What stands between values; otherwise the header line tells.
    pub separator: Option<char>,
    /// The column of the keys; otherwise `key`, else `agreement.reference`.
    pub key: Option<String>,
    /// The folder in which a stream is kept while it is read; otherwise the system's for such files.
    pub spool: Option<PathBuf>,
}

/// Where a table comes from.
#[derive(Debug)]
pub(super) enum Origin {
    /// A file.
    File(PathBuf),
    /// A folder of TOML files.
    Folder(PathBuf),
    /// A stream, kept in a file that goes with this value, and its hash.
    Stream { name: PathBuf, file: NamedTempFile, sha256: String },
}

impl Origin {
    /// The file or folder at a path. What is neither can be read only once, as a pipe can: it is kept as a stream,
    /// in `spool` or else in the system's folder for such files.
    pub fn at(path: &Path, spool: Option<&Path>) -> Outcome<Origin> {
        let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if metadata.is_dir() {
            return Ok(Origin::Folder(path.to_owned()));
        }
        if metadata.is_file() {
            return Ok(Origin::File(path.to_owned()));
        }
        let stream = File::open(path).map_err(|error| unreadable(path, &error))?;
        Origin::kept(path, stream, spool)
    }

    /// A stream, read to its end and kept on disk.
    pub fn kept(name: &Path, mut stream: impl Read, folder: Option<&Path>) -> Outcome<Origin> {
        let mut keep = || -> io::Result<(NamedTempFile, String)> {
            let mut file = match folder {
                Some(folder) => NamedTempFile::new_in(folder)?,
                None => NamedTempFile::new()?,
            };
            let mut digest = Sha256::new();
            let mut buffer = vec![0; 64 << 10];
            loop {
                let read = stream.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                digest.update(&buffer[..read]);
                file.write_all(&buffer[..read])?;
            }
            file.flush()?;
            Ok((file, hexadecimal(&digest.finalize())))
        };
        let (file, sha256) = keep().map_err(|error| unreadable(name, &error))?;
        Ok(Origin::Stream { name: name.to_owned(), file, sha256 })
    }

    /// The name under which people know it.
    pub fn name(&self) -> &Path {
        match self {
            Origin::File(path) | Origin::Folder(path) => path,
            Origin::Stream { name, .. } => name,
        }
    }

    /// What it is written in, as far as it tells itself.
    pub fn kind(&self) -> Outcome<Kind> {
        match self {
            Origin::Folder(_) => Ok(Kind::Toml),
            Origin::File(path) => {
                let extension = path.extension().map(|extension| extension.to_string_lossy());
                extension.and_then(|extension| Kind::named(&extension)).filter(|kind| *kind != Kind::Toml).ok_or_else(|| {
                    let message = format!("`{}` has no extension of a partner table", path.display());
                    let help = "name it .csv, .tsv, .xlsx or .jsonl, give a folder of TOML files, or name the kind";
                    vec![Diagnostic::error(UNREADABLE, message).help(help)]
                })
            }
            Origin::Stream { name, file, .. } => {
                let mut start = Vec::new();
                let read = file.reopen().and_then(|file| file.take(1024).read_to_end(&mut start));
                read.map_err(|error| unreadable(name, &error))?;
                Ok(Kind::begun(&start))
            }
        }
    }

    /// Opens the file from its beginning.
    pub fn open(&self) -> Outcome<File> {
        let file = match self {
            Origin::File(path) | Origin::Folder(path) => File::open(path),
            Origin::Stream { file, .. } => file.reopen(),
        };
        file.map_err(|error| unreadable(self.name(), &error))
    }

    /// The TOML files of a folder, by name; hidden ones and other files are left out.
    pub fn files(&self) -> Outcome<Vec<PathBuf>> {
        let folder = self.name();
        let list = || -> io::Result<Vec<PathBuf>> {
            let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
            let is_row = |path: &PathBuf| {
                let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
                !hidden && path.extension().is_some_and(|extension| extension == "toml")
            };
            let mut files: Vec<PathBuf> =
                paths.filter(|path| path.as_ref().map_or(true, is_row)).collect::<io::Result<_>>()?;
            files.sort_unstable();
            Ok(files)
        };
        list().map_err(|error| unreadable(folder, &error))
    }

    /// What changes when the table does, without reading it: sizes and times of change.
    pub fn stamp(&self) -> Outcome<String> {
        match self {
            Origin::File(path) => {
                fs::metadata(path).map(|metadata| stamp(&metadata)).map_err(|error| unreadable(path, &error))
            }
            Origin::Folder(_) => {
                let mut all = String::new();
                for file in self.files()? {
                    let metadata = fs::metadata(&file).map_err(|error| unreadable(&file, &error))?;
                    let _ = writeln!(all, "{} {}", file.display(), stamp(&metadata));
                }
                Ok(sha256(all.as_bytes()))
            }
            Origin::Stream { sha256, .. } => Ok(sha256.clone()),
        }
    }

    /// SHA-256 of all bytes, in hexadecimal; for a folder, of its files with their names.
    pub fn sha256(&self) -> Outcome<String> {
        match self {
            Origin::File(path) => of_file(path),
            Origin::Folder(_) => {
                let mut all = String::new();
                for file in self.files()? {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    let _ = writeln!(all, "{} {name}", of_file(&file)?);
                }
                Ok(sha256(all.as_bytes()))
            }
            Origin::Stream { sha256, .. } => Ok(sha256.clone()),
        }
    }
}

/// A finding that something cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Vec<Diagnostic> {
    let message = format!("`{}` cannot be read: {error}", path.display());
    vec![Diagnostic::error(UNREADABLE, message).help("check the path")]
}

fn of_file(path: &Path) -> Outcome<String> {
    let hash = || -> io::Result<String> {
        let mut digest = Sha256::new();
        let mut file = File::open(path)?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hexadecimal(&digest.finalize())),
                read => digest.update(&buffer[..read]),
            }
        }
    };
    hash().map_err(|error| unreadable(path, &error))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Size and time of change.
fn stamp(metadata: &Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{} bytes, changed {}", metadata.len(), modified.unwrap_or_default().as_nanos())
}
