//! What holds for several packs: configuration and library, each opened once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dpakit::config::{self, Config};
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::library::Library;
use dpakit::load::Node;
use dpakit::official::{Seal, Shelf, Store};
use dpakit::pack::Facts;
use dpakit::parallel;
use dpakit::pipeline::release::RELEASE;
use dpakit::source::Source;
use etcetera::BaseStrategy;

/// Configurations and libraries that are open.
#[derive(Default)]
pub struct House {
    /// The folder of official texts, where it was named.
    store: Option<PathBuf>,
    /// Whether the program ends once this is done: then nothing is worth freeing.
    pub ends_soon: bool,
    configs: HashMap<Option<PathBuf>, Arc<Config>>,
    libraries: HashMap<Option<PathBuf>, Arc<Library>>,
}

/// A pack with everything that counts for it.
pub struct Open {
    /// The configuration.
    pub config: Arc<Config>,
    /// The words.
    pub library: Arc<Library>,
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
        self.with(pack, |defaults| Facts::open(pack, defaults))
    }

    /// Opens a pack whose text is at hand, with the configuration and the library that count for its path.
    pub fn read(&mut self, pack: &Arc<Source>) -> Outcome<Open> {
        self.with(&pack.path, |defaults| Facts::read(pack, defaults))
    }

    /// Parts with something large. A program that ends gives its memory back whole; to free it piece by piece
    /// was an eighth of the time of a check.
    pub fn let_go<T>(&self, what: T) {
        if self.ends_soon {
            std::mem::forget(what);
        }
    }

    /// Parts with itself and what was made in it.
    pub fn leave<T>(self, made: T) {
        if self.ends_soon {
            std::mem::forget((self, made));
        }
    }

    /// The facts are read beside the opening of the library; what is wrong with the library is told first.
    fn with(
        &mut self,
        pack: &Path,
        read: impl FnOnce(Option<&Node>) -> Outcome<Facts> + Send,
    ) -> Outcome<Open> {
        let config = self.config(pack)?;
        let defaults = config.defaults.as_ref();
        let (library, facts) = parallel::both(|| self.library_of(&config), || read(defaults));
        Ok(Open { library: library?, facts: facts?, config })
    }

    /// Opens the configuration and the library that count for a path.
    pub fn library(&mut self, pack: &Path) -> Outcome<(Arc<Config>, Arc<Library>)> {
        let config = self.config(pack)?;
        let library = self.library_of(&config)?;
        Ok((config, library))
    }

    /// The folder of clauses that the configuration here names.
    pub fn clauses(&mut self) -> Outcome<PathBuf> {
        self.config(Path::new("-"))?.clauses.clone().ok_or_else(|| {
            let message = "no folder of clauses is named here: those of the binary are released with dpakit";
            vec![Diagnostic::error(RELEASE, message).help("name yours in dpakit.toml: clauses = \"clauses\"")]
        })
    }

    fn config(&mut self, pack: &Path) -> Outcome<Arc<Config>> {
        let key = config::find(pack);
        Ok(match self.configs.get(&key) {
            Some(config) => config.clone(),
            None => self.configs.entry(key).or_insert(Arc::new(Config::of(pack)?)).clone(),
        })
    }

    fn library_of(&mut self, config: &Config) -> Outcome<Arc<Library>> {
        if let Some(library) = self.libraries.get(&config.clauses) {
            return Ok(library.clone());
        }
        let opened = Library::open(config.clauses.as_deref())?;
        let named = self.store.clone();
        let opened = Arc::new(opened.with_official_from(|| shelf(named)));
        Ok(self.libraries.entry(config.clauses.clone()).or_insert(opened).clone())
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
