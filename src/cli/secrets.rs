//! `landfall secrets`: values of secrets, to standard output, or into the files that an environment reads them from.

use super::arguments::{Common, Form, Secrets};
use super::reader::{Page, Reader};
use super::refusal::Refusal;
use super::session::Session;
use super::{Exit, Terminal};
use crate::{
    compile,
    diagnostic::{Diagnostic, Diagnostics, View, codes},
    output,
    plan::{Plan, Store},
    secrets::{self, Values},
    source::Files,
    targets::compose,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What `landfall secrets init` says to programs.
pub(super) type Report = Page<Initial>;

/// The files that secrets are read from.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Initial {
    /// The files that were written, from the folder where the command runs; what was there already is none of them.
    written: Vec<String>,
    /// The secrets whose values only a person has, and which are not there yet.
    missing: Vec<String>,
}

/// Renders or initializes the secrets of an environment.
pub(super) fn run(common: &Common, command: &Secrets, terminal: &mut Terminal) -> Exit {
    let format = match command {
        Secrets::Render { environment: _ } => Form::Human,
        Secrets::Init { format, .. } => *format,
    };
    let mut reader = Reader::new(format, terminal);
    let exit = make(common, command, &mut reader).unwrap_or_else(|refusal| reader.refuse(refusal));
    reader.finish();
    exit
}

fn make(common: &Common, command: &Secrets, reader: &mut Reader<'_, Initial>) -> Result<Exit, Refusal> {
    let session = Session::open(common)?;
    let (Secrets::Render { environment } | Secrets::Init { environment, .. }) = command;
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let names = [environment.clone()];
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &names, &mut diagnostics);
    let Some(analyzed) = analysis.environments.first().filter(|_| !diagnostics.has_errors()) else {
        diagnostics.sort();
        reader.tell(&View::new(&analysis.project.sources, &session.prefix, &diagnostics), &diagnostics);
        return Ok(Exit::of(&diagnostics));
    };
    match command {
        Secrets::Render { environment: _ } => {
            let text = objects(&session, analyzed.plan())?;
            reader.people().into_iter().for_each(|terminal| terminal.result(&text));
            Ok(Exit::Fine)
        }
        Secrets::Init { environment: _, out, from, format: _ } => {
            let target = analyzed.target.traits.name;
            initialize(&session, analyzed.plan(), target, (out.as_deref(), from.as_deref()), reader)
        }
    }
}

/// Values that cannot be taken from where they should be.
fn without_values(exit: Exit, message: &str, help: &str) -> Refusal {
    Refusal::new(exit, Diagnostic::error(&codes::SECRET_VALUES, message).help(help))
}

/// The Secret objects with their values.
fn objects(session: &Session, plan: &Plan) -> Result<String, Refusal> {
    let environment = &plan.setting.environment;
    let Store::Kubernetes { from } = &plan.secrets.store else {
        let message = format!("the secrets of `{environment}` do not come from a file");
        let help = "say where the values are: `secrets \"kubernetes\" from=\".env.production\"`";
        return Err(without_values(Exit::Manifest, &message, help));
    };
    if is_file(&std::io::stdout()) {
        let help = format!("pipe it: `landfall secrets render {environment} | kubectl apply --server-side --filename -`");
        return Err(Refusal::usage("values of secrets are not written into a file", help));
    }
    let bytes = session.folder.read(from).map_err(|_| {
        let message = format!("`{}{from}` cannot be read", session.prefix);
        without_values(Exit::File, &message, "it holds a line NAME=value for each secret")
    })?;
    let values = values(from, &bytes)?;
    secrets::objects(plan, &values).map_err(|missing| {
        let names: Vec<_> = missing.iter().map(|name| crate::plan::dotenv_name(name)).collect();
        without_values(Exit::Manifest, &format!("`{from}` lacks {}", names.join(", ")), "add a line NAME=value for each")
    })
}

fn values(path: &str, bytes: &[u8]) -> Result<Values, Refusal> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| without_values(Exit::File, &format!("`{path}` is no text"), "it is UTF-8"))?;
    secrets::read(text).map_err(|mistake| {
        let message = format!("`{path}`, line {}: {}", mistake.line, mistake.what);
        without_values(Exit::File, &message, "quote a value that has blanks or `#`")
    })
}

fn initialize(
    session: &Session,
    plan: &Plan,
    target: &str,
    (out, from): (Option<&Path>, Option<&Path>),
    reader: &mut Reader<'_, Initial>,
) -> Result<Exit, Refusal> {
    let environment = &plan.setting.environment;
    if matches!(plan.secrets.store, Store::Environment) {
        let message = format!("the secrets of `{environment}` are in the environment of who calls Compose");
        return Err(Refusal::usage(message, "`SECRETS.md` in its output lists the variables"));
    }
    match target {
        "compose" => {}
        "docker" => {
            let help = "`run.sh up` makes the generated ones up, and names those that are missing";
            return Err(Refusal::usage(format!("`{environment}` reads its secrets from the `.env` beside `run.sh`"), help));
        }
        _ => {
            let help = "`SECRETS.md` in its output lists what must be there, with the commands that make it";
            return Err(Refusal::usage(format!("the secrets of `{environment}` are not in files"), help));
        }
    }
    let given = from.map(|path| typed(path, plan)).transpose()?.unwrap_or_default();
    let (out, shown) = session.output(out);
    let (folder, shown) = (out.join(environment), format!("{shown}/{environment}"));
    let mut trouble = None;
    let mut random = || random(&mut trouble);
    let initial = compose::initial(plan, &given, &|path| output::read_private(&folder, path), &mut random);
    if let Some(words) = trouble {
        return Err(without_values(Exit::File, &format!("the system gives no random bytes: {words}"), "try again"));
    }
    for file in &initial.files {
        let written = output::write_private(&folder, &file.path, &file.content, file.mode, compose::FOLDER_MODE);
        let named = |failure: output::Failure| {
            Refusal::unwritten(format!("`{shown}/{}`: {}", failure.path, failure.trouble), "see to the folder's rights")
        };
        written.map_err(named)?;
        let path = format!("{shown}/{}", file.path);
        if let Some(terminal) = reader.people().filter(|terminal| !terminal.quiet) {
            terminal.result(&format!("{path}: written\n"));
        }
        reader.note(|page| page.written.push(path));
    }
    reader.note(|page| page.missing = initial.missing.iter().map(ToString::to_string).collect());
    if initial.missing.is_empty() {
        if let Some(terminal) = reader.people().filter(|terminal| initial.files.is_empty() && !terminal.quiet) {
            terminal.result(&format!("all secrets of `{environment}` are there\n"));
        }
        return Ok(Exit::Fine);
    }
    let names: Vec<_> = initial.missing.iter().map(|name| format!("`{name}`")).collect();
    let help = format!("give them in a file of lines NAME=value: `landfall secrets init {environment} --from FILE`");
    Err(without_values(Exit::Manifest, &format!("only you have the values of {}", names.join(", ")), &help))
}

/// The values that the user has in a file of their own.
fn typed(path: &Path, plan: &Plan) -> Result<BTreeMap<String, String>, Refusal> {
    let shown = path.display().to_string();
    let bytes = output::read_private(Path::new(""), &shown)
        .ok_or_else(|| without_values(Exit::File, &format!("`{shown}` cannot be read"), "name a file of lines NAME=value"))?;
    let values = values(&shown, &bytes)?;
    let named = plan.secrets.by_name.keys().filter_map(|name| Some((name.clone(), values.get(name)?.to_owned())));
    Ok(named.collect())
}

fn random(trouble: &mut Option<String>) -> [u8; 32] {
    let mut bytes = [0; 32];
    if let Err(error) = getrandom::fill(&mut bytes) {
        *trouble = Some(error.to_string());
    }
    bytes
}

/// Whether what is written there ends in a file, where values of secrets would stay.
#[cfg(unix)]
fn is_file(stream: &impl std::os::fd::AsFd) -> bool {
    let handle = stream.as_fd().try_clone_to_owned().map(std::fs::File::from);
    handle.and_then(|file| file.metadata()).is_ok_and(|found| found.is_file())
}

#[cfg(not(unix))]
fn is_file<T>(_stream: &T) -> bool {
    false
}
