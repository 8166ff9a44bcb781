//! `landfall init`: a first manifest, from what is there.

use super::arguments::{InProduction, Init};
use super::question::{ask, can_ask};
use super::reader::{Page, Reader};
use super::refusal::Refusal;
use super::{Exit, Terminal};
use crate::{
    catalogue::Catalogue,
    compile,
    diagnostic::{Diagnostics, Severity, View, nearest},
    import::{self, Answers, Kind, Manifest, Mistaken, Note, Origin, Production, Survey},
    output,
    overlay::Given,
    project::{self, Folder},
    shape::Format,
    source::{Files, Unreadable},
    tree::scalar::check,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// What Git should not keep, whatever an environment is called.
const IGNORED: [&str; 2] = ["deploy/*/.env", "deploy/*/secrets/"];
/// Who pushes images nowhere yet.
const REGISTRY: &str = "ghcr.io/example";

/// What `landfall init` says to programs.
pub(super) type Report = Page<Made>;

/// The manifest that was made.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Made {
    /// The file that was written, from the folder where the command runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest: Option<String>,
    /// The manifest itself; with `--stdout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The file that it was made from, in the folder of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// How many workloads it has.
    workloads: usize,
    /// How many backing services it has.
    backing_services: usize,
    /// What a person has to know.
    notes: Vec<Told>,
}

/// What a person has to know.
#[derive(Debug, Serialize, JsonSchema)]
struct Told {
    /// The service or file that it is about.
    subject: String,
    /// What has to be done about it.
    kind: Sort,
    /// The words.
    text: String,
}

/// What has to be done about a note.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Sort {
    /// Somebody has to decide or complete it; a comment in the manifest says so.
    Decide,
    /// It was not taken over.
    NotTakenOver,
    /// It is said in another way.
    SaidInAnotherWay,
}

/// Writes a first manifest.
pub(super) fn run(options: &Init, terminal: &mut Terminal) -> Exit {
    let mut reader = Reader::new(options.format, terminal);
    let exit = make(options, &mut reader).unwrap_or_else(|refusal| reader.refuse(refusal));
    reader.finish();
    exit
}

fn make(options: &Init, reader: &mut Reader<'_, Made>) -> Result<Exit, Refusal> {
    let folder = Folder::new(&options.folder)
        .map_err(|error| Refusal::unwritten(format!("`{}`: {error}", options.folder.display()), "name a folder that is there"))?;
    if let Some(manifest) =
        project::MANIFESTS.into_iter().find(|name| folder.root().join(name).exists()).filter(|_| !options.stdout)
    {
        let message = format!("there is a manifest already: `{}`", shown(options, manifest));
        return Err(Refusal::unwritten(message, "`landfall check` says what is wrong with it"));
    }
    let name = folder.root().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let survey = import::survey(&folder, &name);
    let answers =
        answers(options, &survey, reader.people()).map_err(|why| Refusal::usage(why, "`landfall init --help` has examples"))?;
    match import::manifest(&folder, &survey, &answers) {
        Ok(manifest) => finish(options, &folder, &survey, &manifest, reader),
        Err(Mistaken { sources, mut diagnostics }) => {
            diagnostics.sort();
            reader.tell(&View::new(&sources, "", &diagnostics), &diagnostics);
            Ok(Exit::Manifest)
        }
    }
}

/// What only a person knows: from the command line, else by asking at the terminal of people, else a default.
fn answers(options: &Init, survey: &Survey, people: Option<&mut Terminal>) -> Result<Answers, String> {
    let mut asked = people.filter(|_| can_ask() && !options.yes);
    if let Some(terminal) = &mut asked {
        terminal.say(&format!("{} An empty answer takes what stands in brackets; Ctrl-C writes nothing.\n\n", found(survey)));
    }
    let alone = !matches!(survey.origin, Origin::Compose(_));
    let mut one =
        |given: Option<&str>, wanted: bool, question: &str, default: &str, read: &dyn Fn(&str) -> Result<String, String>| match (
            given, &mut asked,
        ) {
            (Some(given), _) => read(given),
            (None, Some(terminal)) if wanted => ask(question, default, terminal, read),
            (None, _) => read(default),
        };
    let name = one(options.name.as_deref(), true, "What is the application called?", &survey.name, &name)?;
    let known = survey.port.unwrap_or(8080).to_string();
    let given = options.port.map(|port| port.to_string());
    let port =
        one(given.as_deref(), alone && survey.port.is_none(), "At which port does it listen? (0: nowhere)", &known, &port)?;
    let port: Option<u16> = port.parse().ok().filter(|port| *port > 0);
    let health = one(
        options.health.as_deref(),
        alone && port.is_some() && !survey.is_checked,
        "Which path answers when it is ready?",
        "none",
        &path,
    )?;
    let host = match survey.is_web && (port.is_some() || !alone) {
        true => one(
            options.host.as_deref(),
            true,
            "Under which host do people reach it? (none: nobody)",
            &format!("{name}.example.com"),
            &host,
        )?,
        false => "none".to_owned(),
    };
    let given = (!options.uses.is_empty()).then(|| options.uses.join(","));
    let uses = one(given.as_deref(), alone, "Which services does it use? (as in `postgres, redis`)", "none", &uses)?;
    let registry = one(options.registry.as_deref(), true, "Where are its images pushed to?", REGISTRY, &registry)?;
    let backed = survey.is_backed || uses != "none";
    let given = options.production.map(|who| match who {
        InProduction::Cluster => "cluster",
        InProduction::External => "external",
    });
    let who = one(given, backed, "Who runs its databases in production, the `cluster` or somebody `external`?", "cluster", &who)?;
    let some = |text: String| Some(text).filter(|text| text != "none");
    let production = if who == "external" { Production::External } else { Production::InCluster };
    let uses = some(uses).map(|uses| uses.split(',').map(str::to_owned).collect()).unwrap_or_default();
    Ok(Answers { name, port, health: some(health), host: some(host), registry, uses, production })
}

fn found(survey: &Survey) -> String {
    match &survey.origin {
        Origin::Compose(path) => format!("A first manifest from `{path}`."),
        Origin::Dockerfile(path) => format!("A first manifest from `{path}`."),
        Origin::Nothing => "There is no Dockerfile and no Compose file here: a first manifest of one image.".to_owned(),
    }
}

fn name(text: &str) -> Result<String, String> {
    let wants = |_| format!("a name is of lower case letters, digits and hyphens, as in `{}`", import::label(text));
    check(Format::Name, text).map(|()| text.to_owned()).map_err(wants)
}

fn port(text: &str) -> Result<String, String> {
    text.parse::<u16>().map(|port| port.to_string()).map_err(|_| "a port is a number up to 65535".to_owned())
}

fn path(text: &str) -> Result<String, String> {
    if text == "none" {
        Ok(text.to_owned())
    } else {
        check(Format::AbsolutePath, text)
            .map(|()| text.to_owned())
            .map_err(|_| "a path begins with `/`, as in `/healthz`".to_owned())
    }
}

fn host(text: &str) -> Result<String, String> {
    if text == "none" {
        Ok(text.to_owned())
    } else {
        check(Format::Domain, text)
            .map(|()| text.to_owned())
            .map_err(|_| "a host is a DNS name, as in `shop.example.com`".to_owned())
    }
}

fn registry(text: &str) -> Result<String, String> {
    let prefix = text.trim_end_matches('/');
    check(Format::ImageReference, &format!("{prefix}/web"))
        .map(|()| prefix.to_owned())
        .map_err(|_| format!("it is what stands before an image's name, as in `{REGISTRY}`"))
}

fn who(text: &str) -> Result<String, String> {
    match text {
        "cluster" | "external" => Ok(text.to_owned()),
        _ => Err("it is `cluster` or `external`".to_owned()),
    }
}

/// The types of backing services, with commas between.
fn uses(text: &str) -> Result<String, String> {
    let known = Catalogue::default().names();
    let words: Vec<_> = text.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    if words == ["none"] {
        return Ok("none".to_owned());
    }
    match words.iter().find(|word| !known.iter().any(|name| name == *word)) {
        None => Ok(words.join(",")),
        Some(unknown) => Err(match nearest(unknown, known.iter().map(String::as_str)) {
            Some(meant) => format!("`{unknown}` is no type of the catalogue: did you mean `{meant}`?"),
            None => format!("`{unknown}` is no type of the catalogue, which has {}", known.join(", ")),
        }),
    }
}

/// The folder with a manifest that is not written yet.
struct With<'a> {
    folder: &'a Folder,
    manifest: &'a str,
}

impl Files for With<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == MANIFEST { Ok(self.manifest.as_bytes().to_vec()) } else { self.folder.read(path) }
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        self.folder.list(folder)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.folder.names(folder)
    }
}

const MANIFEST: &str = project::MANIFESTS[0];

/// Compiles what was made for every environment, writes it, and says what to do with it.
fn finish(
    options: &Init,
    folder: &Folder,
    survey: &Survey,
    manifest: &Manifest,
    reader: &mut Reader<'_, Made>,
) -> Result<Exit, Refusal> {
    if !options.stdout {
        write(folder, manifest).map_err(|error| {
            Refusal::unwritten(format!("`{}`: {error}", shown(options, MANIFEST)), "see that you may write there")
        })?;
    } else if let Some(terminal) = reader.people() {
        terminal.result(&manifest.text);
    }
    reader.note(|page| *page = made(options, survey, manifest));
    let mut diagnostics = Diagnostics::default();
    let given = Given { parameters: std::collections::BTreeMap::new() };
    let analysis = compile::analyze(&With { folder, manifest: &manifest.text }, MANIFEST, &given, &[], &mut diagnostics);
    compile::render_all(&analysis, None, &mut diagnostics);
    let mut errors = Diagnostics::default();
    diagnostics.iter().filter(|one| one.severity == Severity::Error).for_each(|one| errors.push(one.clone()));
    errors.sort();
    if let Some(terminal) = reader.people().filter(|terminal| !terminal.quiet) {
        let text = told(options, survey, manifest, errors.has_errors());
        match options.stdout {
            true => terminal.say(&text),
            false => terminal.tell(&text),
        }
    }
    if errors.has_errors() {
        let prefix = shown(options, "");
        reader.tell(&View::new(&analysis.project.sources, &prefix, &errors), &errors);
        return Ok(Exit::Manifest);
    }
    Ok(Exit::Fine)
}

/// What was made, for programs.
fn made(options: &Init, survey: &Survey, manifest: &Manifest) -> Made {
    let (workloads, backing_services) = manifest.counts;
    let from = match &survey.origin {
        Origin::Compose(path) | Origin::Dockerfile(path) => Some(path.clone()),
        Origin::Nothing => None,
    };
    let told = |Note { subject, kind, text }: &Note| {
        let kind = match kind {
            Kind::Decide => Sort::Decide,
            Kind::Lost => Sort::NotTakenOver,
            Kind::Changed => Sort::SaidInAnotherWay,
        };
        Told { subject: subject.clone(), kind, text: text.clone() }
    };
    Made {
        manifest: (!options.stdout).then(|| shown(options, MANIFEST)),
        text: options.stdout.then(|| manifest.text.clone()),
        from,
        workloads,
        backing_services,
        notes: manifest.notes.iter().map(told).collect(),
    }
}

fn write(folder: &Folder, manifest: &Manifest) -> std::io::Result<()> {
    output::new_source(&folder.root().join(MANIFEST), &manifest.text)?;
    let path = folder.root().join(".gitignore");
    let old = if path.exists() { project::text(&path)? } else { String::new() };
    let missing: Vec<_> =
        IGNORED.into_iter().filter(|line| !old.lines().any(|other| other.trim().trim_start_matches('/') == *line)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    let text = format!("{old}{end}# Values of secrets, which landfall's output reads.\n{}\n", missing.join("\n"));
    match path.exists() {
        true => output::replace_source(&path, &text),
        false => output::new_source(&path, &text),
    }
}

/// What was written, what a person has to know, and what to do next.
fn told(options: &Init, survey: &Survey, manifest: &Manifest, is_wrong: bool) -> String {
    let (workloads, backing) = manifest.counts;
    let count = |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let mut parts = vec![count(workloads, "workload")];
    if backing > 0 {
        parts.push(count(backing, "backing service"));
    }
    let from = match &survey.origin {
        Origin::Compose(path) | Origin::Dockerfile(path) => format!(", from {path}"),
        Origin::Nothing => String::new(),
    };
    let mut text = match options.stdout {
        true => String::new(),
        false => format!("{}: {}{from}\n", shown(options, MANIFEST), parts.join(", ")),
    };
    for (kind, title) in [
        (Kind::Decide, "to decide, as comments in it say"),
        (Kind::Lost, "not taken over"),
        (Kind::Changed, "said in another way"),
    ] {
        let notes: Vec<_> = manifest.notes.iter().filter(|note| note.kind == kind).collect();
        if !notes.is_empty() {
            text += &format!("\n{title}:\n");
            notes.iter().for_each(|note| text += &format!("  {}: {}\n", note.subject, note.text));
        }
    }
    if !options.stdout {
        let path = match options.folder.as_path() == Path::new(".") {
            true => String::new(),
            false => format!(" -f {}", options.folder.display()),
        };
        text += "\nnext:\n";
        text += &match is_wrong {
            true => format!("  mend what stands below, then `landfall check{path}`\n"),
            false => format!(
                "  landfall check{path}     what is wrong in it, in every environment\n  landfall render{path}    writes deploy/dev, deploy/staging and deploy/production\n"
            ),
        };
    }
    text
}

/// How the user would name a file of the folder.
fn shown(options: &Init, file: &str) -> String {
    let folder = options.folder.display().to_string();
    match folder.as_str() {
        "." => file.to_owned(),
        folder => format!("{}/{file}", folder.trim_end_matches('/')),
    }
}
