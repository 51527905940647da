//! What holds for several packs: configuration and library, each opened once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use dpakit::config::{self, Config};
use dpakit::diagnostic::Outcome;
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::source::Source;

/// Configurations and libraries that are open.
#[derive(Default)]
pub struct House {
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
                let opened = Rc::new(Library::open(config.clauses.as_deref())?);
                self.libraries.entry(config.clauses.clone()).or_insert(opened).clone()
            }
        };
        Ok((config, library))
    }
}
