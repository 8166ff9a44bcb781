//! Mistakes, each with the diagnostic that it gets: `// error[code] TEXT` stands at the line, and TEXT is what is underlined.
//!
//! A case whose first line is `// in ENV` is compiled for that environment, the others for `dev`. A case gets the diagnostics that
//! it expects and no other: one mistake, one message. A case in the folder `catalogue` is the file of a type of backing service.

pub(crate) mod folder;

use folder::Texts;
use landfall::{
    compile::{self, Analysis},
    diagnostic::{Diagnostics, Severity, View, human, sarif},
    overlay::Given,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Codes whose message says what would be right: the words, the range, the type, the number of arguments.
const SAYS_WHAT_IS_TAKEN: [&str; 4] = ["unknown-word", "out-of-range", "wrong-type", "argument-count"];

/// A line, a code, and the text that is underlined.
type Expectation = (usize, String, String);

fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { cases(&path) } else { vec![path] })
        .collect();
    found.sort();
    found
}

fn expected(text: &str) -> Vec<Expectation> {
    let marks = text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, line.split_once("// error[")?.1)));
    marks
        .map(|(line, mark)| {
            let (code, underlined) = mark.split_once(']').unwrap();
            (line, code.to_owned(), underlined.trim().to_owned())
        })
        .collect()
}

/// The project of a case.
fn project(case: &Path, text: &str) -> Texts {
    match case.parent().is_some_and(|folder| folder.ends_with("cases/catalogue")) {
        true => {
            let path = format!("catalogue/{}", case.file_name().unwrap().to_str().unwrap());
            Texts::new([("landfall.kdl", "app \"shop\"\n"), (&path, text)])
        }
        false => Texts::new([("landfall.kdl", text)]),
    }
}

fn compiled(case: &Path, text: &str) -> (Analysis, Diagnostics) {
    let environment = text.lines().next().and_then(|line| line.strip_prefix("// in ")).unwrap_or("dev");
    let mut diagnostics = Diagnostics::default();
    let files = project(case, text);
    let given = Given::default();
    let analysis = compile::analyze(&files, "landfall.kdl", &given, &[environment.to_owned()], &mut diagnostics);
    if !diagnostics.has_errors() {
        analysis.environments.iter().for_each(|analyzed| drop(compile::render(analyzed, &mut diagnostics)));
    }
    diagnostics.sort();
    (analysis, diagnostics)
}

fn found(case: &Path, text: &str) -> Vec<Expectation> {
    let (analysis, diagnostics) = compiled(case, text);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|error| {
            let has_cure =
                !error.helps.is_empty() || !error.suggestions.is_empty() || SAYS_WHAT_IS_TAKEN.contains(&error.code.name);
            let cure = if has_cure { "" } else { " without a cure" };
            let sources = &analysis.project.sources;
            let place =
                error.labels.first().map(|label| (sources.position(label.span).line, sources.slice(label.span).to_owned()));
            let (line, text) = place.unwrap_or_default();
            (line, format!("{}{cure}", error.code.name), text)
        })
        .collect()
}

/// For each code the shortest case that gets it alone: its text without the marks, and what people read then.
pub(crate) fn shown() -> BTreeMap<String, (String, String)> {
    let mut shown: BTreeMap<String, (String, String)> = BTreeMap::new();
    for case in cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases")) {
        let text = fs::read_to_string(&case).unwrap();
        let codes: BTreeSet<String> = expected(&text).into_iter().map(|(_, code, _)| code).collect();
        let (Some(code), 1) = (codes.first(), codes.len()) else { continue };
        let plain: String = text.lines().map(|line| format!("{}\n", line.split(" // error[").next().unwrap_or(line))).collect();
        if shown.get(code).is_none_or(|(known, _)| plain.len() < known.len()) {
            shown.insert(code.clone(), (plain.clone(), said(&case, &plain)));
        }
    }
    shown
}

/// The errors of a case, as people read them.
fn said(case: &Path, text: &str) -> String {
    let (analysis, diagnostics) = compiled(case, text);
    let mut errors = Diagnostics::default();
    diagnostics.iter().filter(|one| one.severity == Severity::Error).for_each(|error| errors.push(error.clone()));
    let view = View::new(&analysis.project.sources, "", &errors);
    human::render(&view, &errors, human::Look { color: false, width: 120 })
}

#[test]
fn every_mistake_gets_its_diagnostic_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases");
    let cases = cases(&folder);
    assert!(cases.len() >= 100, "there are {} cases", cases.len());
    let mut wrong = String::new();
    for case in &cases {
        let text = fs::read_to_string(case).unwrap();
        let (expected, found) = (expected(&text), found(case, &text));
        if expected != found {
            wrong +=
                &format!("{}\n  expected {expected:?}\n  found    {found:?}\n", case.strip_prefix(&folder).unwrap().display());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn mistakes_show_many_kinds_of_diagnostic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases");
    let codes: BTreeSet<String> =
        cases(&folder).iter().flat_map(|case| expected(&fs::read_to_string(case).unwrap())).map(|(_, code, _)| code).collect();
    assert!(codes.len() >= 60, "only {} codes: {codes:?}", codes.len());
}

#[test]
fn every_mistake_is_a_log_as_the_schema_of_sarif_says() {
    let schema = fs::read_to_string(crate::packages::folder("serde-sarif").join("src/schema.json")).unwrap();
    let mut schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    // Its pattern for the names of languages is no regular expression.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"].as_object_mut().unwrap().remove("pattern").unwrap();
    }
    assert_eq!(schema["properties"]["version"]["enum"][0], "2.1.0");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut results = 0;
    for case in cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases")) {
        let (analysis, diagnostics) = compiled(&case, &fs::read_to_string(&case).unwrap());
        let log = sarif::render(&View::new(&analysis.project.sources, "sub/", &diagnostics), &diagnostics);
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        let errors: Vec<_> = validator.iter_errors(&log).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", case.display());
        results += log["runs"][0]["results"].as_array().unwrap().len();
    }
    assert!(results >= 100, "{results} results were looked at");
}
