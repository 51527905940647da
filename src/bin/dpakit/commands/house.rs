//! What holds for several packs: configuration and library, each opened once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use dpakit::config::{self, Config};
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::library::Library;
use dpakit::official::{Seal, Shelf, Store};
use dpakit::pack::Facts;
use dpakit::source::Source;
use etcetera::BaseStrategy;

/// Configurations and libraries that are open.
#[derive(Default)]
pub struct House {
    /// The folder of official texts, where it was named.
    store: Option<PathBuf>,
    configs: HashMap<Option<PathBuf>, Rc<Config>>,
    libraries: HashMap<Option<PathBuf>, Rc<Library>>,
}

/// A pack with everything that counts for it.
pub struct Open {
    /// The configuration.
    pub config: Rc<Config>,
    /// The words.
    pub library: Rc<Library>,
    /// The facts.
    pub facts: Facts,
}

impl House {
    /// A house whose packs print official text from a folder, where one was named.
    pub fn with_store(store: Option<&Path>) -> House {
        House { store: store.map(Path::to_owned), ..House::default() }
    }

    /// Opens a pack, its configuration and its library.
    pub fn open(&mut self, pack: &Path) -> Outcome<Open> {
        let (config, library) = self.library(pack)?;
        let facts = Facts::open(pack, config.defaults.as_ref())?;
        Ok(Open { config, library, facts })
    }

    /// Opens a pack whose text is at hand, with the configuration and the library that count for its path.
    pub fn read(&mut self, pack: &Arc<Source>) -> Outcome<Open> {
        let (config, library) = self.library(&pack.path)?;
        let facts = Facts::read(pack, config.defaults.as_ref())?;
        Ok(Open { config, library, facts })
    }

    /// Opens the configuration and the library that count for a path.
    pub fn library(&mut self, pack: &Path) -> Outcome<(Rc<Config>, Rc<Library>)> {
        let key = config::find(pack);
        let config = match self.configs.get(&key) {
            Some(config) => config.clone(),
            None => self.configs.entry(key).or_insert(Rc::new(Config::of(pack)?)).clone(),
        };
        let library = match self.libraries.get(&config.clauses) {
            Some(library) => library.clone(),
            None => {
                let opened = Library::open(config.clauses.as_deref())?;
                let named = self.store.clone();
                let opened = Rc::new(opened.with_official_from(|| shelf(named)));
                self.libraries.entry(config.clauses.clone()).or_insert(opened).clone()
            }
        };
        Ok((config, library))
    }
}

/// The official texts; none where there is no data folder to look in.
fn shelf(named: Option<PathBuf>) -> Shelf {
    let named = named.or_else(|| std::env::var_os("DPAKIT_STORE").map(PathBuf::from));
    let seals = Seal::built_in().unwrap_or_default();
    store(named).map(|store| Shelf::of(store, seals)).unwrap_or_default()
}

/// The folder of official texts: as named, or the user's data folder.
pub fn store(named: Option<PathBuf>) -> Outcome<Store> {
    if let Some(folder) = named {
        if folder.exists() && !folder.is_dir() {
            let message = format!("the store `{}` is a file", folder.display());
            return Err(vec![
                Diagnostic::error(dpakit::official::store::STORE, message).help("name a folder"),
            ]);
        }
        return Ok(Store::at(folder));
    }
    let data = etcetera::choose_base_strategy().map(|strategy| strategy.data_dir());
    data.map(|folder| Store::at(folder.join("dpakit").join("official"))).map_err(|error| {
        let message = format!("no data folder: {error}");
        vec![
            Diagnostic::error(dpakit::official::store::STORE, message)
                .help("name a folder with `--store` or DPAKIT_STORE"),
        ]
    })
}
