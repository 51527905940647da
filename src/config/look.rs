//! The looks of a house: its templates folder, laid over what is built in.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Config;
use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::document::Layer;
use crate::emit::Look;
use crate::emit::look::colour;
use crate::emit::look::logo::{self, Picture};
use crate::emit::look::running::NAMES;
use crate::emit::look::{Faces, FontFile, Logo, LogoFile, Theme};
use crate::emit::pdf::house::examine;
use crate::load::schema::NO_SUCH_VALUE;
use crate::load::{self, Node, Shape, tree};
use crate::pack::formats;

/// Largest font file that is read, in bytes.
const MAX_FONT: u64 = 32 << 20;
/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;

impl Config {
    /// The looks: those built in, with the folder of the house laid over them. `font_dirs` are searched
    /// for fonts before the folders of the configuration.
    ///
    /// # Errors
    /// Files that cannot be read, and a theme that is none.
    pub fn look(&self, font_dirs: &[PathBuf]) -> Outcome<Look> {
        let mut look = Look { system_fonts: !self.no_system_fonts, ..Look::default() };
        look.font_folders.extend(font_dirs.iter().chain(&self.font_dirs).cloned());
        let Some(folder) = &self.templates else {
            return Ok(look);
        };
        if !folder.is_dir() {
            let message = format!("`{}` is no folder", folder.display());
            return Err(vec![
                Diagnostic::error(load::UNREADABLE, message).help("`templates` in dpakit.toml names it"),
            ]);
        }
        let (theme, css, fonts) = (folder.join("theme.toml"), folder.join("page.css"), folder.join("fonts"));
        if fonts.is_dir() {
            look.font_folders.push(fonts);
        }
        if css.is_file() {
            look.css = load::read(&css)?.text.clone();
        }
        if theme.is_file() {
            read_theme(&theme, folder, &mut look)?;
        }
        Ok(look)
    }
}

/// Reads a theme and the files it names.
fn read_theme(path: &Path, folder: &Path, look: &mut Look) -> Outcome<()> {
    let tree = tree::parse(&load::read(path)?, Layer::House)?;
    look.theme = Shape::of::<Theme>(formats::PACK).read(&tree)?;
    let mut found = unknown_names(&look.theme, &tree);
    found.extend(pale(&look.theme.accent, &tree));
    if let Some(faces) = &look.theme.faces {
        match read_faces(faces, folder, &look.font_folders, &tree) {
            Ok(files) => look.faces = Some(files),
            Err(faults) => found.extend(faults),
        }
    }
    if let Some(file) = &look.theme.logo {
        match read_logo(file, folder) {
            Ok(logo) => look.logo = Some(logo.into()),
            Err(why) => found.push(
                at(&tree, "logo.file", format!("the logo `{}` {why}", file.file))
                    .help("name a PNG or JPEG file in this folder, or leave out [logo]"),
            ),
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// A fault of a value of the theme.
fn at(tree: &Node, path: &str, message: String) -> Diagnostic {
    let (node, _) = tree.nearest(path);
    Diagnostic::error(NO_SUCH_VALUE, message).at(node.span.clone(), "named here")
}

/// An accent that cannot be read on paper: links and the numbers of annexes are set in it.
fn pale(accent: &str, tree: &Node) -> Option<Diagnostic> {
    let contrast = colour::contrast_with_white(colour::channels(accent)?);
    (contrast < colour::LEAST_CONTRAST).then(|| {
        let message = format!("the colour `{accent}` has a contrast of {contrast:.1} to 1 on white paper");
        let help =
            format!("choose a darker one: words need {} to 1 (WCAG 2.2, 1.4.3)", colour::LEAST_CONTRAST);
        at(tree, "accent", message).help(help)
    })
}

/// Names between braces, in headers and footers, that nothing can be filled in for.
fn unknown_names(theme: &Theme, tree: &Node) -> Vec<Diagnostic> {
    let lines = [
        ("header-left", &theme.header_left),
        ("header-right", &theme.header_right),
        ("footer-left", &theme.footer_left),
        ("footer-right", &theme.footer_right),
    ];
    let fault = |(key, name): (&str, &str)| {
        let known = NAMES.map(|name| format!("{{{name}}}")).join(", ");
        let help = match nearest(name, NAMES) {
            Some(near) => format!("did you mean {{{near}}}?"),
            None => format!("what can be filled in is {known}"),
        };
        at(tree, key, format!("nothing is called {{{name}}}")).help(help)
    };
    lines.into_iter().filter_map(|(key, line)| Some((key, line.unknown()?))).map(fault).collect()
}

fn read_faces(faces: &Faces, folder: &Path, folders: &[PathBuf], tree: &Node) -> Outcome<[FontFile; 4]> {
    let mut found = Vec::new();
    let files = faces.files().map(|(key, name)| match read_face(name, folder, folders) {
        Ok(file) => file,
        Err(why) => {
            let path = format!("faces.{key}");
            found.push(
                at(tree, &path, format!("the font `{name}` {why}"))
                    .help("leave out [faces] for the built-in fonts"),
            );
            FontFile::new(name, Vec::new())
        }
    });
    if found.is_empty() { Ok(files) } else { Err(found) }
}

fn read_face(name: &str, folder: &Path, folders: &[PathBuf]) -> Result<FontFile, String> {
    let is_name = Path::new(name).file_name().is_some_and(|file| file == name);
    if !is_name {
        return Err("is no file name: put it into `fonts/` beside theme.toml".into());
    }
    let places = [folder.join("fonts")].into_iter().chain(folders.iter().cloned());
    let Some(path) = places.map(|place| place.join(name)).find(|path| path.is_file()) else {
        return Err("is neither in `fonts/` beside theme.toml nor in a folder of --font-dir".into());
    };
    let bytes = read(&path, MAX_FONT)?;
    examine(&bytes)?;
    Ok(FontFile::new(name, bytes))
}

fn read_logo(stated: &LogoFile, folder: &Path) -> Result<Logo, String> {
    let file = read(&folder.join(&stated.file), logo::MAX_BYTES as u64)?;
    let (media_type, picture) = Picture::read(&file)?;
    let (height, alternative) = (stated.height_mm * MM, stated.alternative.clone());
    Ok(Logo { height, alternative, file, media_type, picture })
}

/// The content of a file of at most `most` bytes.
fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > most {
        return Err(format!("is larger than {} MiB", most >> 20));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
