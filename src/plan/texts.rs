//! Official clauses that the pack prints word for word: one copy for each set of choices.
//!
//! Transfers that choose the same share a copy. Where choices for words that several modules share differ
//! by module, each of these modules has a copy of its own, since a text can be cut in one way only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::library::Library;
use crate::official::full::{Answer, Cut, Line, Selection, cut};
use crate::official::store::NOT_STORED;
use crate::official::{Seal, Stored};
use crate::pack::terms::{Authorisation, Courts};
use crate::pack::transfer::{LawOption, Mechanism, Module, Options, Supervision, Transfer};
use crate::pack::value::{Given, Law, Period};
use crate::pack::{Facts, Pack};

/// A blank of clauses that are printed in full has nothing to fill it.
pub const UNFILLED: Code = Code("TRN-BLANK");

/// A copy of official clauses in a pack.
pub struct Copied<'a> {
    /// The book whose schedule completes them: `scc`.
    pub book: &'static str,
    /// What is known of the instrument.
    pub seal: &'a Seal,
    /// The text, as it is stored.
    pub stored: Arc<Stored>,
    /// The transfers, by their place in the pack.
    pub transfers: Vec<usize>,
    /// The modules, in order; none for the clauses of 2010.
    pub modules: Vec<Module>,
    /// Its lines.
    pub cut: Cut,
}

/// What decides whether two transfers share a copy.
#[derive(PartialEq)]
struct Choices {
    book: &'static str,
    modules: Vec<Module>,
    selection: Selection,
    fills: Vec<Fills>,
}

/// What a module fills in.
#[derive(PartialEq)]
struct Fills {
    notice: Option<Given<Period>>,
    law: Option<Given<Law>>,
    courts: Option<Given<Courts>>,
}

/// The copies of a pack, in the order of its transfers.
///
/// # Errors
/// A text that is not stored, or not official, at the transfer that asks for it first.
pub(super) fn texts<'a>(facts: &Facts, deal: &Pack, library: &'a Library) -> Outcome<Vec<Copied<'a>>> {
    let mut wanted: Vec<(Choices, Vec<usize>)> = Vec::new();
    for (index, transfer) in deal.transfers.iter().enumerate().filter(|(_, one)| one.is_full()) {
        for choices in choices(deal, transfer) {
            match wanted.iter_mut().find(|(known, _)| *known == choices) {
                Some((_, transfers)) => transfers.push(index),
                None => wanted.push((choices, vec![index])),
            }
        }
    }
    let language = language(deal);
    let (mut out, mut found, mut failed) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (choices, transfers) in wanted {
        let instrument = if choices.book == "scc" { "scc-2021-914" } else { "scc-2010-87" };
        match library.official.official(instrument, &language) {
            Ok((seal, stored)) => {
                let cut = cut(&stored.text, seal, &choices.selection);
                found.extend(unfilled(facts, &cut, &choices, &transfers));
                let Choices { book, modules, .. } = choices;
                out.push(Copied { book, seal, stored, transfers, modules, cut });
            }
            Err(more) if failed.insert(instrument) => {
                let first = transfers.first().copied().unwrap_or_default();
                found.extend(more.into_iter().map(|one| placed(one, facts, deal, first, &language)));
            }
            Err(_) => {}
        }
    }
    if found.is_empty() { Ok(out) } else { Err(found) }
}

/// The blanks of a copy that no fact fills.
fn unfilled(facts: &Facts, cut: &Cut, choices: &Choices, transfers: &[usize]) -> Vec<Diagnostic> {
    let first = transfers.first().copied().unwrap_or_default();
    let fault = |(line, gap): (&Line, &str)| {
        let at = choices.modules.iter().position(|module| module.number() == line.module);
        let fills = choices.fills.get(at.unwrap_or_default())?;
        let (field, stated) = match gap {
            "subprocessor-period" => ("notice", fills.notice.is_some()),
            "courts-member-state" | "courts-country" => ("courts", fills.courts.is_some()),
            _ => ("law", fills.law.is_some()),
        };
        let message = format!("{} has a blank, and no fact fills it", line.place());
        let fault = Diagnostic::error(UNFILLED, message)
            .at(facts.at(&format!("transfers[{first}].options.{field}")), "these choices are printed in full")
            .help(format!("state `{field}` under [transfers.options], or {{ left_open = \"reason\" }}"));
        (!stated).then_some(fault)
    };
    cut.blanks().filter_map(fault).collect()
}

/// A fault of a text, at the words that ask for it, with what stores the text.
fn placed(fault: Diagnostic, facts: &Facts, deal: &Pack, transfer: usize, language: &str) -> Diagnostic {
    let own = facts.pack.transfers.get(transfer).is_some_and(|one| one.text.is_some());
    let path = if own { format!("transfers[{transfer}].text") } else { "agreement.clause_text".to_owned() };
    let old = deal.transfers.get(transfer).is_some_and(|one| one.mechanism == Mechanism::Scc2010);
    let celex = if old { "32010D0087" } else { "32021D0914" };
    let mut fault = fault.at(facts.at(&path), "asks for the official text");
    if fault.code == NOT_STORED {
        fault.help = vec![format!(
            "`dpakit scc fetch {celex} --lang {language}` downloads it; `dpakit scc import FILE` reads a saved page"
        )];
    }
    fault.help("or agree the clauses by reference: text = \"reference\"")
}

/// The language of the pack, ISO 639-1.
fn language(deal: &Pack) -> String {
    let tag = serde_json::to_value(deal.agreement.language).unwrap_or_default();
    tag.as_str().and_then(|tag| tag.split('-').next()).unwrap_or("en").to_owned()
}

/// The copies that a transfer needs.
fn choices(deal: &Pack, transfer: &Transfer) -> Vec<Choices> {
    if transfer.mechanism == Mechanism::Scc2010 {
        return vec![of_2010(transfer)];
    }
    let outside =
        deal.parties.get(&transfer.exporter.0).is_some_and(|exporter| transfer.outside_union_law(exporter));
    let mut modules = transfer.modules.clone();
    modules.sort_unstable();
    let mut copies: Vec<Vec<Module>> = Vec::new();
    for module in modules {
        let fits = |copy: &&mut Vec<Module>| copy.iter().all(|other| agree(transfer, *other, module));
        match copies.iter_mut().find(fits) {
            Some(copy) => copy.push(module),
            None => copies.push(vec![module]),
        }
    }
    copies.into_iter().map(|modules| of_2021(transfer, modules, outside)).collect()
}

/// Whether two modules of a transfer can share a copy: what they choose for common words is the same.
fn agree(transfer: &Transfer, one: Module, other: Module) -> bool {
    let (first, second) = (transfer.options_for(one), transfer.options_for(other));
    let four = one == Module::Four || other == Module::Four;
    let same_law = || {
        law_option(&first, one) == law_option(&second, other)
            && first.law == second.law
            && first.courts == second.courts
    };
    first.docking == second.docking
        && first.redress_body.is_some() == second.redress_body.is_some()
        && (four || same_law())
}

/// Module One has the first option of Clause 17 alone.
fn law_option(options: &Options, module: Module) -> LawOption {
    match options.law_option {
        Some(LawOption::Exporter) if module != Module::One => LawOption::Exporter,
        _ => LawOption::Chosen,
    }
}

fn of_2010(transfer: &Transfer) -> Choices {
    let indemnity = if transfer.options.indemnity { Answer::Keep } else { Answer::Omit };
    let answers = BTreeMap::from([(("indemnity".to_owned(), 0), indemnity)]);
    let law = transfer.options.law.clone();
    Choices {
        book: "scc-2010",
        modules: Vec::new(),
        selection: Selection { answers, ..Selection::default() },
        fills: vec![Fills { notice: None, law, courts: None }],
    }
}

fn of_2021(transfer: &Transfer, modules: Vec<Module>, outside: bool) -> Choices {
    let mut selection = Selection::default();
    let mut fills = Vec::new();
    for module in &modules {
        let options = transfer.options_for(*module);
        let number = module.number();
        selection.modules.push(number);
        for (option, answer) in answers(transfer, &options, *module, outside) {
            selection.answers.insert((option.to_owned(), number), answer);
        }
        if outside && options.courts.is_none() {
            selection.replaced.extend(["courts-member-state".to_owned(), "courts-country".to_owned()]);
        }
        if outside && options.law.is_none() {
            selection.replaced.insert("law-country".to_owned());
        }
        let subs = matches!(module, Module::Two | Module::Three);
        let notice = options.notice.filter(|_| subs);
        fills.push(Fills { notice, law: options.law, courts: options.courts });
    }
    Choices { book: "scc", modules, selection, fills }
}

/// What a module answers to the options that it has.
fn answers(
    transfer: &Transfer,
    options: &Options,
    module: Module,
    outside: bool,
) -> Vec<(&'static str, Answer)> {
    let kept = |kept: bool| if kept { Answer::Keep } else { Answer::Omit };
    let one = |key: &str| Answer::One(key.to_owned());
    let mut out = vec![
        ("docking", kept(options.docking)),
        ("independent-redress", kept(options.redress_body.is_some())),
    ];
    if matches!(module, Module::Two | Module::Three) {
        let general = options.authorisation == Some(Authorisation::General);
        out.push(("subprocessor-authorisation", one(if general { "general" } else { "specific" })));
    }
    if module == Module::Four {
        // The words stay: they begin to apply when the exporter first combines the data.
        let combines = transfer.combines_union_data == Some(true);
        out.push(("m4-combined-data", if combines { Answer::Keep } else { Answer::Later }));
        return out;
    }
    let case = match options.supervision {
        _ if outside => Some(Answer::Replaced),
        Some(Supervision::Established) => Some(one("established")),
        Some(Supervision::Representative) => Some(one("representative")),
        Some(Supervision::NoRepresentative) => Some(one("no-representative")),
        // Each case stays with its condition, so that the one that fits applies.
        None => None,
    };
    out.extend(case.map(|case| ("supervision-case", case)));
    let law = match law_option(options, module) {
        _ if outside && options.law.is_none() => Answer::Replaced,
        LawOption::Exporter => one("exporter-member-state"),
        LawOption::Chosen => one("chosen-member-state"),
    };
    out.push(("governing-law", law));
    out
}
