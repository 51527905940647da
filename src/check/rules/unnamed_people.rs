//! Data or purposes speak of people that no list of data subjects names.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// Data or purposes speak of people that no list of data subjects names.
pub static RULE: Rule = Rule {
    code: Code("DSC-DATA-SUBJECTS"),
    name: "unnamed-people",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("unnamed_people.md"),
    check: Check::Matter(run),
};

/// Words of data and purposes, and what the people behind them are called: one of these words.
const BEHIND: [(&[&str], &[&str], &str); 4] = [
    (
        &["camera", "cameras", "cctv", "video", "live", "doorbell"],
        &["passer", "passers-by", "visitor", "visitors", "bystander", "bystanders", "third", "filmed"],
        "people who pass by",
    ),
    (
        &["newsletter", "newsletters"],
        &["subscriber", "subscribers", "recipient", "recipients"],
        "subscribers",
    ),
    (
        &["popup", "popups", "website", "websites", "storefront", "browse"],
        &["visitor", "visitors", "shopper", "shoppers", "user", "users"],
        "visitors of a website",
    ),
    (
        &["parcel", "parcels", "shipment", "shipments"],
        &["recipient", "recipients", "addressee", "addressees", "consignee", "consignees"],
        "recipients of parcels",
    ),
];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    let data = &matter.data;
    for (id, service) in matter.services {
        let categories = ask::categories(matter.data, &service.categories);
        let categories = categories.into_iter().filter_map(|id| data.categories.get(id));
        let named = categories.flat_map(|one| std::iter::once(&one.name).chain(&one.elements));
        let texts: Vec<(&String, Vec<String>)> =
            named.chain(&service.purposes).map(|text| (text, ask::words(text))).collect();
        let people = service.subjects.iter().filter_map(|one| data.subjects.get(&one.subject.0));
        let people: Vec<String> = people
            .flat_map(|one| ask::words(&format!("{} {}", one.name, one.note.as_deref().unwrap_or_default())))
            .collect();
        for (words, names, who) in BEHIND {
            let speaks = |said: &&(_, Vec<String>)| said.1.iter().any(|word| words.contains(&word.as_str()));
            let Some((text, _)) = texts.iter().find(speaks) else { continue };
            if people.iter().any(|word| names.contains(&word.as_str())) {
                continue;
            }
            found
                .report(
                    &RULE,
                    matter.at(&format!("services.{id}.subjects")),
                    format!("`{text}` may concern {who}, and `{}` does not name them", service.name),
                )
                .label("who else?")
                .help("add them to `[data.subjects]` and to the service; or say in the `note` of a data subject that they are included");
        }
    }
}
