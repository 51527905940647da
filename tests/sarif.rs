//! What `check --format sarif` prints is SARIF 2.1.0: by the schema of OASIS, which the package of the
//! crate serde-sarif carries, and by that crate's types.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value as Json;

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        // Packages of other platforms have not been downloaded.
        let host = output("rustc", &["-vV"]);
        let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
        let asked = ["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", host];
        let metadata: Json = serde_json::from_str(&output(env!("CARGO"), &asked)).expect("JSON");
        let packages = metadata["packages"].as_array().expect("packages");
        let package = packages.iter().find(|package| package["name"] == "serde-sarif").expect("serde-sarif");
        let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
        let path = manifest.parent().expect("a folder").join("src/schema.json");
        let text = std::fs::read_to_string(path).expect("the schema");
        let mut schema: Json = serde_json::from_str(&text).expect("JSON");
        // One pattern has a bracket that only some dialects take for a letter; dpakit prints no language.
        for of in ["run", "toolComponent"] {
            let language = &mut schema["definitions"][of]["properties"]["language"];
            let pattern = language.as_object_mut().and_then(|language| language.shift_remove("pattern"));
            assert!(pattern.is_some_and(|pattern| pattern.is_string()));
        }
        assert!(schema["$id"].as_str().is_some_and(|id| id.contains("oasis-tcs/sarif-spec")));
        jsonschema::draft7::new(&schema).expect("a schema")
    })
}

/// Checks a pack with this name and text; the log.
fn log(name: &str, text: &str) -> Json {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .args(["check", "--format", "sarif", name])
        .current_dir(home.path())
        .output()
        .expect("dpakit runs");
    let log: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let faults: Vec<String> =
        schema().iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    serde_json::from_value::<serde_sarif::sarif::Sarif>(log.clone()).expect("the types of serde-sarif");
    log
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    std::fs::read_to_string(path).expect("an example")
}

/// Whether a result is a question for counsel: it has no level, and nothing was found.
fn is_review(result: &serde_json::Value) -> bool {
    let asks = result["ruleId"].as_str().is_some_and(|id| id.starts_with("ASK-"));
    let review = result["kind"] == "review" && result["level"] == "none";
    assert_eq!(asks, review, "{result}");
    review
}

#[test]
fn the_schema_is_held_against_what_is_wrong() {
    assert!(!schema().is_valid(&serde_json::json!({ "version": "2.1.0" })));
    assert!(!schema().is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{}] })));
}

#[test]
fn a_pack_without_findings_declares_every_rule() {
    let log = log("pack.toml", &example("complete.toml"));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert!(results.iter().all(is_review), "{results:?}");
    assert!(results.iter().any(|one| one["ruleId"] == "ASK-CAP"), "{results:?}");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in dpakit::check::RULES {
        let told = rules.iter().find(|told| told["id"] == rule.code.0);
        let told = told.unwrap_or_else(|| panic!("{} is not declared", rule.code));
        assert!(told["help"]["markdown"].as_str().is_some_and(|page| page.contains("**Basis.**")), "{told}");
        assert!(told["shortDescription"]["text"].as_str().is_some_and(|text| text.len() > 10), "{told}");
    }
}

#[test]
fn findings_have_places_relations_and_fixes() {
    let text = example("complete.toml");
    let text = text.replacen("schema = 1", "schema = 1\n\u{e9} = 1", 1);
    let log = log("a b/pa\u{e9}ck.toml", &text);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/pa%C3%A9ck.toml");
    assert_eq!(results[0]["ruleId"], "TML-SYNTAX");
}

#[test]
fn a_finding_points_at_the_fact_that_makes_it_one_and_at_its_rule() {
    let text = example("complete.toml");
    let first = text.lines().position(|line| line.starts_with("[breach]")).expect("a table");
    let lines: Vec<&str> = text.lines().collect();
    let notice = first + lines[first..].iter().position(|line| line.starts_with("notice")).expect("a key");
    let text = text.replacen(lines[notice], "notice = \"96h\"", 1);
    let log = log("pack.toml", &text);
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"],
        serde_json::json!({
            "startLine": notice + 1, "startColumn": 10, "endLine": notice + 1, "endColumn": 15
        })
    );
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "\"96 hours\"");
}

#[test]
fn what_a_pack_allows_is_suppressed_with_its_reason() {
    let log = log("pack.toml", &example("imou.toml"));
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results.iter().filter(|result| !is_review(result)) {
        let suppression = &result["suppressions"][0];
        assert!(suppression["justification"].as_str().is_some_and(|why| why.len() > 10), "{result}");
        assert_eq!(suppression["location"]["physicalLocation"]["artifactLocation"]["uri"], "pack.toml");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
    }
    assert!(results.iter().any(|result| !result["relatedLocations"].is_null()), "no second place");
}
