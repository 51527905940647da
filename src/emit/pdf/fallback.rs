//! Faces for characters that the built-in ones lack: from folders, then from the system.
//!
//! The choice depends on the fonts found only, never on the order in which a folder lists them:
//! folders first, in their order; then the face made for the script and language, serif before
//! others, the weight asked for, and at last the name.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fontdb::{Database, FaceInfo, Source, Style};
use rustybuzz::ttf_parser;

use super::face::{Face, Weight, is_ignorable};
use crate::emit::Look;

/// The writing that a character belongs to, where it decides which design is right: the same
/// ideograph is drawn differently in China, Taiwan, Japan and Korea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Script {
    /// Decided by the character alone.
    #[default]
    Any,
    /// Simplified Chinese.
    Simplified,
    /// Traditional Chinese.
    Traditional,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
    /// Arabic, in the hand of books.
    Arabic,
}

impl Script {
    /// The script of words in `language` (BCP 47); where that tells nothing, the words themselves do:
    /// kana are Japanese, Hangul is Korean.
    pub fn of(language: &str, words: &str) -> Script {
        let tag = language.to_ascii_lowercase();
        match tag.split('-').next().unwrap_or_default() {
            "zh" if ["hant", "tw", "hk", "mo"].iter().any(|t| tag.contains(t)) => Script::Traditional,
            "zh" => Script::Simplified,
            "ja" => Script::Japanese,
            "ko" => Script::Korean,
            _ => Script::seen(words),
        }
    }

    fn seen(words: &str) -> Script {
        let mut script = Script::Any;
        for c in words.chars() {
            match c {
                '\u{3040}'..='\u{30ff}' => return Script::Japanese,
                '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => return Script::Korean,
                '\u{3100}'..='\u{312f}' => return Script::Traditional,
                '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => script = Script::Arabic,
                '\u{2e80}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => script = Script::Simplified,
                _ => {}
            }
        }
        script
    }

    fn tags(self) -> &'static [&'static str] {
        match self {
            Script::Any => &[],
            Script::Simplified => &["SC", "CN", "GB", "SimSun", "Song"],
            Script::Traditional => &["TC", "TW", "HK", "MingLiU"],
            Script::Japanese => &["JP", "Mincho", "Japanese"],
            Script::Korean => &["KR", "Batang", "Myungjo", "Korean"],
            Script::Arabic => &["Naskh", "Amiri", "Scheherazade", "Times"],
        }
    }
}

/// Where to look: the folders named, and whether the system's fonts join them.
type Places = (Vec<PathBuf>, bool);

/// The fonts of some places; each list is sorted by nothing, for [`find`] ranks them.
struct Catalogue {
    /// One database for each folder, then one for the system.
    databases: Vec<Database>,
}

static CATALOGUES: LazyLock<Mutex<BTreeMap<Places, Arc<Catalogue>>>> = LazyLock::new(Mutex::default);
/// Faces read so far, by file and place in it; `None` for those that cannot be read.
type Faces = BTreeMap<(PathBuf, u32), Option<Arc<Face>>>;

static FACES: LazyLock<Mutex<Faces>> = LazyLock::new(Mutex::default);

fn catalogue(look: &Look) -> Arc<Catalogue> {
    let places = (look.font_folders.clone(), look.system_fonts);
    let mut known = CATALOGUES.lock().unwrap_or_else(PoisonError::into_inner);
    known
        .entry(places)
        .or_insert_with(|| {
            let mut databases = Vec::new();
            for folder in &look.font_folders {
                let mut database = Database::new();
                database.load_fonts_dir(folder);
                databases.push(database);
            }
            if look.system_fonts {
                let mut database = Database::new();
                database.load_system_fonts();
                databases.push(database);
            }
            Arc::new(Catalogue { databases })
        })
        .clone()
}

/// The best face with all characters of `cluster`, if any font in the places of `look` has them.
pub fn find(look: &Look, cluster: &str, weight: Weight, script: Script) -> Option<Arc<Face>> {
    let catalogue = catalogue(look);
    catalogue.databases.iter().find_map(|database| {
        let mut faces: Vec<&FaceInfo> = database.faces().collect();
        faces.sort_by_cached_key(|face| rank(face, weight, script));
        faces.into_iter().filter(|face| draws(database, face, cluster)).find_map(load)
    })
}

/// What the names of faces with serifs, or of the book hands of other writings, hold.
const SERIF: &[&str] = &[
    "Serif",
    "Mincho",
    "Song",
    "Ming",
    "Batang",
    "Myungjo",
    "Naskh",
    "Amiri",
    "Scheherazade",
    "Times",
    "Frank",
    "David",
];

/// Smaller is better.
fn rank(face: &FaceInfo, weight: Weight, script: Script) -> impl Ord + use<> {
    let family = face.families.first().map_or("", |(name, _)| name).to_owned();
    let holds = |parts: &[&str]| parts.iter().any(|part| family.contains(part));
    let boldness = face.weight.0.abs_diff(if weight.bold { 700 } else { 400 });
    let slants = face.style != Style::Normal;
    (
        script.tags().iter().position(|tag| family.contains(tag)).unwrap_or(usize::MAX),
        holds(&["Mono", "Emoji", "Condensed", "UI"]),
        !holds(SERIF) || holds(&["Sans"]),
        boldness,
        slants != weight.italic,
        face.post_script_name.clone(),
        path(face),
        face.index,
    )
}

fn path(face: &FaceInfo) -> Option<PathBuf> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
        Source::Binary(_) => None,
    }
}

/// Whether the face has outlines we can embed and draws `cluster` with them. Pictures in colour are
/// no outlines.
fn draws(database: &Database, face: &FaceInfo, cluster: &str) -> bool {
    let has = |parsed: &ttf_parser::Face, c| {
        parsed.glyph_index(c).is_some_and(|id| id.0 != 0 && !parsed.is_color_glyph(id))
    };
    database
        .with_face_data(face.id, |data, index| {
            ttf_parser::Face::parse(data, index).is_ok_and(|parsed| {
                let tables = parsed.tables();
                let outlines = tables.glyf.is_some() || tables.cff.is_some();
                let pictures = tables.svg.is_some() || tables.sbix.is_some() || tables.cbdt.is_some();
                outlines && !pictures && cluster.chars().all(|c| is_ignorable(c) || has(&parsed, c))
            })
        })
        .unwrap_or(false)
}

/// Reads the face, once in a process: its bytes are kept for good, as the built-in ones are.
fn load(info: &FaceInfo) -> Option<Arc<Face>> {
    let path = path(info)?;
    let mut known = FACES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(face) = known.get(&(path.clone(), info.index)) {
        return face.clone();
    }
    let shared = known
        .iter()
        .find_map(|((other, _), face)| (*other == path).then(|| face.as_ref().map(|f| f.data))?);
    let data = match shared {
        Some(data) => Some(data),
        None => std::fs::read(&path).ok().map(|bytes| &*Box::leak(bytes.into_boxed_slice())),
    };
    let face = data.and_then(|data| Face::parse(&info.post_script_name, data, info.index)).map(Arc::new);
    known.insert((path, info.index), face.clone());
    face
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn the_script_follows_from_the_language_or_the_words() {
        assert_eq!(Script::of("zh-Hant", "協議"), Script::Traditional);
        assert_eq!(Script::of("zh-TW", "協議"), Script::Traditional);
        assert_eq!(Script::of("zh", "协议"), Script::Simplified);
        assert_eq!(Script::of("en-GB", "北京 Ltd"), Script::Simplified);
        assert_eq!(Script::of("en-GB", "株式会社サンプル"), Script::Japanese);
        assert_eq!(Script::of("en-GB", "주식회사"), Script::Korean);
        assert_eq!(Script::of("en-GB", "شركة Ltd"), Script::Arabic);
        assert_eq!(Script::of("en-GB", "Ltd"), Script::Any);
    }
}
