//! `dpakit.toml`: what holds for all packs of a house.
//!
//! The nearest such file above a pack counts; paths in it are relative to it. Its `[defaults]` are a
//! partial pack, laid under every pack.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::document::Layer;
use crate::emit::{FORMATS, Format, Look, look::Theme};
use crate::load::schema::{Formats, NO_SUCH_VALUE};
use crate::load::{self, Node, Shape, tree};

/// Its file name.
pub const FILE_NAME: &str = "dpakit.toml";

/// The configuration of dpakit: `dpakit.toml`. Paths are relative to the file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Folder with clauses of your own, laid over the built-in library file by file.
    clauses: Option<PathBuf>,
    /// Folder with looks of your own: `theme.toml`, `page.css` and `fonts/`.
    templates: Option<PathBuf>,
    /// Folder that packs are written to, each into a folder of its own.
    out: Option<PathBuf>,
    /// Formats that are written: `md`, `html`, `pdf`.
    formats: Option<Vec<String>>,
    /// Folders searched, in order, for fonts with characters that the built-in faces lack.
    #[serde(default)]
    font_dirs: Vec<PathBuf>,
    /// Whether fonts installed on the system may be used for such characters; true unless stated.
    system_fonts: Option<bool>,
    /// A partial pack: facts that hold for every pack that does not state its own.
    #[serde(default)]
    #[expect(dead_code, reason = "read as a tree with places; the field makes the schema")]
    defaults: serde_json::Map<String, serde_json::Value>,
}

/// A configuration read; without a file, one that says nothing.
#[derive(Debug, Default)]
pub struct Config {
    /// The file, if there is one.
    pub path: Option<PathBuf>,
    /// Folder laid over the built-in clauses.
    pub clauses: Option<PathBuf>,
    /// Folder laid over the built-in looks.
    pub templates: Option<PathBuf>,
    /// Folder that packs are written to.
    pub out: Option<PathBuf>,
    /// Names of formats, all known.
    pub formats: Option<Vec<&'static dyn Format>>,
    /// Folders searched for fonts.
    pub font_dirs: Vec<PathBuf>,
    /// Whether fonts of the system may be used.
    pub system_fonts: bool,
    /// The partial pack laid under every pack.
    pub defaults: Option<Node>,
}

impl std::fmt::Debug for dyn Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The shape of the configuration.
pub fn shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| Shape::of::<File>(Formats::PACK))
}

/// The configuration that is nearest above a pack; above the working folder for `-`.
pub fn find(pack: &Path) -> Option<PathBuf> {
    let folder = if pack == Path::new("-") { Path::new("") } else { pack.parent().unwrap_or(Path::new("")) };
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok()?;
    let start = std::fs::canonicalize(here.join(folder)).ok()?;
    let above = start.ancestors().find(|folder| folder.join(FILE_NAME).is_file())?;
    let shown = match (above.strip_prefix(&here), here.strip_prefix(above)) {
        (Ok(below), _) => below.to_owned(),
        (_, Ok(steps)) => steps.components().map(|_| "..").collect(),
        _ => above.to_owned(),
    };
    Some(shown.join(FILE_NAME))
}

impl Config {
    /// Reads the configuration that counts for a pack.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn of(pack: &Path) -> Outcome<Config> {
        match find(pack) {
            Some(path) => Config::open(&path),
            None => Ok(Config { system_fonts: true, ..Config::default() }),
        }
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn open(path: &Path) -> Outcome<Config> {
        let tree = tree::parse(&load::read(path)?, Layer::House)?;
        let file: File = shape().read(&tree)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let inside = |inner: PathBuf| folder.join(inner);
        let formats = file.formats.map(|names| formats(&names, &tree)).transpose()?;
        Ok(Config {
            path: Some(path.to_owned()),
            clauses: file.clauses.map(inside),
            templates: file.templates.map(inside),
            out: file.out.map(inside),
            formats,
            font_dirs: file.font_dirs.into_iter().map(inside).collect(),
            system_fonts: file.system_fonts.unwrap_or(true),
            defaults: tree.child("defaults").cloned(),
        })
    }

    /// The looks: those built in, with the folder of the house laid over them.
    ///
    /// # Errors
    /// Files that cannot be read, and a theme that is none.
    pub fn look(&self) -> Outcome<Look> {
        let mut look = Look { system_fonts: self.system_fonts, ..Look::default() };
        look.font_folders.extend(self.font_dirs.iter().cloned());
        let Some(folder) = &self.templates else { return Ok(look) };
        let (theme, css, fonts) = (folder.join("theme.toml"), folder.join("page.css"), folder.join("fonts"));
        if theme.is_file() {
            let tree = tree::parse(&load::read(&theme)?, Layer::House)?;
            look.theme = Shape::of::<Theme>(Formats::PACK).read(&tree)?;
        }
        if css.is_file() {
            look.css = load::read(&css)?.text.clone();
        }
        if fonts.is_dir() {
            look.font_folders.push(fonts);
        }
        if !folder.is_dir() {
            let message = format!("`{}` is no folder", folder.display());
            return Err(vec![
                Diagnostic::error(load::UNREADABLE, message).help("`templates` in dpakit.toml names it"),
            ]);
        }
        Ok(look)
    }
}

fn formats(names: &[String], tree: &Node) -> Outcome<Vec<&'static dyn Format>> {
    let known = || FORMATS.iter().map(|format| format.name());
    let mut found = Vec::new();
    let mut formats: Vec<&'static dyn Format> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match format(name) {
            Some(format) => formats.push(format),
            None => {
                let (node, _) = tree.nearest(&format!("formats[{index}]"));
                let help = match nearest(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the formats are {}", known().collect::<Vec<_>>().join(", ")),
                };
                let message = format!("there is no format `{name}`");
                found.push(
                    Diagnostic::error(NO_SUCH_VALUE, message).at(node.span.clone(), "unknown format").help(help),
                );
            }
        }
    }
    if found.is_empty() { Ok(formats) } else { Err(found) }
}

/// The format with this name.
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.name() == name).copied()
}
