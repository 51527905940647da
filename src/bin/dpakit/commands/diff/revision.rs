//! Files as they were at a revision of git, which the program `git` reads.

use std::io::Read;
use std::process::{Command, Stdio};

use dpakit::diagnostic::{Code, Diagnostic, Outcome};

/// A revision that git cannot read.
pub const GIT: Code = Code("FIL-GIT");
/// Bytes of the largest file or folder that is read.
const MAX_BYTES: u64 = 64 << 20;

/// What stands at a path of a revision.
pub enum Object {
    /// A file.
    File(Vec<u8>),
    /// The texts of a folder, by their path within it.
    Folder(Vec<(String, String)>),
}

/// Reads a file or a folder at a revision; the path is one below the working folder.
pub fn object(revision: &str, path: &str) -> Outcome<Object> {
    if revision.starts_with('-') || revision.is_empty() {
        return Err(fault(&format!("`{revision}` is no revision")));
    }
    let named = format!("{revision}:./{}", path.trim_start_matches("./").trim_end_matches('/'));
    match git(&["cat-file", "-t", &named])?.as_slice() {
        b"tree\n" => folder(&named).map(Object::Folder),
        b"blob\n" => git(&["cat-file", "blob", &named]).map(Object::File),
        _ => Err(fault(&format!("`{named}` is neither a file nor a folder"))),
    }
}

fn folder(named: &str) -> Outcome<Vec<(String, String)>> {
    let tree = git(&["rev-parse", "--verify", named])?;
    let tree = String::from_utf8_lossy(&tree).trim().to_owned();
    let archive = git(&["archive", "--format=tar", &tree])?;
    let mut texts = Vec::new();
    let broken = |error: std::io::Error| fault(&format!("the archive of `{named}` cannot be read: {error}"));
    for entry in tar::Archive::new(archive.as_slice()).entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().map_err(broken)?.to_string_lossy().replace('\\', "/");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        texts.extend(String::from_utf8(bytes).ok().map(|text| (path, text)));
    }
    Ok(texts)
}

/// What git answers.
fn git(args: &[&str]) -> Outcome<Vec<u8>> {
    let mut command = Command::new("git");
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().map_err(|error| fault(&format!("the program `git` cannot be run: {error}")))?;
    let mut answer = Vec::new();
    if let Some(out) = child.stdout.take() {
        let read = out.take(MAX_BYTES + 1).read_to_end(&mut answer);
        read.map_err(|error| fault(&format!("git does not answer: {error}")))?;
    }
    if answer.len() as u64 > MAX_BYTES {
        return Err(fault(&format!("what git has there is larger than {} MiB", MAX_BYTES >> 20)));
    }
    let done = child.wait_with_output().map_err(|error| fault(&format!("git does not end: {error}")))?;
    if done.status.success() {
        return Ok(answer);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(fault(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ")))
}

fn fault(message: &str) -> Vec<Diagnostic> {
    let help = "write git:REVISION or git:REVISION:PATH, with a path below this folder";
    vec![Diagnostic::error(GIT, message).help(help)]
}
