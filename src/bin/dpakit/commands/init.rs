//! `dpakit init`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use dpakit::pipeline::Choice;

use super::house::House;
use super::render;
use crate::args::{Init, SchemaOf};
use crate::console::{Console, Exit};

const PACK: &str = include_str!("../../../../templates/new-pack.toml");
const CONFIG: &str = "\
# What holds for all packs in this folder and below. `dpakit schema config` lists every key.
out     = \"out\"
formats = [\"md\", \"html\", \"pdf\"]

# Facts that every pack shares, unless it states its own.
# [defaults.breach]
# notice = \"48 hours\"
";
const IGNORED: &str = "/out\n";

/// Writes an example pack and renders it.
pub fn run(args: &Init, console: Console) -> Exit {
    let pack = args.dir.join("pack.toml");
    if fs::symlink_metadata(&pack).is_ok() {
        let message =
            format!("`{}` exists already\nhelp: name another folder: `dpakit init DIR`", pack.display());
        return console.trouble(&message);
    }
    let schema = super::schema(SchemaOf::Pack);
    let files = [
        ("pack.toml", PACK),
        ("dpakit.schema.json", &schema),
        ("dpakit.toml", CONFIG),
        (".gitignore", IGNORED),
    ];
    let written = fs::create_dir_all(&args.dir).and_then(|()| {
        files.iter().map(|(name, text)| Ok((*name, create(&args.dir.join(name), text)?))).collect()
    });
    let written: Vec<(&str, bool)> = match written {
        Ok(written) => written,
        Err(error) => {
            return console.trouble(&format!("`{}` cannot be written: {error}", args.dir.display()));
        }
    };
    for (name, new) in written {
        let word = if new { "wrote" } else { "kept " };
        console.tell(&format!("{word} {}", args.dir.join(name).display()));
    }
    let exit = first_render(&args.dir, &pack, console);
    let pack = pack.display();
    console.tell(&format!(
        "\nNext:\n  1. open {pack}: comments say what each part is for\n  2. dpakit check {pack}\n  3. dpakit render {pack}"
    ));
    exit
}

/// Writes a file if there is none.
fn create(path: &Path, text: &str) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Renders the new pack, beside it where no configuration names another folder.
fn first_render(dir: &Path, pack: &Path, console: Console) -> Exit {
    let built = House::default().open(pack).and_then(|open| {
        let choice = Choice {
            formats: render::formats(&open.config),
            combined: false,
            draft: false,
            embed: open.config.embed,
            esign: None,
            coverage: false,
            undated: None,
        };
        let built = render::make(&open, &open.config.look(&[])?, choice)?;
        let beside = dir.join("out");
        let asked = open.config.out.is_none().then_some(&*beside);
        Ok((built, render::folder(asked, &open.config)))
    });
    match built {
        Ok((built, out)) => {
            let found = console.show(&built.report.findings);
            if built.files.is_empty() { found } else { render::save(&built, &out, false, console).max(found) }
        }
        Err(found) => console.show(&found),
    }
}
