//! What a side of a comparison is: a clause, a library, a pack, a pack that was issued, a text, now or at a
//! revision of git.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use dpakit::diagnostic::{Code, Diagnostic, Outcome};
use dpakit::document::Block;
use dpakit::emit::pdf::read::is_pdf;
use dpakit::library::{files, wording};
use dpakit::pipeline::release;
use dpakit::pipeline::side::{self as packs, OfPdf, Saying};
use dpakit::pipeline::verify::Against;
use dpakit::plan::manifest;
use dpakit::source::Source;
use dpakit::{foreign, load};

use super::revision::{self, Object};
use crate::commands::house::{House, Open};
use crate::commands::render;

/// A side that names nothing that can be compared.
pub const SIDE: Code = Code("FIL-SIDE");
/// Bytes of the largest text that is compared.
const MAX_BYTES: u64 = 64 << 20;

/// A side, read.
pub struct Side {
    /// What it is called in the redline.
    pub name: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Names in it that count as facts.
    pub names: Vec<String>,
    /// What a reader should know of how it was read.
    pub remarks: Vec<String>,
}

/// Reads a side.
pub fn read(side: &str, house: &mut House) -> Outcome<Side> {
    if let Some(named) = side.strip_prefix("git:") {
        return at_revision(side, named, house);
    }
    let path = Path::new(side);
    if side == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(side, &error))?;
        return text(side, &bytes);
    }
    if path.is_dir() {
        let manifest = path.join(manifest::FILE_NAME);
        return if manifest.is_file() { issued(&manifest) } else { folder(side, path) };
    }
    if !path.exists()
        && let Some(clause) = clause(side, house)?
    {
        return Ok(clause);
    }
    if path.extension().is_some_and(|ending| ending == "toml") {
        return pack(side, &load::read(path)?, house);
    }
    if path.file_name().is_some_and(|name| name == manifest::FILE_NAME) {
        return issued(path);
    }
    let bytes = bytes(path)?;
    if is_pdf(&bytes) && !bytes.starts_with(b"PK") {
        let (config, library) = house.library(path)?;
        let look = config.look(&[])?;
        let undated = render::build_date();
        let against = Against { manifest: None, library: &library, look: &look, undated };
        return match packs::of_pdf(path, &bytes, &against)? {
            OfPdf::Assembled(issued) => Ok(of_pack(called(path), issued)),
            OfPdf::Printed(doubts) => {
                let mut side = text(&called(path), &bytes)?;
                side.remarks.splice(0..0, doubts);
                Ok(side)
            }
        };
    }
    text(&called(path), &bytes)
}

/// The library that is named here as it was released, and as it is.
pub fn releases(version: &str, house: &mut House) -> Outcome<(Side, Side)> {
    let folder = house.clauses()?;
    let side = |name: String, texts: &release::Texts| {
        let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        library(&name, wording::of_library(texts))
    };
    let called = called(&folder);
    let old = side(format!("{called} {version}"), &release::released(&folder, version)?)?;
    Ok((old, side(called, &release::texts(&folder)?)?))
}

/// A file, a folder or the library as they were at a revision: `REV`, `REV:PATH`.
fn at_revision(side: &str, named: &str, house: &mut House) -> Outcome<Side> {
    let (revision, path) = match named.split_once(':') {
        Some((revision, path)) => (revision, path.to_owned()),
        None => (named, library_folder(house)?),
    };
    match revision::object(revision, &path)? {
        Object::Folder(texts) => {
            let texts = texts.iter().filter(|(path, _)| files::is_ours(path));
            let blocks = wording::of_library(texts.map(|(path, text)| (path.as_str(), text.as_str())));
            library(side, blocks)
        }
        Object::File(bytes) if path.ends_with(".toml") => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            pack(side, &Arc::new(Source { path: path.into(), text }), house)
        }
        Object::File(bytes) => text(&path, &bytes).map(|read| Side { name: side.to_owned(), ..read }),
    }
}

/// The folder of clauses that counts here.
fn library_folder(house: &mut House) -> Outcome<String> {
    let (config, _) = house.library(Path::new("-"))?;
    let folder = config.clauses.as_deref().unwrap_or(Path::new("clauses"));
    Ok(folder.to_string_lossy().into_owned())
}

/// A clause by its address, if the library has it or what is named looks like one.
fn clause(address: &str, house: &mut House) -> Outcome<Option<Side>> {
    let Some((book, _)) = address.split_once('/') else { return Ok(None) };
    let (_, library) = house.library(Path::new("-"))?;
    let Some(clause) = library.clause(address) else {
        if library.all_books().all(|known| known.name != book) || address.contains('.') {
            return Ok(None);
        }
        let message = format!("the library has no clause `{address}`");
        return Err(vec![Diagnostic::error(SIDE, message).help("`dpakit clauses list` shows every address")]);
    };
    // The version stands in the name and not in the text, so that two versions of a clause have one heading.
    let blocks = wording::of_clause(&clause.address.key(), &clause.source.text);
    Ok(Some(Side { name: clause.address.to_string(), blocks, names: Vec::new(), remarks: Vec::new() }))
}

fn folder(side: &str, path: &Path) -> Outcome<Side> {
    let files: BTreeMap<String, Arc<Source>> = files::of_folder(path)?;
    library(
        side,
        wording::of_library(files.iter().map(|(path, source)| (path.as_str(), source.text.as_str()))),
    )
}

fn library(side: &str, blocks: Vec<Block>) -> Outcome<Side> {
    if blocks.is_empty() {
        let message = format!("`{side}` has no clauses and is no issued pack");
        let help = "name a folder laid out like clauses/ (see its README.md), or one with a manifest.json";
        return Err(vec![Diagnostic::error(SIDE, message).help(help)]);
    }
    Ok(Side { name: side.to_owned(), blocks, names: Vec::new(), remarks: Vec::new() })
}

fn pack(side: &str, source: &Arc<Source>, house: &mut House) -> Outcome<Side> {
    let Open { facts, library, .. } = house.read(source)?;
    Ok(of_pack(called(Path::new(side)), packs::assembled(&facts, &library)?))
}

fn issued(manifest: &Path) -> Outcome<Side> {
    let issued = packs::of_manifest(manifest)?;
    let name = format!("{} as issued", issued.reference);
    Ok(of_pack(name, issued))
}

fn of_pack(name: String, issued: Saying) -> Side {
    Side { name, blocks: issued.blocks, names: issued.names, remarks: issued.remarks }
}

fn text(name: &str, bytes: &[u8]) -> Outcome<Side> {
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("`{name}` is larger than {} MiB", MAX_BYTES >> 20);
        return Err(vec![Diagnostic::error(SIDE, message).help("compare parts of it")]);
    }
    // The file of a clause has its front matter as a table, however it is named.
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.starts_with("+++\n")
    {
        let blocks = wording::of_clause(&called(Path::new(name)), text);
        return Ok(Side { name: name.to_owned(), blocks, names: Vec::new(), remarks: Vec::new() });
    }
    let text = foreign::text(name, bytes)?;
    Ok(Side { name: name.to_owned(), blocks: text.blocks, names: Vec::new(), remarks: text.remarks })
}

fn bytes(path: &Path) -> Outcome<Vec<u8>> {
    let read = File::open(path).and_then(|file| {
        let size = file.metadata().map_or(0, |known| known.len()).min(MAX_BYTES);
        // Room for all of it: a list that grows while it is read is copied, and both copies stand in memory.
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map(|_| bytes)
    });
    read.map_err(|error| unreadable(&path.to_string_lossy(), &error))
}

fn unreadable(side: &str, error: &io::Error) -> Vec<Diagnostic> {
    let message = format!("`{side}` cannot be read: {error}");
    let help = "name a file, a folder of clauses, an address of a clause (dpa/audits@1) or git:REVISION:PATH";
    vec![Diagnostic::error(load::UNREADABLE, message).help(help)]
}

/// What a file is called.
fn called(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
