//! The partners of the benchmarks: companies that never were, the same ones each time.

#![allow(dead_code, reason = "each program that includes it uses a part")]

use std::fmt::Write as _;

/// What all partners share.
pub const PACK: &str = include_str!("pack.toml");

/// Cities with their states and the start of a postcode; "BE" stands for Berlin where a Land is asked for.
const CITIES: [(&str, &str, &str); 10] = [
    ("Munich", "DE", "80"),
    ("Vienna", "AT", "10"),
    ("Lyon", "FR", "69"),
    ("Ghent", "BE", "90"),
    ("Utrecht", "NL", "35"),
    ("Porto", "PT", "40"),
    ("Bologna", "IT", "40"),
    ("Gdańsk", "PL", "80"),
    ("Málaga", "ES", "29"),
    ("Turku", "FI", "20"),
];
const FIRST: [&str; 12] = [
    "Alder",
    "Birken",
    "Cinder",
    "Dovetail",
    "Esker",
    "Fjordal",
    "Grünwald",
    "Heron",
    "Isar",
    "Juniper",
    "Kestrel",
    "Łąka",
];
const SECOND: [&str; 9] =
    ["Outdoor", "Logistics", "Retail", "Möbel", "Foods", "Textiles", "Optics", "Cycles", "Books"];
const FORMS: [&str; 5] = ["GmbH", "AG", "B.V.", "S.A.", "Oy"];
const TASKS: [&str; 7] = [
    "Provides data centres, servers and storage",
    "Sends e-mails and text messages",
    "Answers support cases at first level",
    "Keeps encrypted copies for recovery at a second site",
    "Watches the services for attacks and failures",
    "Translates support cases on request of the Customer",
    "Prints and dispatches letters",
];

/// A sequence of numbers that look random and are the same on every machine (Knuth's constants for a
/// linear congruential generator of 64 bits).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: usize) -> Dice {
        Dice((seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of_list<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// A subprocessor of a partner.
pub struct Subprocessor {
    pub id: String,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: &'static str,
    pub country: &'static str,
    pub email: String,
    pub task: &'static str,
}

/// A partner.
pub struct Partner {
    pub key: String,
    pub contract: String,
    pub name: String,
    pub short_name: String,
    pub registration: String,
    pub street: String,
    pub postcode: String,
    pub city: &'static str,
    pub country: &'static str,
    pub land: Option<&'static str>,
    pub officer: String,
    pub signatory: String,
    pub domain: String,
    pub subprocessors: Vec<Subprocessor>,
}

/// The partner with a number: 8 to 25 subprocessors.
pub fn partner(number: usize) -> Partner {
    let mut dice = Dice::of(number);
    let (city, country, code) = dice.of_list(&CITIES);
    let short_name = format!("{} {} {number}", dice.of_list(&FIRST), dice.of_list(&SECOND));
    let domain = format!("partner{number}.example");
    let subprocessors = (0..8 + dice.below(18)).map(|index| subprocessor(index, &mut dice)).collect();
    Partner {
        key: format!("P{number:06}"),
        contract: format!("MSA-2026-{number:06}"),
        name: format!("{short_name} {}", dice.of_list(&FORMS)),
        registration: format!("Commercial Register {city}, number {}", 100_000 + dice.below(900_000)),
        street: format!("Quay Street {}", 1 + dice.below(240)),
        postcode: format!("{code}{:03}", dice.below(1000)),
        city,
        country,
        land: (country == "DE").then_some("BY"),
        officer: format!("Dr Jasna Kovač {number}"),
        signatory: format!("Ελένη Παπαδοπούλου {number}"),
        domain,
        short_name,
        subprocessors,
    }
}

fn subprocessor(index: usize, dice: &mut Dice) -> Subprocessor {
    let (city, country, code) = dice.of_list(&CITIES);
    let name =
        format!("{}{} {index}", dice.of_list(&FIRST), dice.of_list(&["stack", "mail", "desk", "vault"]));
    Subprocessor {
        id: format!("s{index}"),
        email: format!("privacy@{}{index}.example", name.split(' ').next().unwrap_or_default().len()),
        name: format!("{name} {}", dice.of_list(&FORMS)),
        street: format!("Harbour Road {}", 1 + dice.below(300)),
        postcode: format!("{code}{:03}", dice.below(1000)),
        city,
        country,
        task: dice.of_list(&TASKS),
    }
}

const CONTACTS: [(&str, &str); 6] = [
    ("privacy", "Data Protection Officer"),
    ("security", "Security desk, staffed at all hours"),
    ("notices", "Legal department"),
    ("objections", "Data Protection Officer"),
    ("instructions", "Head of Applications"),
    ("complaints", "Customer rights desk"),
];

/// The facts of a partner alone, as a pack file states them.
pub fn row(partner: &Partner) -> toml::Table {
    let text = |value: &str| toml::Value::String(value.to_owned());
    let table = |entries: &[(&str, toml::Value)]| -> toml::Value {
        toml::Value::Table(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    };
    let contact = |(kind, position): &(&str, &str)| {
        let email = format!("{kind}@{}", partner.domain);
        table(&[("kind", text(kind)), ("position", text(position)), ("email", text(&email))])
    };
    let officer = table(&[
        ("name", text(&partner.officer)),
        ("address", text(&format!("{}, {} {}", partner.street, partner.postcode, partner.city))),
        ("country", text(partner.country)),
        ("email", text(&format!("privacy@{}", partner.domain))),
    ]);
    let address = table(&[
        ("street", text(&partner.street)),
        ("postcode", text(&partner.postcode)),
        ("city", text(partner.city)),
    ]);
    let signatory = table(&[
        ("name", text(&partner.signatory)),
        ("title", text("Managing Director")),
        ("place", text(partner.city)),
        ("authority", text("Sole power of representation")),
    ]);
    let mut party = vec![
        ("role", text("controller")),
        ("name", text(&partner.name)),
        ("short_name", text(&partner.short_name)),
        ("registration", text(&partner.registration)),
        ("address", address),
        ("country", text(partner.country)),
        ("activities", text("Sells goods to consumers and serves them with the services of the Provider.")),
        ("data_protection_officer", officer),
        ("signatory", signatory),
        ("contacts", toml::Value::Array(CONTACTS.iter().map(contact).collect())),
    ];
    party.extend(partner.land.map(|land| ("land", text(land))));
    let parties = table(&[("partner", table(&party))]);
    let contract = table(&[
        ("reference", text(&partner.contract)),
        ("date", toml::Value::Datetime("2026-04-17".parse().expect("a date"))),
    ]);
    let agreement = table(&[("reference", text(&partner.key)), ("main_agreement", contract)]);
    let subprocessors = partner.subprocessors.iter().map(|one| {
        let address =
            [("street", text(&one.street)), ("postcode", text(&one.postcode)), ("city", text(one.city))];
        let contact = [
            ("kind", text("privacy")),
            ("position", text("Data Protection Coordinator")),
            ("email", text(&one.email)),
        ];
        table(&[
            ("id", text(&one.id)),
            ("name", text(&one.name)),
            ("address", table(&address)),
            ("country", text(one.country)),
            ("contact", table(&contact)),
            ("task", text(one.task)),
            ("duration", text("the term of the Agreement")),
            ("transfer", table(&[("mechanism", text("eea"))])),
        ])
    });
    let subprocessors = toml::Value::Array(subprocessors.collect());
    toml::Table::from_iter([
        ("agreement".to_owned(), agreement),
        ("parties".to_owned(), parties),
        ("subprocessors".to_owned(), subprocessors),
    ])
}

/// The facts of a partner as a line of JSON.
pub fn json(partner: &Partner) -> String {
    let text = serde_json::to_string(&row(partner)).expect("facts");
    // Dates are texts in JSON.
    text.replace("{\"$__toml_private_datetime\":\"2026-04-17\"}", "\"2026-04-17\"")
}

/// The whole pack of a partner as one pack file.
pub fn pack(partner: &Partner) -> String {
    let mut whole: toml::Table = PACK.parse().expect("a pack");
    overlay(&mut whole, row(partner));
    let mut out = String::new();
    let _ = write!(out, "{whole}");
    out
}

/// Lays a table over another.
pub fn overlay(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}
