//! Data on payments is listed without a word on how it is kept.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// Data on payments is listed without a word on how it is kept.
pub static RULE: Rule = Rule {
    code: Code("SEN-PAYMENT"),
    name: "unguarded-payment-data",
    level: Level::Advise,
    basis: &["GDPR Art. 32"],
    page: include_str!("unguarded_payment_data.md"),
    check: Check::Matter(run),
};

const PAYMENT: [&str; 9] = [
    "payment information",
    "payment details",
    "card number",
    "card numbers",
    "credit card",
    "bank account",
    "bank details",
    "iban",
    "account number of the bank",
];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, category) in &matter.data.categories {
        let silent = category.note.is_none() && category.safeguards.is_empty();
        let pays = |item: &&String| {
            let small = ask::words(item).join(" ");
            PAYMENT.iter().any(|known| small.contains(known))
        };
        let item = std::iter::once(&category.name).chain(&category.elements).find(pays);
        if let Some(item) = item.filter(|_| silent) {
            found
                .report(
                    &RULE,
                    matter.at(&format!("data.categories.{id}.name")),
                    format!("`{item}` is listed, and nothing says how much of it is kept and how"),
                )
                .label("the whole number?")
                .help("say in `note` or `safeguards` what is masked or left to a payment provider; card schemes have rules of their own");
        }
    }
}
