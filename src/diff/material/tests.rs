use super::lexicon::{FORMS, PEOPLES, SIDES, VOELKER};
use super::*;
use crate::diff::wordings::Wordings;

fn compared(old: &str, new: &str, names: &Names) -> Vec<Material> {
    material(old, new, &Wordings::new().of(old, new), &Register::of(names))
}

fn told(old: &str, new: &str) -> Vec<String> {
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let names =
        Names { countries: all(&["Ireland", "United States", "Irland"]), parties: all(&["Alder Mills Ltd"]) };
    let show = |one: &Material| {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
        format!("{}: {} > {}", one.kind.name(), side(&one.old), side(&one.new))
    };
    compared(old, new, &names).iter().map(show).collect()
}

#[test]
fn a_value_whose_words_and_figures_differ_says_so() {
    let all = |old, new| compared(old, new, &Names::default());
    let found = all("within thirty (30) days", "within thirty (60) days");
    assert!(matches!(&found[..], [one] if one.contradicts), "{found:?}");
    let found = all("within thirty (60) days", "within sixty (60) days");
    assert!(matches!(&found[..], [one] if !one.contradicts), "{found:?}");
}

#[test]
fn a_name_at_the_end_of_a_text_is_no_company_for_its_comma() {
    assert_eq!(told("with Acme,", "with Beta,"), [""; 0]);
}

#[test]
fn values_that_changed_are_told_with_both() {
    let cases = [
        ("within thirty days of it", "within 45 days of it", "period: thirty days > 45 days"),
        ("within 30 days", "within 30 business days", "period: 30 days > 30 business days"),
        ("a 30-day term", "a 60-day term", "period: 30-day > 60-day"),
        ("up to EUR 5,000 a year", "up to EUR 2 million a year", "amount: EUR 5,000 > EUR 2 million"),
        ("up to €5m", "up to €7m", "amount: €5m > €7m"),
        ("uptime of 99.9%", "uptime of 99.5%", "percentage: 99.9% > 99.5%"),
        ("from 1 January 2023 on", "from July 1, 2023 on", "date: 1 January 2023 > July 1, 2023"),
        ("stored in Ireland", "stored in the United States", "country: Ireland > United States"),
        ("Alder Mills Ltd grinds", "Birch grinds", "name: Alder Mills Ltd > –"),
        ("it shall notify", "it may notify", "duty: shall > may"),
        ("it may share data", "it may not share data", "negation: – > not"),
        ("with specific consent", "with general consent", "scope: specific > general"),
        ("it may tell others", "it may tell only others", "exclusivity: – > only"),
        (
            "shall promptly notify",
            "shall without undue delay notify",
            "scope: promptly > without undue delay",
        ),
        ("Vorsatz und grobe Fahrlässigkeit", "Vorsatz", "scope: grobe > –"),
        ("If Acme LLC is", "If Acme Mills Limited is", "name: Acme LLC > Acme Mills Limited"),
        ("the Agreement, Acme LLC", "the Agreement, Beta LLC", "name: Acme LLC > Beta LLC"),
        ("up to 2x the fees", "up to 3x the fees", "amount: 2x > 3x"),
        ("twice the fees paid", "three times the fees paid", "amount: twice > three times"),
        ("das Doppelte der Vergütung", "das Dreifache der Vergütung", "amount: Doppelte > Dreifache"),
        (
            "at 5 percentage points over",
            "at 9 percentage points over",
            "percentage: 5 percentage points > 9 percentage points",
        ),
        ("zu 5 Prozent", "zu 9 Prozent", "percentage: 5 Prozent > 9 Prozent"),
        ("the seat of arbitration is Paris.", "the seat of arbitration is London.", "courts: Paris > London"),
        ("Venue shall be in Delaware.", "Venue shall be in New York.", "courts: Delaware > New York"),
        ("before the Munich courts alone", "before the Hamburg courts alone", "courts: Munich > Hamburg"),
        ("Schiedsort ist Wien.", "Schiedsort ist Genf.", "courts: Wien > Genf"),
        ("in Ireland and the United States", "in the United States and Irland", "country: Ireland > Irland"),
        ("up to 5 users", "up to 50 users", "number: 5 > 50"),
        ("EUR 5-10 per user", "EUR 5-12 per user", "amount: EUR 5-10 > EUR 5-12"),
        ("within 5-7 days", "within 5-9 days", "period: 5-7 days > 5-9 days"),
        ("in Schriftform", "in Textform", "scope: Schriftform > Textform"),
        ("a perpetual licence", "a revocable licence", "scope: perpetual > revocable"),
        (
            "das Recht der Republik Irland Anwendung",
            "das Recht der Republik Italien Anwendung",
            "law: Republik Irland > Republik Italien",
        ),
        ("PROVIDED BY ACME INC.", "PROVIDED BY BETA INC.", "name: ACME INC. > BETA INC."),
        ("before 30 days have", "after 30 days have", "limit: before > after"),
        ("within 30 days of it", "after 30 days of it", "limit: within > after"),
        ("prior to the notice", "after the notice", "limit: prior to > after"),
        ("nach Ablauf der Frist", "vor Ablauf der Frist", "limit: nach > vor"),
        ("we will sell data", "we won’t sell data", "negation: – > won’t"),
        ("the exclusive courts", "the non-exclusive courts", "exclusivity: exclusive > non-exclusive"),
        ("with its consent", "with its notice", "permission: consent > –"),
        ("binnen 14 Tagen", "binnen dreißig Tagen", "period: 14 Tagen > dreißig Tagen"),
        ("binnen 5 Tagen", "binnen 5 Werktagen", "period: 5 Tagen > 5 Werktagen"),
        ("bis zu 5.000 Euro", "bis zu 2,5 Mio Euro", "amount: 5.000 Euro > 2,5 Mio Euro"),
        ("höchstens 5.000 €", "höchstens 6.000 €", "amount: 5.000 € > 6.000 €"),
        ("zu 99,9 % verfügbar", "zu 99,5 % verfügbar", "percentage: 99,9 % > 99,5 %"),
        ("ab 2. März 2026 gilt", "ab 3. Mai 2026 gilt", "date: 2. März 2026 > 3. Mai 2026"),
        ("der Kunde muss zahlen", "der Kunde soll zahlen", "duty: muss > soll"),
        ("mit vorheriger Frist", "mit gesonderter Frist", "scope: vorheriger > gesonderter"),
        ("in Köln zuständig", "ausschließlich in Köln zuständig", "exclusivity: – > ausschließlich"),
        ("er haftet", "er haftet nicht", "negation: – > nicht"),
        ("governed by German law", "governed by Irish law", "law: German > Irish"),
        (
            "under the laws of Ireland, without",
            "under the laws of England and Wales, without",
            "law: Ireland > England and Wales",
        ),
        ("the courts of Munich decide", "the courts in Vienna decide", "courts: Munich > Vienna"),
        ("DATE: August 19, 2024", "DATE: May 6th, 2025", "date: August 19, 2024 > May 6th, 2025"),
        (
            "on the 4th of June 2021 it",
            "on the 5th day of July 2021 it",
            "date: 4th of June 2021 > 5th day of July 2021",
        ),
        ("under Ireland’s law", "under United States’ law", "country: Ireland > United States"),
        ("within a week of it", "within a month of it", "period: a week > a month"),
        ("audits once a year at", "audits twice a year at", "period: once a year > twice a year"),
        (
            "two times in each calendar year",
            "once in each calendar year",
            "period: two times in each calendar year > once in each calendar year",
        ),
        ("einmal im Jahr prüfen", "zweimal im Jahr prüfen", "period: einmal im Jahr > zweimal im Jahr"),
        ("bis zu 2,5 Mio. EUR je Jahr", "bis zu 5 Mio. EUR je Jahr", "amount: 2,5 Mio. EUR > 5 Mio. EUR"),
        (
            "höchstens EUR 5.000,- im Jahr",
            "höchstens EUR 6.000,- im Jahr",
            "amount: EUR 5.000,- > EUR 6.000,-",
        ),
        ("höchstens 5.000,- Euro", "höchstens 6.000,-- Euro", "amount: 5.000,- Euro > 6.000,-- Euro"),
        ("drei (3) Monate lang", "drei (6) Monate lang", "period: drei (3) Monate > drei (6) Monate"),
        ("EUR 100 per month in", "EUR 100 per year in", "period: per month > per year"),
        ("for more than 100 mills", "for fewer than 100 mills", "limit: more than > fewer than"),
        ("is required to pay", "is entitled to pay", "duty: required > entitled"),
        ("ist verpflichtet zu", "ist berechtigt zu", "duty: verpflichtet > berechtigt"),
        ("up to 12 000 users", "up to 15 000 users", "number: 12 > 15"),
        ("with Acme Mills, Inc. of", "with Gamma Inc. of", "name: Acme Mills, Inc. > Gamma Inc."),
        ("with the Acme Mills GmbH of", "with the Gamma Ltd of", "name: Acme Mills GmbH > Gamma Ltd"),
        ("by Sun Mills, Inc. alone", "by Oracle LLC alone", "name: Sun Mills, Inc. > Oracle LLC"),
        ("within 24h of it", "within 72h of it", "period: 24h > 72h"),
        ("backs up daily to", "backs up weekly to", "period: daily > weekly"),
        ("audits once a year", "audits quarterly", "period: once a year > quarterly"),
        (
            "once per calendar quarter at",
            "twice per calendar quarter at",
            "period: once per calendar quarter > twice per calendar quarter",
        ),
        ("prüft jährlich", "prüft monatlich", "period: jährlich > monatlich"),
        ("ends in May 2024 whatever", "ends in June 2025 whatever", "date: May 2024 > June 2025"),
        ("from 01/05/2024 on", "from 01/06/2024 on", "date: 01/05/2024 > 01/06/2024"),
        ("of PLN 5,000 in all", "of SEK 5,000 in all", "amount: PLN 5,000 > SEK 5,000"),
        ("stored in the EU alone", "stored in the EEA alone", "country: EU > EEA"),
        ("at least two persons", "at most two persons", "limit: at least > at most"),
        ("of no more than 30 days", "of not less than 30 days", "limit: no more than > not less than"),
        ("mindestens zwei Tage", "höchstens zwei Tage", "limit: mindestens > höchstens"),
        ("the mill, up to 5 loaves", "the mill, at least 5 loaves", "limit: up to > at least"),
        ("nach deutschem Recht", "nach irischem Recht", "law: deutschem > irischem"),
        (
            "gilt das Recht der Bundesrepublik Deutschland allein",
            "gilt das Recht der Schweiz allein",
            "law: Bundesrepublik Deutschland > Schweiz",
        ),
        ("Gerichtsstand ist München.", "Gerichtsstand ist Wien.", "courts: München > Wien"),
        ("die Gerichte in Köln", "die Gerichte in Bonn", "courts: Köln > Bonn"),
    ];
    for (old, new, expected) in cases {
        assert_eq!(told(old, new), [expected], "{old} > {new}");
    }
}

#[test]
fn values_that_are_the_same_or_were_not_touched_are_not_told() {
    assert_eq!(told("within thirty (30) days", "within 30 days"), [""; 0]);
    assert_eq!(told("it shall, within 30 days, tell", "it shall, within 30 days, say"), [""; 0]);
    assert_eq!(told("on 1 March 2026", "on 2026-03-01"), [""; 0]);
    assert_eq!(told("we won’t sell", "we will not sell"), [""; 0]);
    assert_eq!(told("see Clause 4", "see Clause 5"), [""; 0]);
    assert_eq!(told("call +1 206 555 0113 today", "call +1 206 496 0155 today"), [""; 0]);
    assert_eq!(told("call 089 4961 today", "call 089 5512 today"), [""; 0]);
    assert_eq!(told("at Isarufer 18, 80538 Munich", "at Isarufer 5, 80538 Munich"), [""; 0]);
    assert_eq!(told("under Art. 28 it", "under Art. 29 it"), [""; 0]);
    assert_eq!(told("since 2023", "since 2024"), [""; 0]);
    assert_eq!(told("zum Ende eines Monats", "zum Ende eines Quartals"), [""; 0]);
    assert_eq!(told("NO WARRANTY.", "NO WARRANTY, GIVEN AS SET."), [""; 0]);
    assert_eq!(told("it ends", "it ends after that"), [""; 0]);
    assert_eq!(told("am 1. März 2026", "am 01.03.2026"), [""; 0]);
    assert_eq!(told("bis 5.000 Euro", "bis EUR 5,000"), [""; 0]);
    assert_eq!(told("die vorherige Frist", "die vorherige Zeit"), [""; 0]);
    assert_eq!(told("bis 5.000,- Euro", "bis EUR 5,000"), [""; 0]);
    assert_eq!(told("nach deutschem Recht", "deutsches Recht"), [""; 0]);
    assert_eq!(
        told("the law of New York", "the law of New Ireland and Northern Ireland"),
        ["law: New York > New Ireland and Northern Ireland"]
    );
    assert_eq!(told("a judgment", "a judgment of the Court of Justice"), [""; 0]);
    assert_eq!(told("twice a year", "two times per calendar year"), [""; 0]);
    assert_eq!(told("a mill within a day", "the mill within one day"), [""; 0]);
    assert_eq!(told("under German law it ends", "under German law it begins"), [""; 0]);
    assert_eq!(told("", ""), [""; 0]);
    assert_eq!(told("", "it shall pay"), ["duty: – > shall"]);
}

#[test]
fn a_value_is_told_with_the_one_in_its_place() {
    assert_eq!(
        told(
            "it gives thirty days' notice. If they conflict within ninety days",
            "it gives notice. If they conflict within thirty days"
        ),
        ["period: thirty days > –", "period: ninety days > thirty days"]
    );
    assert_eq!(told("within 30 days, the mill ends", "the mill ends within 30 days"), [""; 0]);
    assert_eq!(told("for one year at EUR 2 million", "for 12 months at EUR 2,000,000"), [""; 0]);
    assert_eq!(told("it can not end", "it cannot end"), [""; 0]);
    assert_eq!(
        told("The Processor shall indemnify the Controller", "The Controller shall indemnify the Processor"),
        ["name: Processor > Controller", "name: Controller > Processor"]
    );
    assert_eq!(told("It pays", "It pays the Processor's costs"), [""; 0]);
    assert_eq!(told("der Kunde zahlt", "dem Kunden zahlt"), [""; 0]);
    assert_eq!(told("due in May 2024 at least", "due in May 2025 at least"), ["date: May 2024 > May 2025"]);
    assert_eq!(told("inside the European Union", "inside the EU"), [""; 0]);
    assert_eq!(told("the Regulation", "the Regulation (EU) 2016/679"), [""; 0]);
    assert_eq!(told("the law", "the EU Standard Contractual Clauses"), [""; 0]);
    assert_eq!(told("kept for a quarter of the rent", "kept for a tenth of the rent"), [""; 0]);
    assert_eq!(told("kept up to date", "kept in order"), [""; 0]);
    assert_eq!(told("once a year", "annually"), [""; 0]);
    assert_eq!(told("a release", "the May release under the General Public Licence"), [""; 0]);
    assert_eq!(told("As the mill", "As a Service the mill, Inc"), [""; 0]);
    assert_eq!(told("You do not own it and cannot sell it", "You don’t own it and can't sell it"), [""; 0]);
    assert_eq!(told("a non exclusive licence", "a non-exclusive licence"), [""; 0]);
    assert_eq!(
        told("in Ireland, the UK or the United States", "in the UK, the UAE, the United States or Ireland"),
        ["country: – > UAE"]
    );
    assert_eq!(told("to the United States only", "to the USA only"), [""; 0]);
    assert_eq!(told("die Gesetze Irlands", "die Gesetze der USA"), ["country: Irland > USA"]);
    assert_eq!(told("to the USA", "to Ireland"), ["country: USA > Ireland"]);
    assert_eq!(
        told("It may not sell data. It may audit.", "It may sell data. It may not audit."),
        ["negation: not > –", "negation: – > not"]
    );
    assert_eq!(told("30 days a year", "30 weeks a year"), ["period: 30 days > 30 weeks"]);
    assert_eq!(
        told("up to one audit per year", "up to two audits per year"),
        ["period: one audit per year > two audits per year"]
    );
    assert_eq!(told("an audit, one audit per year", "an audit, once per year"), [""; 0]);
    assert_eq!(told("up to one audit per year", "once per year"), ["limit: up to > –"]);
    assert_eq!(told("the Act", "the Act and French Law No. 78-17"), [""; 0]);
}

#[test]
fn peoples_are_sorted() {
    assert!(PEOPLES.is_sorted() && VOELKER.is_sorted() && SIDES.is_sorted() && FORMS.is_sorted());
}

#[test]
fn a_text_that_comes_or_goes_has_its_values_each_once() {
    let names = Names { countries: vec!["Ireland".to_owned()], parties: vec!["Alder Mills Ltd".to_owned()] };
    let text = "Alder Mills Ltd shall pay EUR 5,000 within 30 days. Thirty days later it may end. Ireland.";
    let told = |is_new, is_row| -> Vec<String> {
        let found = whole(text, is_new, is_row, &Register::of(&names));
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
        found.iter().map(|one| format!("{} > {}", side(&one.old), side(&one.new))).collect()
    };
    assert_eq!(told(true, false), ["– > shall", "– > EUR 5,000", "– > 30 days", "– > may", "– > Ireland"]);
    assert_eq!(told(false, true), ["Alder Mills Ltd > –", "EUR 5,000 > –", "30 days > –", "Ireland > –"]);
}

#[test]
fn the_context_is_the_sentence() {
    let found = compared(
        "It is so. It ends in 30 days. And on.",
        "It is so. It ends in 40 days. And on.",
        &Names::default(),
    );
    assert_eq!(found[0].context, "It ends in 40 days");
}

#[test]
fn a_sentence_without_end_is_cut_at_a_word() {
    let around = "größer ".repeat(2_000);
    let text = format!("{around}within 30 days {around}");
    let found = whole(&text, true, false, &Register::of(&Names::default()));
    assert!(found[0].context.contains("größer within 30 days größer"));
    assert!(found[0].context.len() < 2 * SENTENCE + 20 && found[0].context.starts_with("größer"));
}
