//! `dpakit.toml`: what holds for all packs of a house.
//!
//! The nearest such file above a pack counts; paths in it are relative to it. Its `[defaults]` are a
//! partial pack, laid under every pack.

mod look;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::document::Layer;
use crate::emit::{Embed, FORMATS, Format};
use crate::load::schema::NO_SUCH_VALUE;
use crate::load::{self, Node, Shape, tree};
use crate::pack::formats;
use crate::source::address;

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
    #[schemars(length(min = 1))]
    formats: Option<Vec<String>>,
    /// What a PDF carries inside: `full`, the facts and the manifest; `facts`, those alone; or `none`.
    #[serde(default)]
    embed: Embed,
    /// Folders searched, in order, for fonts with characters that the built-in faces lack.
    #[serde(default)]
    font_dirs: Vec<PathBuf>,
    /// Whether fonts installed on the system may be used for such characters; true unless stated.
    system_fonts: Option<bool>,
    /// A partial pack: facts that hold for every pack that does not state its own.
    #[serde(default)]
    #[expect(dead_code, reason = "read as a tree with places; the field makes the schema")]
    defaults: serde_json::Map<String, Json>,
}

/// A configuration read; without a file, one that says nothing.
#[derive(Default)]
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
    /// What a PDF carries inside.
    pub embed: Embed,
    /// Folders searched for fonts.
    pub font_dirs: Vec<PathBuf>,
    /// Whether fonts of the system must not be used.
    pub no_system_fonts: bool,
    /// The partial pack laid under every pack.
    pub defaults: Option<Node>,
}

/// The shape of the configuration.
pub fn shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| Shape::of::<File>(formats::PACK))
}

/// The JSON Schema for editors: `[defaults]` there is a pack of which nothing is required.
pub fn schema() -> Json {
    let mut schema = shape().schema().clone();
    let mut pack = crate::pack::open::shape().schema().clone();
    nothing_required(&mut pack);
    if let Json::Object(pack) = &mut pack {
        pack.shift_remove("$schema");
        let mut all = schema.get("$defs").and_then(Json::as_object).cloned().unwrap_or_default();
        if let Some(Json::Object(definitions)) = pack.shift_remove("$defs") {
            all.extend(definitions);
        }
        schema["$defs"] = all.into();
    }
    schema["properties"]["defaults"] = pack;
    schema
}

fn nothing_required(schema: &mut Json) {
    match schema {
        Json::Object(map) => {
            if map.get("required").is_some_and(Json::is_array) {
                map.shift_remove("required");
            }
            map.values_mut().for_each(nothing_required);
        }
        Json::Array(items) => items.iter_mut().for_each(nothing_required),
        _ => {}
    }
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
            None => Ok(Config::default()),
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
            out: file.out.map(|out| if address(&out).is_some() { out } else { inside(out) }),
            formats,
            embed: file.embed,
            font_dirs: file.font_dirs.into_iter().map(inside).collect(),
            no_system_fonts: file.system_fonts == Some(false),
            defaults: tree.child("defaults").cloned(),
        })
    }
}

/// The formats with these names, in the order in which formats are written.
fn formats(names: &[String], tree: &Node) -> Outcome<Vec<&'static dyn Format>> {
    let known: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    let unknown = |(index, name): (usize, &String)| {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the formats are {}", known.join(", ")),
        };
        let (node, _) = tree.nearest(&format!("formats[{index}]"));
        Diagnostic::error(NO_SUCH_VALUE, format!("there is no format `{name}`"))
            .at(node.span.clone(), "unknown format")
            .help(help)
    };
    let named = names.iter().enumerate();
    let found: Vec<Diagnostic> =
        named.filter(|(_, name)| !known.contains(&name.as_str())).map(unknown).collect();
    if !found.is_empty() {
        return Err(found);
    }
    let asked = |format: &&&dyn Format| names.iter().any(|name| name == format.name());
    Ok(FORMATS.iter().filter(asked).copied().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn editors_accept_a_partial_pack_and_no_unknown_key() {
        let schema = jsonschema::draft202012::new(&super::schema()).expect("the schema compiles");
        let house = json!({ "out": "signed", "embed": "facts", "defaults": { "parties": { "us": { "country": "DE" } } } });
        assert!(schema.is_valid(&house));
        assert!(!schema.is_valid(&json!({ "defaults": { "partys": {} } })));
        assert!(!schema.is_valid(&json!({ "output": "signed" })));
        assert!(!schema.is_valid(&json!({ "embed": "everything" })));
    }
}
