//! What is processed and how it is protected: packs over the same base mostly share it, and what rules find in it
//! alone is then the same for all of them.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Check, Findings, RULES};
use crate::diagnostic::Code;
use crate::load::Value;
use crate::pack::processing::{Data, Measures, Service};
use crate::plan::Plan;
use crate::source::Span;

/// The facts on data, services and measures, and nothing of the parties and their agreement.
pub struct Matter<'p> {
    /// The vocabulary of data.
    pub data: &'p Data,
    /// The services, by id.
    pub services: &'p IndexMap<String, Service>,
    /// Technical and organisational measures.
    pub measures: &'p Measures,
    plan: &'p Plan<'p>,
}

/// The parts of the facts that a [`Matter`] has.
const PARTS: [&str; 3] = ["data", "services", "measures"];

impl<'p> Matter<'p> {
    /// That of a plan.
    pub fn of(plan: &'p Plan<'p>) -> Matter<'p> {
        let deal = &plan.deal;
        Matter { data: &deal.data, services: &deal.services, measures: &deal.measures, plan }
    }

    /// Where a fact of it stands.
    pub fn at(&self, path: &str) -> Span {
        self.plan.facts.at(path)
    }

    /// The rules that find something in it, where other packs share all of it; `None` where that is not known
    /// without asking each.
    pub(super) fn broken(&self) -> Option<Arc<[Code]>> {
        let parts: Vec<&Value> = PARTS.iter().map(|part| self.plan.shared(part)).collect::<Option<_>>()?;
        let places = parts.iter().flat_map(|part| part.place().unwrap_or_default().to_le_bytes());
        let known: Vec<u8> = b"matter ".iter().copied().chain(places).collect();
        let memo = &self.plan.library.filled;
        if let Some(kept) = memo.get::<(Vec<Value>, Arc<[Code]>)>(&known) {
            return Some(kept.1.clone());
        }
        let broken: Arc<[Code]> = self.ask_all().into();
        // The places tell which parts they are as long as these are held.
        let held = parts.into_iter().cloned().collect::<Vec<Value>>();
        memo.put(&known, Arc::new((held, broken.clone())), 256);
        Some(broken)
    }

    fn ask_all(&self) -> Vec<Code> {
        let breaks = |run: fn(&Matter<'_>, &mut Findings)| {
            let mut found = Findings::default();
            run(self, &mut found);
            !found.0.is_empty()
        };
        let broken = RULES.iter().filter(|rule| matches!(rule.check, Check::Matter(run) if breaks(run)));
        broken.map(|rule| rule.code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Layer;
    use crate::library::Library;
    use crate::load::{Node, tree};
    use crate::pack::Facts;
    use crate::source::Source;

    const CARDS: &str = "\n[data.categories.cards]\nname = \"Cards\"\nelements = [\"card number\"]\n";

    fn tree(text: &str, layer: Layer) -> Node {
        let source = Source { path: "pack.toml".into(), text: text.to_owned() };
        tree::parse(&Arc::new(source), layer).expect("TOML")
    }

    /// What is known of the rules for a row over a base, and what they find.
    fn asked(base: &Node, row: &str, library: &Library) -> (Option<Vec<Code>>, Vec<Code>) {
        let facts = Facts::over(base, tree(row, Layer::Row)).expect("facts");
        let plan = crate::plan::plan(&facts, library).expect("a plan");
        let matter = Matter::of(&plan);
        (matter.broken().map(|broken| broken.to_vec()), matter.ask_all())
    }

    #[test]
    fn what_packs_share_is_known_and_what_a_row_states_is_not() {
        let library = Library::open(None).expect("the library");
        let plain = include_str!("../../examples/complete.toml");
        let (base, other) = (plain.to_owned() + CARDS, plain);
        let (base, other) = (tree(&base, Layer::Pack), tree(other, Layer::Pack));
        let payment = Code("SEN-PAYMENT");
        for reference in ["A", "B"] {
            let row = format!("[agreement]\nreference = \"{reference}\"\n");
            let (known, found) = asked(&base, &row, &library);
            assert!(found.contains(&payment));
            assert_eq!(known, Some(found), "{reference}");
            let (known, found) = asked(&other, &row, &library);
            assert!(!found.contains(&payment));
            assert_eq!(known, Some(found), "{reference}, over another base");
        }
        let (known, found) = asked(&other, CARDS, &library);
        assert_eq!((known, found.contains(&payment)), (None, true), "a row says something of the data");
    }
}
