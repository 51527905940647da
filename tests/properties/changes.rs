//! Valid changes of a pack: what a lawyer may state otherwise without any rule forbidding it.

use dpakit::law;
use toml::Value;

use crate::draft::{Draft, value};

/// The chances of one change: xorshift64*, and a name that it may use.
pub struct Chance<'n> {
    state: u64,
    name: &'n str,
}

impl<'n> Chance<'n> {
    /// A sequence that begins at a seed.
    pub fn new(seed: u64, name: &'n str) -> Chance<'n> {
        Chance { state: seed | 1, name }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % end.max(1)
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// A name without what the rules take for a blank that was never filled.
pub fn printable(name: &str) -> String {
    let blank = |word: &str| ["tbd", "tbc", "xxx", "lorem"].contains(&word.to_lowercase().as_str());
    let name = name.replace("____", "_-_").replace("....", ".-.").replace("[x]", "x");
    let parts = name.split(|c: char| !c.is_alphanumeric());
    if parts.into_iter().any(blank) { "Plain Name".to_owned() } else { name }
}

/// A change by what it does.
pub type Change = (&'static str, fn(&mut Draft, &mut Chance<'_>));

/// All of them.
pub const CHANGES: &[Change] = &[
    ("name of a party", party_name),
    ("other names of a party", other_names),
    ("a text about a party", party_text),
    ("people of a party", people),
    ("optional facts of a party go", party_without),
    ("companies of the groups", groups),
    ("country of the customer", customer_country),
    ("country of the provider", provider_country),
    ("dates", dates),
    ("references and titles", titles),
    ("recitals and definitions", own_words),
    ("law and courts of the agreement", agreement_law),
    ("term", term),
    ("names of data", data_names),
    ("texts of a service", service_text),
    ("a service more", add_service),
    ("a service less", drop_service),
    ("a category more", add_category),
    ("retention", retention),
    ("data subjects", subjects),
    ("locations", locations),
    ("a measure more", add_measure),
    ("measures less", drop_measures),
    ("look and certificates of measures", measure_style),
    ("a subprocessor more", add_subprocessor),
    ("a subprocessor less", drop_subprocessor),
    ("texts of a subprocessor", subprocessor_text),
    ("ground of a subprocessor", subprocessor_ground),
    ("periods of a subprocessor", subprocessor_periods),
    ("notice of subprocessors", subprocessing_periods),
    ("way of authorising subprocessors", authorisation),
    ("recipients", recipients),
    ("breach", breach),
    ("audits", audits),
    ("assistance", assistance),
    ("end of the service", end_of_service),
    ("liability and indemnity", liability),
    ("access requests and transfer rules", rules_of_transfers),
    ("California", california),
    ("signing", signing),
    ("law and courts of the clauses", clauses_law),
    ("docking and redress", docking),
    ("frequency and description", description),
    ("assessment and supplementary measures", assessment),
    ("parts for the United Kingdom", uk),
    ("part for Switzerland", swiss),
    ("India less", drop_india),
    ("a transfer between controllers", module_one),
    ("a second processor", module_two),
    ("a further processor", module_three),
    ("a transfer back to a controller", module_four),
    ("a transfer on another ground", other_ground),
    ("a clause of the parties' own", insertion),
    ("a clause in other words", replacement),
    ("a clause less", omission),
    ("state and version", state),
    ("the Commission's clauses as the agreement", body),
];

const EEA: [&str; 10] = ["AT", "BE", "ES", "FI", "FR", "IT", "NL", "PL", "SE", "CZ"];
/// Without a decision on adequacy in any of the three regimes.
const THIRD: [&str; 10] = ["IN", "TR", "ZA", "MX", "VN", "PH", "UA", "SG", "EG", "CN"];
const ADEQUATE: [&str; 5] = ["CH", "NZ", "UY", "AR", "GB"];

fn text(chance: &Chance<'_>, before: &str) -> Value {
    Value::String(format!("{before} {}", chance.name))
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn party_of(draft: &Draft, chance: &mut Chance<'_>) -> String {
    chance.of(&draft.keys("parties"))
}

fn service_of(draft: &Draft, chance: &mut Chance<'_>) -> String {
    chance.of(&draft.keys("services"))
}

/// An id that no other thing of the pack has.
fn fresh(draft: &Draft, chance: &mut Chance<'_>, what: &str) -> String {
    let taken = |id: &String| {
        let tables = ["parties", "services", "data.categories", "data.subjects"];
        tables.iter().any(|table| draft.has(&format!("{table}.{id}")))
    };
    loop {
        let id = format!("{what}_{}", chance.below(100_000));
        if !taken(&id) {
            return id;
        }
    }
}

// ------------------------------------------------------------------ parties

fn party_name(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = party_of(draft, chance);
    let old = draft.at(&format!("parties.{id}.name")).and_then(Value::as_str).map(str::to_owned);
    draft.rename(&old.unwrap_or_default(), &format!("{} Company", chance.name));
}

fn other_names(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = party_of(draft, chance);
    let key = chance.of(&["short_name", "trading_name", "native_name", "legal_form", "registration"]);
    draft.set(&format!("parties.{id}.{key}"), chance.name);
    if chance.coin() {
        draft.set(&format!("parties.{id}.aliases"), vec![chance.name.to_owned()]);
    }
}

fn party_text(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = party_of(draft, chance);
    match chance.below(3) {
        0 => draft.set(&format!("parties.{id}.activities"), text(chance, "Runs a business in")),
        1 => {
            draft.set(&format!("parties.{id}.address.street"), text(chance, "Street of"));
            draft.set(&format!("parties.{id}.address.city"), chance.name);
        }
        _ => draft.set(&format!("parties.{id}.address.postcode"), format!("{}", chance.below(99_999))),
    }
}

fn people(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = party_of(draft, chance);
    let contacts = draft.count(&format!("parties.{id}.contacts"));
    match chance.below(4) {
        0 => {
            let at = chance.below(contacts);
            draft.set(&format!("parties.{id}.contacts[{at}].name"), chance.name);
        }
        1 => draft.set(&format!("parties.{id}.signatory.name"), chance.name),
        2 => draft.set(&format!("parties.{id}.signatory.authority"), text(chance, "Power of")),
        _ => {
            let none = format!("{{ none = {} }}", quoted(&format!("no duty, says {}", chance.name)));
            draft.set(&format!("parties.{id}.data_protection_officer"), value(&none));
        }
    }
}

fn party_without(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = party_of(draft, chance);
    let keys =
        ["short_name", "trading_name", "registration", "uk_representative", "ch_representative", "signs_for"];
    draft.remove(&format!("parties.{id}.{}", chance.of(&keys)));
}

/// The companies that made the main agreement, and an affiliate that is signed for.
fn groups(draft: &mut Draft, chance: &mut Chance<'_>) {
    if chance.coin() {
        let name = |id: &str| draft.at(&format!("parties.{id}.name")).expect("a name").clone();
        let made = Value::Array(vec![name("nordhang"), name("harborline")]);
        draft.set("agreement.main_agreement.parties", made);
    }
    let company = format!("[{{ name = {}, country = \"AT\" }}]", quoted(&format!("{} Service", chance.name)));
    draft.set("parties.nordhang.affiliates", value(&company));
    draft.set("parties.nordhang.signs_for", value(&company));
}

fn customer_country(draft: &mut Draft, chance: &mut Chance<'_>) {
    let code = chance.of(&EEA);
    draft.set("parties.nordhang.country", code);
    draft.remove("parties.nordhang.land");
    draft.remove("parties.nordhang.supervisory_authority");
    draft.remove("transfers[0].options.authority");
    let state = law::state(code).expect("a state of the EEA");
    let fits = state.third_party_rights == law::ThirdPartyRights::Yes && state.eu;
    let chosen = if fits { code } else { "DE" };
    draft.set("transfers[0].options.law", chosen);
    draft.set("transfers[0].options.courts", value(&format!("{{ country = \"{chosen}\" }}")));
}

fn provider_country(draft: &mut Draft, chance: &mut Chance<'_>) {
    let code = chance.of(&THIRD);
    draft.set("parties.harborline.country", code);
    draft.set("parties.harborline.address", value("{ street = \"High Street 1\", city = \"Capital\" }"));
    let fits =
        |item: &Value| item.get("operator").and_then(Value::as_str) != Some("Harborline Systems, Inc.");
    if let Some(list) = draft.at_mut("processing.locations").and_then(Value::as_array_mut) {
        list.retain(fits);
    }
}

// ------------------------------------------------------------------ the agreement

/// A day, some after the first of June 2026, before the tables of the law are a year old.
fn day(after: usize) -> Value {
    let first = jiff::civil::date(2026, 10, 20);
    let day = first.checked_add(jiff::Span::new().days(i64::try_from(after).expect("days")));
    value(&day.expect("a day").to_string())
}

fn dates(draft: &mut Draft, chance: &mut Chance<'_>) {
    let dated = chance.below(300);
    draft.set("agreement.date", day(dated));
    let later = chance.below(60);
    let event = chance.of(&["last-signature", "main-agreement"]);
    let effective = if chance.coin() { day(dated + later) } else { event.into() };
    draft.set("agreement.effective", effective);
    draft.remove("agreement.main_agreement.date");
}

fn titles(draft: &mut Draft, chance: &mut Chance<'_>) {
    match chance.below(4) {
        0 => draft.set("agreement.title", text(chance, "Agreement")),
        1 => draft.set("agreement.reference", format!("REF-{}", chance.below(1_000_000))),
        2 => draft.set("agreement.main_agreement.title", text(chance, "Contract")),
        _ => draft.set("agreement.supersedes", vec![chance.name.to_owned()]),
    }
}

fn own_words(draft: &mut Draft, chance: &mut Chance<'_>) {
    match chance.below(3) {
        0 => draft.set("agreement.recitals", vec![format!("The Customer sells goods as {}.", chance.name)]),
        1 => draft.remove("agreement.recitals"),
        _ => draft.set("agreement.definitions[0].means", text(chance, "the weeks named")),
    }
}

fn agreement_law(draft: &mut Draft, chance: &mut Chance<'_>) {
    let code = chance.of(&["DE", "FR", "NL", "AT", "IE"]);
    draft.set("agreement.law", code);
    draft.set(
        "agreement.courts",
        value(&format!("{{ country = \"{code}\", exclusive = {} }}", chance.coin())),
    );
}

fn term(draft: &mut Draft, chance: &mut Chance<'_>) {
    let term = match chance.below(3) {
        0 => "{ lasts = \"main-agreement\" }".to_owned(),
        1 => format!("{{ lasts = \"fixed\", until = {} }}", day(chance.between(400, 1500))),
        _ => format!("{{ lasts = \"indefinite\", notice = \"{} days\" }}", chance.between(2, 200)),
    };
    draft.set("agreement.term", value(&term));
    draft.set("agreement.numbers_in_words", chance.coin());
    draft.set("agreement.entire_agreement", chance.coin());
}

fn state(draft: &mut Draft, chance: &mut Chance<'_>) {
    match chance.below(3) {
        0 => draft.set("agreement.state", "draft"),
        1 => draft.set("agreement.version", format!("{}.{}", chance.below(9), chance.below(9))),
        _ => draft.remove("agreement.version"),
    }
}

fn body(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("agreement.body", "scc-2021-915");
    draft.set("agreement.body_options", value(&format!("{{ docking = {} }}", chance.coin())));
    draft.remove("clauses"); // what deviates from the agreement of the library
}

// ------------------------------------------------------------------ data and services

fn data_names(draft: &mut Draft, chance: &mut Chance<'_>) {
    let table = chance.of(&["categories", "groups", "subjects"]);
    let ids = draft.keys(&format!("data.{table}"));
    if ids.is_empty() {
        return;
    }
    let id = chance.of(&ids);
    draft.set(&format!("data.{table}.{id}.name"), text(chance, "Data of"));
    if table == "categories" && chance.coin() {
        draft.set(&format!("data.{table}.{id}.elements"), vec![chance.name.to_owned(), "age".to_owned()]);
    }
}

fn service_text(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = service_of(draft, chance);
    let key = chance.of(&["name", "subject_matter", "duration", "nature", "purposes", "instructions"]);
    let path = format!("services.{id}.{key}");
    let words = text(chance, "Work on");
    match key {
        "name" | "subject_matter" | "duration" => draft.set(&path, words),
        _ => draft.set(&path, Value::Array(vec![words])),
    }
}

fn add_service(draft: &mut Draft, chance: &mut Chance<'_>) {
    let (id, subject) = (fresh(draft, chance, "service"), fresh(draft, chance, "subject"));
    let category = add_category_named(draft, chance);
    draft.set(&format!("data.subjects.{subject}.name"), text(chance, "Users of"));
    let months = chance.between(1, 36);
    let service = format!(
        "{{ name = {}, subject_matter = \"Keeping of files\", nature = [\"storage\"], purposes = [\"finding files again\"], \
         categories = [\"{category}\"], subjects = [{{ subject = \"{subject}\" }}], \
         retention = [{{ period = \"{months} months\", criteria = \"from the last use\" }}] }}",
        quoted(chance.name)
    );
    draft.set(&format!("services.{id}"), value(&service));
}

fn drop_service(draft: &mut Draft, chance: &mut Chance<'_>) {
    if draft.keys("services").len() < 2 {
        return;
    }
    let id = service_of(draft, chance);
    let all = draft.at("transfers").and_then(Value::as_array).into_iter().flatten();
    let only = |one: &Value| {
        let services = one.get("services").and_then(Value::as_array);
        services.is_some_and(|services| services.iter().all(|service| service.as_str() == Some(&id)))
    };
    if all.into_iter().any(only) {
        return; // without a service of its own, a transfer is about all of them
    }
    draft.remove(&format!("services.{id}"));
    for list in ["subprocessors", "transfers", "measures.groups"] {
        let Some(items) = draft.at_mut(list).and_then(Value::as_array_mut) else { continue };
        for item in items.iter_mut() {
            let Some(services) = item.get_mut("services").and_then(Value::as_array_mut) else { continue };
            services.retain(|service| service.as_str() != Some(&id));
            if services.is_empty() {
                item.as_table_mut().expect("a table").remove("services");
            }
        }
    }
}

fn add_category(draft: &mut Draft, chance: &mut Chance<'_>) {
    let category = add_category_named(draft, chance);
    let id = service_of(draft, chance);
    draft.push(&format!("services.{id}.categories"), category.as_str());
    let retention = format!("{{ categories = [\"{category}\"], criteria = \"until nobody needs it\" }}");
    draft.push(&format!("services.{id}.retention"), value(&retention));
}

fn add_category_named(draft: &mut Draft, chance: &mut Chance<'_>) -> String {
    let id = fresh(draft, chance, "data");
    let special = chance.of(&["no", "no", "special-category", "criminal-offence", "careful"]);
    let safeguards = format!("[{}]", quoted(&format!("locked away by {}", chance.name)));
    let category = format!(
        "{{ name = {}, elements = [\"first\", \"second\"], special = \"{special}\", safeguards = {safeguards} }}",
        quoted(&format!("Data {}", chance.name))
    );
    draft.set(&format!("data.categories.{id}"), value(&category));
    for at in 0..draft.count("transfers") {
        draft.remove(&format!("transfers[{at}].description.special_categories")); // said by hand: "None."
    }
    id
}

fn retention(draft: &mut Draft, chance: &mut Chance<'_>) {
    let id = service_of(draft, chance);
    let unit = chance.of(&["days", "months", "years", "weeks"]);
    let one = format!("[{{ period = \"{} {unit}\", criteria = \"from the end\" }}]", chance.between(2, 400));
    draft.set(&format!("services.{id}.retention"), value(&one));
}

fn subjects(draft: &mut Draft, chance: &mut Chance<'_>) {
    let subject = fresh(draft, chance, "subject");
    draft.set(&format!("data.subjects.{subject}"), value(&format!("{{ name = {} }}", quoted(chance.name))));
    let id = service_of(draft, chance);
    draft.push(&format!("services.{id}.subjects"), value(&format!("{{ subject = \"{subject}\" }}")));
}

fn locations(draft: &mut Draft, chance: &mut Chance<'_>) {
    let code = chance.of(&EEA);
    let place = format!(
        "{{ country = \"{code}\", place = {}, activity = \"storage of backups\" }}",
        quoted(chance.name)
    );
    draft.push("processing.locations", value(&place));
    draft.set("processing.purpose", text(chance, "The work for"));
}

// ------------------------------------------------------------------ measures

fn add_measure(draft: &mut Draft, chance: &mut Chance<'_>) {
    let own = format!(
        "{{ title = {}, text = {}, points = [\"each door has a lock\"] }}",
        quoted(&format!("Doors {}", chance.name)),
        quoted(&format!("The doors of {} are locked at night and opened with a card.", chance.name)),
    );
    let used = chance.of(&["measures/clear-desk", "measures/visitor-records", "measures/change-management"]);
    let services = match chance.coin() {
        true => format!("[\"{}\"]", service_of(draft, chance)),
        false => "[]".to_owned(),
    };
    let title = quoted(&format!("More {}", chance.name));
    let group = format!("{{ title = {title}, services = {services}, use = [\"{used}\"], own = [{own}] }}");
    draft.push("measures.groups", value(&group));
}

fn drop_measures(draft: &mut Draft, chance: &mut Chance<'_>) {
    let spare = [
        "People",
        "Physical security",
        "Governance",
        "Subprocessors",
        "Incidents",
        "Safeguards of remote support",
    ];
    let title = chance.of(&spare);
    if let Some(groups) = draft.at_mut("measures.groups").and_then(Value::as_array_mut) {
        groups.retain(|group| group.get("title").and_then(Value::as_str) != Some(title));
    }
}

fn measure_style(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("measures.style", chance.of(&["list", "table", "matrix"]));
    match chance.below(3) {
        0 => draft.remove("measures.certificates"),
        1 => draft.set("measures.replaceable", chance.coin()),
        _ if draft.count("measures.certificates") > 0 => {
            draft.set("measures.certificates[0].scope", chance.name)
        }
        _ => {}
    }
    if !draft.has("measures.certificates") && chance.coin() {
        let one = "{ standard = \"SOC 2 Type II\", scope = \"all services\", issuer = \"Auditor LLP\", valid_until = 2029-01-31 }";
        draft.push("measures.certificates", value(one));
    }
}

// ------------------------------------------------------------------ subprocessors and recipients

/// A country, and a ground that carries data there.
fn ground(chance: &mut Chance<'_>) -> (&'static str, String) {
    let detail = quoted(&format!("recorded by {}", chance.name));
    match chance.below(4) {
        0 => (chance.of(&EEA), "{ mechanism = \"eea\" }".to_owned()),
        1 => (chance.of(&THIRD), format!("{{ mechanism = \"scc-2021-914\", detail = {detail} }}")),
        2 => (chance.of(&ADEQUATE), format!("{{ mechanism = \"adequacy\", detail = {detail} }}")),
        _ => ("US", format!("{{ mechanism = \"dpf\", detail = {detail} }}")),
    }
}

fn add_subprocessor(draft: &mut Draft, chance: &mut Chance<'_>) {
    let (code, ground) = ground(chance);
    let id = format!("more-{}", chance.below(1_000_000));
    let one = format!(
        "{{ id = \"{id}\", name = {}, country = \"{code}\", address = {{ street = \"Road 1\", city = \"Town\" }}, \
         contact = {{ kind = \"privacy\", position = \"Desk\", email = \"privacy@more.example\" }}, \
         task = \"Keeps copies\", duration = \"the term of the Agreement\", transfer = {ground} }}",
        quoted(&format!("{} Ltd", chance.name)),
    );
    draft.push("subprocessors", value(&one));
}

fn drop_subprocessor(draft: &mut Draft, chance: &mut Chance<'_>) {
    let count = draft.count("subprocessors");
    if count < 2 {
        return;
    }
    let at = chance.below(count);
    if let Some(list) = draft.at_mut("subprocessors").and_then(Value::as_array_mut) {
        list.remove(at);
    }
}

fn subprocessor_text(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = chance.below(draft.count("subprocessors"));
    match chance.below(3) {
        0 => draft.set(&format!("subprocessors[{at}].task"), text(chance, "Works on")),
        1 => draft
            .set(&format!("subprocessors[{at}].measures"), vec![format!("a locked room at {}", chance.name)]),
        _ => draft.set(&format!("subprocessors[{at}].duration"), text(chance, "until")),
    }
}

fn subprocessor_ground(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = chance.below(draft.count("subprocessors"));
    let (code, ground) = ground(chance);
    draft.set(&format!("subprocessors[{at}].country"), code);
    draft.set(&format!("subprocessors[{at}].transfer"), value(&ground));
    draft.remove(&format!("subprocessors[{at}].locations"));
}

fn subprocessor_periods(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = chance.below(draft.count("subprocessors"));
    draft.set(&format!("subprocessors[{at}].breach_notice"), "1 hour");
    draft.set(&format!("subprocessors[{at}].change_notice"), format!("{} days", chance.between(100, 200)));
}

/// Sets a fact of the agreement on subprocessors, and with it the same in Clause 9(a) of each transfer.
fn agree(draft: &mut Draft, key: &str, what: &str) {
    draft.set(&format!("subprocessing.{key}"), what);
    for at in 0..draft.count("transfers") {
        if draft.has(&format!("transfers[{at}].options.{key}")) {
            draft.set(&format!("transfers[{at}].options.{key}"), what);
        }
    }
}

fn subprocessing_periods(draft: &mut Draft, chance: &mut Chance<'_>) {
    let notice = chance.between(14, 90);
    agree(draft, "notice", &format!("{notice} days"));
    draft.set("subprocessing.objection", format!("{} days", chance.between(2, notice)));
}

fn authorisation(draft: &mut Draft, chance: &mut Chance<'_>) {
    agree(draft, "authorisation", chance.of(&["general", "specific"]));
    draft.set("subprocessing.affiliates_authorised", chance.coin());
    draft.set("subprocessing.consent_conditions", chance.coin());
}

fn recipients(draft: &mut Draft, chance: &mut Chance<'_>) {
    match chance.below(3) {
        0 => draft.remove("recipients"),
        1 => draft.remove("own_processing"),
        _ => {
            let one = format!(
                "{{ name = {}, role = \"independent-controller\", purpose = \"carriage\", country = \"FR\" }}",
                quoted(chance.name)
            );
            draft.push("recipients", value(&one));
        }
    }
}

// ------------------------------------------------------------------ terms

fn breach(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("breach.notice", format!("{} hours", chance.between(2, 48)));
    draft.set("breach.starts", chance.of(&["awareness", "discovery"]));
    draft.set("breach.suspected", chance.coin());
    draft.set("breach.notification_costs", chance.of(&["cause", "customer", "provider", "each"]));
}

fn audits(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("audits.mode", chance.of(&["report-first", "on-site"]));
    draft.set("audits.notice", format!("{} days", chance.between(2, 60)));
    draft.set("audits.costs", chance.of(&["cause", "provider", "each"]));
    draft.remove(chance.of(&["audits.per_year", "audits.remedy", "audits.notice"]));
}

fn assistance(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("assistance.costs", chance.of(&["included", "beyond-usual"]));
    draft.set("assistance.forward_requests", format!("{} business days", chance.between(2, 10)));
    draft.set("assistance.measures", vec![format!("an export by {}", chance.name)]);
}

fn end_of_service(draft: &mut Draft, chance: &mut Chance<'_>) {
    let choices = ["return-then-delete", "delete", "return", "customer-chooses"];
    draft.set("end_of_service.choice", chance.of(&choices));
    draft.set("end_of_service.delete_within", format!("{} days", chance.between(2, 180)));
    draft.set("end_of_service.certificate", chance.coin());
    draft.remove(chance.of(&[
        "end_of_service.format",
        "end_of_service.backups_within",
        "end_of_service.return_within",
    ]));
}

fn liability(draft: &mut Draft, chance: &mut Chance<'_>) {
    let regimes = [
        "{ regime = \"main-agreement\" }",
        "{ regime = \"uncapped\" }",
        "{ regime = \"silent\" }",
        "{ regime = \"capped\", cap = { fees_of = \"12 months\" } }",
        "{ regime = \"capped\", cap = { amount = \"EUR 1250.50\" }, capitals = true }",
    ];
    draft.set("liability", value(chance.of(&regimes)));
    match chance.below(3) {
        0 => draft.remove("indemnity"),
        1 => draft.set("indemnity", value("{ by = \"mutual\" }")),
        _ => draft.set("indemnity", value("{ by = \"provider\", cap = \"USD 10\" }")),
    }
    if !draft.has("indemnity") {
        draft.remove("clauses.omit");
    }
}

fn rules_of_transfers(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.set("access_requests.from", chance.of(&["any-authority", "supervisory-authorities"]));
    if chance.coin() {
        draft.remove("transfer_rules");
    } else {
        let rule = format!("[{{ recipients = {}, countries = [\"IN\", \"US\"] }}]", quoted(chance.name));
        draft.set("transfer_rules", value(&rule));
    }
}

fn california(draft: &mut Draft, chance: &mut Chance<'_>) {
    if chance.coin() {
        draft.remove("addenda");
    } else {
        draft.set("addenda.ccpa.role", chance.of(&["service-provider", "contractor"]));
        draft.set("addenda.ccpa.if_applicable", chance.coin());
        draft.set("addenda.ccpa.purposes", vec![format!("answering questions of {}", chance.name)]);
    }
}

fn signing(draft: &mut Draft, chance: &mut Chance<'_>) {
    draft.remove("signing.order");
    draft.set("signing.one_signature", chance.coin());
    draft.set("signing.electronic", chance.coin());
    draft.set("signing.dialect", chance.of(&["none", "docusign", "adobe", "dropbox"]));
}

// ------------------------------------------------------------------ transfers

fn transfer_of(draft: &Draft, chance: &mut Chance<'_>) -> String {
    format!("transfers[{}]", chance.below(draft.count("transfers")))
}

fn clauses_law(draft: &mut Draft, chance: &mut Chance<'_>) {
    let code = chance.of(&["DE", "FR", "NL", "AT", "BE", "ES"]);
    draft.set("transfers[0].options.law", code);
    draft.set("transfers[0].options.courts", value(&format!("{{ country = \"{code}\" }}")));
    draft.set("transfers[0].options.law_option", chance.of(&["chosen", "exporter"]));
}

fn docking(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = transfer_of(draft, chance);
    draft.set(&format!("{at}.options.docking"), chance.coin());
    if chance.coin() {
        let body = format!("{{ name = {}, country = \"AT\" }}", quoted(chance.name));
        draft.set(&format!("{at}.options.redress_body"), value(&body));
    } else {
        draft.remove(&format!("{at}.options.redress_body"));
    }
}

fn description(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = transfer_of(draft, chance);
    let every = format!("{{ every = {} }}", quoted(&format!("every night of {}", chance.name)));
    let frequency = chance.of(&["\"one-off\"", "\"continuous\"", every.as_str()]);
    draft.set(&format!("{at}.frequency"), value(frequency));
    draft.set(&format!("{at}.description.nature"), text(chance, "Reading of"));
    let row = format!("[{{ label = {}, text = \"as shown\" }}]", quoted(chance.name));
    draft.set(&format!("{at}.description.extra"), value(&row));
}

fn assessment(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = transfer_of(draft, chance);
    if draft.has(&format!("{at}.assessment")) {
        draft.set(
            &format!("{at}.assessment.conclusion"),
            text(chance, "nothing keeps the importer from it, says"),
        );
        draft.remove(&format!("{at}.assessment.reference"));
    }
    draft.set(&format!("{at}.supplementary_measures"), vec![format!("The keys stay with {}.", chance.name)]);
}

fn uk(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = transfer_of(draft, chance);
    match chance.below(3) {
        0 => draft.remove(&format!("{at}.uk")),
        1 => draft.set(&format!("{at}.uk.may_end"), Value::Array(Vec::new())),
        _ => draft.set(&format!("{at}.uk.may_end"), value("[\"exporter\"]")),
    }
    if draft.at(&format!("{at}.mechanism")).and_then(Value::as_str) != Some("scc-2021-914") {
        draft.remove(&format!("{at}.uk"));
    }
}

fn swiss(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = transfer_of(draft, chance);
    draft.remove(&format!("{at}.ch"));
    if chance.coin() && draft.at(&format!("{at}.mechanism")).and_then(Value::as_str) == Some("scc-2021-914") {
        let case = chance.of(&["both-separate", "both-gdpr-standard"]);
        draft.set(&format!("{at}.ch"), value(&format!("{{ case = \"{case}\" }}")));
    }
}

/// The company in India, its transfer and its places go.
fn drop_india(draft: &mut Draft, _: &mut Chance<'_>) {
    draft.remove("parties.harborline_india");
    draft.remove("signing.order");
    let india = |item: &Value| {
        let is = |key: &str, text: &str| item.get(key).and_then(Value::as_str) == Some(text);
        is("importer", "harborline_india") || is("id", "harborline-india") || is("country", "IN")
    };
    for list in ["transfers", "processing.locations", "subprocessors"] {
        if let Some(items) = draft.at_mut(list).and_then(Value::as_array_mut)
            && items.iter().any(|item| !india(item))
        {
            items.retain(|item| !india(item));
        }
    }
    draft.remove("transfer_rules");
}

/// A party more, complete in itself.
fn add_party(draft: &mut Draft, chance: &mut Chance<'_>, role: &str, country: &str) -> String {
    let (id, number) = (fresh(draft, chance, "party"), chance.below(1000));
    let party = format!(
        "{{ role = \"{role}\", name = {}, country = \"{country}\", address = {{ street = \"Road 9\", city = \"Town\" }}, \
         activities = \"Works with the data of the exporter.\", \
         contacts = [{{ kind = \"privacy\", position = \"Desk\", email = \"privacy@party.example\" }}], \
         data_protection_officer = {{ none = \"no duty to appoint one\" }}, \
         signatory = {{ name = \"Ada Example\", title = \"Director\" }} }}",
        quoted(&format!("{} Company {}", chance.name, number)),
    );
    draft.set(&format!("parties.{id}"), value(&party));
    draft.remove("signing.order");
    id
}

/// A transfer under the clauses of 2021 between two parties of the pack.
fn add_clauses(draft: &mut Draft, exporter: &str, importer: &str, more: &str) {
    let transfer = format!(
        "{{ exporter = \"{exporter}\", importer = \"{importer}\", mechanism = \"scc-2021-914\", frequency = \"continuous\", \
         assessment = {{ date = 2026-10-12, conclusion = \"the importer can fulfil the clauses\" }}, {more} }}"
    );
    draft.push("transfers", value(&transfer));
}

const GERMAN: &str = "options = { law = \"DE\", courts = { country = \"DE\" } }";

fn module_one(draft: &mut Draft, chance: &mut Chance<'_>) {
    let country = chance.of(&THIRD);
    let importer = add_party(draft, chance, "independent-controller", country);
    add_clauses(draft, "nordhang", &importer, GERMAN);
}

fn module_two(draft: &mut Draft, chance: &mut Chance<'_>) {
    let country = chance.of(&THIRD);
    let importer = add_party(draft, chance, "processor", country);
    add_clauses(draft, "nordhang", &importer, GERMAN);
}

fn module_three(draft: &mut Draft, chance: &mut Chance<'_>) {
    let country = chance.of(&THIRD);
    let importer = add_party(draft, chance, "subprocessor", country);
    let controllers = quoted(&format!("{} and its group", chance.name));
    add_clauses(draft, "harborline_ireland", &importer, &format!("controllers = [{controllers}], {GERMAN}"));
}

fn module_four(draft: &mut Draft, chance: &mut Chance<'_>) {
    let country = chance.of(&THIRD);
    let importer = add_party(draft, chance, "independent-controller", country);
    let combined = chance.coin();
    add_clauses(
        draft,
        "harborline_ireland",
        &importer,
        &format!("combines_union_data = {combined}, {GERMAN}"),
    );
}

fn other_ground(draft: &mut Draft, chance: &mut Chance<'_>) {
    let (country, mechanism) = match chance.below(3) {
        0 => (chance.of(&ADEQUATE), "adequacy"),
        1 => ("US", "dpf"),
        _ => (chance.of(&THIRD), "bcr"),
    };
    let importer = add_party(draft, chance, "subprocessor", country);
    if mechanism == "dpf" {
        let name = draft.at(&format!("parties.{importer}.name")).expect("a name").clone();
        let entry =
            format!("{{ status = \"active\", entry = {name}, covers_hr = true, checked = 2026-11-02 }}");
        draft.set(&format!("parties.{importer}.data_privacy_framework"), value(&entry));
    }
    let transfer = format!(
        "{{ exporter = \"harborline_ireland\", importer = \"{importer}\", mechanism = \"{mechanism}\", \
         frequency = \"continuous\", fallback = \"scc-2021-914\", controllers = [\"those of the customer\"], {GERMAN} }}"
    );
    draft.push("transfers", value(&transfer));
}

// ------------------------------------------------------------------ deviations

/// Whether the agreement of the library is the body, from which alone one can deviate.
fn own_body(draft: &Draft) -> bool {
    !draft.has("agreement.body")
}

fn insertion(draft: &mut Draft, chance: &mut Chance<'_>) {
    let at = chance.below(1_000_000);
    if own_body(draft) {
        let clause = format!(
            "{{ after = \"dpa/audits\", slug = \"own-{at}\", title = \"Visits\", reason = {}, \
             text = \"**Visits.** The Provider shows visitors of the Customer its rooms on working days.\" }}",
            quoted(chance.name)
        );
        draft.push("clauses.insert", value(&clause));
    }
}

fn replacement(draft: &mut Draft, chance: &mut Chance<'_>) {
    if own_body(draft) {
        let clause = format!(
            "{{ text = \"**Records.** The Provider keeps the records of its processing for {} years.\", \
             covers = [\"A30-2-records\"], reason = {} }}",
            chance.between(2, 9),
            quoted(chance.name)
        );
        draft.set("clauses.replace.dpa/records", value(&clause));
    }
}

fn omission(draft: &mut Draft, chance: &mut Chance<'_>) {
    if own_body(draft) && draft.has("indemnity") {
        draft.set("clauses.omit.dpa/indemnity", text(chance, "not agreed with"));
    }
}
