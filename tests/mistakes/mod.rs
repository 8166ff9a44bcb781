//! Mistakes, each with the diagnostic that it gets: `// error[code] TEXT` stands at the line, and TEXT is what is underlined.
//!
//! A case whose first line is `// in ENV` is compiled for that environment, the others for `dev`. A case gets the errors that it
//! expects and no other: one mistake, one message. Where it expects a `// warning[code] TEXT`, it gets the expected warnings and no
//! other; what a target loses is among them where it expects a loss. A mark with a caret, `// error[code]^ TEXT`, stands on the line below the mistake. A case in the folder `catalogue` is the file of a type of backing service. In YAML, `#`
//! stands for `//`.

mod cures;
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

/// Codes of what a target cannot say, for which there is no cure.
const SAYS_WHAT_IS_LOST: [&str; 2] = ["field-weakened", "field-ignored"];

/// A line, a severity with a code, and the text that is underlined.
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
    let marks = text.lines().enumerate().filter_map(|(index, line)| {
        let (severity, mark) = mark(line)?;
        let (code, underlined) = mark.split_once(']').unwrap();
        let above = underlined.strip_prefix('^');
        let line = if above.is_some() { index } else { index + 1 };
        Some((line, format!("{severity} {code}"), above.unwrap_or(underlined).trim().to_owned()))
    });
    marks.collect()
}

/// The severity that a line expects, and what stands behind it.
fn mark(line: &str) -> Option<(&'static str, &str)> {
    let forms = ["error", "warning"].into_iter().flat_map(|severity| [(severity, "//"), (severity, "#")]);
    let mut marks =
        forms.filter_map(|(severity, comment)| Some((severity, line.split_once(&format!("{comment} {severity}["))?.1)));
    marks.next()
}

/// The text of a case without what it expects.
fn without_marks(text: &str) -> String {
    let plain = |line: &str| match mark(line) {
        None => Some(format!("{line}\n")),
        Some((severity, behind)) => {
            let written = line.strip_suffix(&format!("{severity}[{behind}")).unwrap_or(line).trim_end_matches([' ', '/', '#']);
            (!written.is_empty()).then(|| format!("{written}\n"))
        }
    };
    text.lines().filter_map(plain).collect()
}

/// The project of a case.
fn project(case: &Path, text: &str) -> Texts {
    match case.parent().is_some_and(|folder| folder.ends_with("cases/catalogue")) {
        true => {
            let path = format!("catalogue/{}", case.file_name().unwrap().to_str().unwrap());
            Texts::new([("landfall.kdl", "app \"shop\"\n"), (&path, text)])
        }
        false => Texts::new([(manifest(case).as_str(), text)]),
    }
}

/// The name of a case's manifest.
fn manifest(case: &Path) -> String {
    format!("landfall.{}", case.extension().unwrap().to_str().unwrap())
}

fn compiled(case: &Path, text: &str, losses: Option<Severity>) -> (Analysis, Diagnostics) {
    let environment = text.lines().next().and_then(|line| line.strip_prefix("// in ")).unwrap_or("dev");
    let mut diagnostics = Diagnostics::default();
    let files = project(case, text);
    let given = Given::default();
    let analysis = compile::analyze(&files, &manifest(case), &given, &[environment.to_owned()], &mut diagnostics);
    compile::render_all(&analysis, losses, &mut diagnostics);
    diagnostics.sort();
    (analysis, diagnostics)
}

/// How grave a diagnostic has to be to count in a case.
fn least(text: &str) -> Severity {
    if text.contains(" warning[") { Severity::Warning } else { Severity::Error }
}

/// How grave the losses of a case are; they count where it expects one.
fn losses(text: &str) -> Option<Severity> {
    text.contains(" warning[field-").then_some(Severity::Warning)
}

fn found(case: &Path, text: &str) -> Vec<Expectation> {
    let (analysis, diagnostics) = compiled(case, text, losses(text));
    let counted = diagnostics.iter().filter(|diagnostic| diagnostic.severity <= least(text));
    counted
        .map(|mistake| {
            let has_cure = !mistake.helps.is_empty()
                || !mistake.suggestions.is_empty()
                || SAYS_WHAT_IS_TAKEN.contains(&mistake.code.name)
                || SAYS_WHAT_IS_LOST.contains(&mistake.code.name);
            let cure = if has_cure { "" } else { " without a cure" };
            let severity = if mistake.severity == Severity::Error { "error" } else { "warning" };
            let sources = &analysis.project.sources;
            let place =
                mistake.labels.first().map(|label| (sources.position(label.span).line, sources.slice(label.span).to_owned()));
            let (line, text) = place.unwrap_or_default();
            (line, format!("{severity} {}{cure}", mistake.code.name), text.trim().to_owned())
        })
        .collect()
}

/// A case that shows a code: the language of its manifest, its text without the marks, and what people read then.
pub(crate) struct Shown {
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) said: String,
}

/// For each code the shortest case that gets it alone.
pub(crate) fn shown() -> BTreeMap<String, Shown> {
    let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
    for case in cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases")) {
        let marked = fs::read_to_string(&case).unwrap();
        let codes: BTreeSet<String> = expected(&marked).iter().map(|mistake| code(mistake).to_owned()).collect();
        let (Some(code), 1) = (codes.first(), codes.len()) else { continue };
        let text = without_marks(&marked);
        if shown.get(code).is_none_or(|known| text.len() < known.text.len()) {
            let language = case.extension().unwrap().to_str().unwrap().to_owned();
            let said = said(&case, &text, &marked);
            shown.insert(code.clone(), Shown { language, text, said });
        }
    }
    shown
}

fn code((_, mistake, _): &Expectation) -> &str {
    mistake.split_once(' ').unwrap().1
}

/// The mistakes of a case, as people read them.
fn said(case: &Path, text: &str, marked: &str) -> String {
    let (analysis, diagnostics) = compiled(case, text, losses(marked));
    let mut counted = Diagnostics::default();
    diagnostics.iter().filter(|one| one.severity <= least(marked)).for_each(|mistake| counted.push(mistake.clone()));
    let view = View::new(&analysis.project.sources, "", &counted);
    human::render(&view, &counted, human::Look { color: false, width: 120 })
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
fn an_invisible_character_is_one_mistake() {
    let text = "app \"shop\"\nservice \"web\" {\n    image \"acme/web:1\u{200E}\"\n}\n";
    let found = found(Path::new("character.kdl"), text);
    assert_eq!(found, [(3, "error kdl-character".to_owned(), "\u{200E}".to_owned())]);
}

#[test]
fn what_holds_in_several_environments_is_said_once_at_one_place() {
    let manifest = "app \"shop\"\nservice \"web\" {\n    image \"acme/web:1\"\n    port 8080\n    health \"/\"\n    env { PASSED; }\n    \
                    resources cpu=\"1\" memory=\"1Gi\"\n}\nenvironment \"production\" { service \"web\" { scale 3; }; }\n";
    let mut diagnostics = Diagnostics::default();
    let files = Texts::new([("landfall.kdl", manifest)]);
    let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &[], &mut diagnostics);
    diagnostics.sort();
    let line = |span| analysis.project.sources.position(span).line;
    let told: Vec<_> = diagnostics.iter().map(|one| (line(one.labels[0].span), one.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, "`web` listens, and nobody is known to call it"),
            (
                6,
                "`PASSED` has no value in `production`: only dev passes it through from its surroundings; the same holds for \
                 `staging`"
            ),
        ]
    );
}

#[test]
fn mistakes_show_many_kinds_of_diagnostic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases");
    let codes: BTreeSet<String> = cases(&folder)
        .iter()
        .flat_map(|case| expected(&fs::read_to_string(case).unwrap()))
        .map(|one| code(&one).to_owned())
        .collect();
    assert!(codes.len() >= 100, "only {} codes: {codes:?}", codes.len());
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
        let (analysis, diagnostics) = compiled(&case, &fs::read_to_string(&case).unwrap(), Some(Severity::Warning));
        let log = sarif::render(&View::new(&analysis.project.sources, "sub/", &diagnostics), &diagnostics);
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        let errors: Vec<_> = validator.iter_errors(&log).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", case.display());
        results += log["runs"][0]["results"].as_array().unwrap().len();
    }
    assert!(results >= 100, "{results} results were looked at");
}
