//! What may stand on the command line.

use crate::date::Date;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// One manifest becomes what each environment runs.
#[derive(Debug, Parser)]
#[command(name = "landfall", version, after_help = EXAMPLES)]
pub(super) struct Line {
    /// What every command takes.
    #[command(flatten)]
    pub(super) common: Common,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  landfall init                               write a first manifest
  landfall check                              what is wrong, in every environment
  landfall render                             write deploy/ENV for every environment
  landfall render production --diff           what a render would change
  landfall explain production services.api    where each value came from
  landfall explain kdl-syntax                 what a diagnostic means";

/// The heading of what every command takes.
const EVERYWHERE: &str = "Options of every command";

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// The manifest, or its folder; else it is looked for here and in the folders above
    #[arg(short, long, global = true, help_heading = EVERYWHERE, value_name = "PATH")]
    pub(super) file: Option<PathBuf>,
    /// A parameter's value
    #[arg(long = "param", global = true, help_heading = EVERYWHERE, value_name = "NAME=VALUE", value_parser = parameter)]
    pub(super) parameters: Vec<(String, String)>,
    /// Say only what is wrong
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub(super) quiet: bool,
    /// Say more: each file, each field that lost something
    #[arg(short, long, global = true, help_heading = EVERYWHERE, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// When to colour what is said
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

/// When to colour what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` or `CLICOLOR=0` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a first manifest, from the Dockerfile or the Compose file that is there
    #[command(after_help = INIT)]
    Init(Init),
    /// Write the output of environments, all of them where none is named
    #[command(after_help = RENDER)]
    Render(Render),
    /// Write the output whenever the manifest changes, or another file that it is made from
    #[command(after_help = WATCH)]
    Watch(Watch),
    /// Say what is wrong, and write nothing
    #[command(after_help = CHECK)]
    Check(Check),
    /// Say where a value came from, or what a field of the manifest, a code or a rule means
    #[command(after_help = EXPLAIN)]
    Explain(Explain),
    /// Say what differs between two environments, or since a revision of Git, and why
    #[command(after_help = DIFF)]
    Diff(Diff),
    /// Show who reaches whom in an environment: in words, or as a picture
    #[command(after_help = GRAPH)]
    Graph(Graph),
    /// Lay out manifests in KDL in one way; comments, strings and line breaks are kept
    #[command(after_help = FMT)]
    Fmt(Fmt),
    /// Print the JSON Schema of the manifest, or of what landfall writes for programs
    #[command(after_help = SCHEMA)]
    Schema(Schema),
    /// Make secrets from the place where their values are
    #[command(after_help = SECRETS)]
    Secrets {
        /// What to make.
        #[command(subcommand)]
        command: Secrets,
    },
    /// Print what a shell needs to complete the commands and options of landfall
    #[command(after_help = COMPLETIONS)]
    Completions(Completions),
    /// Say which programs that run the output are there, and how to get the others
    #[command(after_help = DOCTOR)]
    Doctor(Doctor),
    /// Print the page for `man`, or write a page for each command
    #[command(after_help = MAN)]
    Man(Man),
}

const INIT: &str = "\
Examples:
  landfall init                                    asks, and writes landfall.kdl here
  landfall init --yes                              asks nothing: what is not known is a default
  landfall init --name shop --host shop.example.com --health /healthz
  landfall init --port 8080 --uses postgres,redis  without a Dockerfile or Compose file
  landfall init --stdout                           prints the manifest, and writes nothing
  landfall init --format json                      asks nothing, and says what it made as an object";

const RENDER: &str = "\
Examples:
  landfall render                         every environment, into deploy/ENV
  landfall render dev                     one of them
  landfall render production --param tag=2.3.1
  landfall render --check                 exit 3 where the output is not what the manifest says
  landfall render production --diff       what would change, line by line
  landfall render dev --stdout            to standard output, and nothing is written";

const WATCH: &str = "\
Examples:
  landfall watch              every environment, until Ctrl-C
  landfall watch dev          one of them
  landfall watch dev --format json    for a program: an object a line";

const CHECK: &str = "\
Examples:
  landfall check
  landfall check production --release           what a pipeline asks before it releases
  landfall check production --format github     annotations of a pull request
  landfall check --format sarif > landfall.sarif";

const EXPLAIN: &str = "\
Examples:
  landfall explain                                   all of the language, a line a node
  landfall explain port                              a node, its fields and what becomes of them; `port.expose` is one of those
  landfall explain service                           what may stand in a service
  landfall explain production services.api.scale     a value, where it came from, what it hid
  landfall explain dev services.api                  all values of a block
  landfall explain run-as-non-root                   a rule, or the code of a diagnostic
  landfall explain production services --format json    for programs";

const DIFF: &str = "\
Examples:
  landfall diff staging production            what differs, and where that is written
  landfall diff dev staging --all             what the targets make of it as well
  landfall diff --against main                what changed since main, in every environment
  landfall diff --against main production     in one of them
  landfall diff --against origin/main... --format markdown     for a pull request: since this branch left main
  landfall diff --against HEAD --exit-code    exit 3 where anything changed";

const GRAPH: &str = "\
Examples:
  landfall graph                                        production, in words
  landfall graph dev
  landfall graph production --format svg > shop.svg     a picture
  landfall graph --format mermaid                       for a page of Markdown
  landfall graph --format dot | dot -Tpng > shop.png    by Graphviz";

const FMT: &str = "\
Examples:
  landfall fmt                     the manifest, what it includes, and landfall.ENV.kdl beside it
  landfall fmt a.kdl b.kdl         these files
  landfall fmt --check             write nothing; exit 3 where a file is laid out in another way
  landfall fmt - < landfall.kdl    from standard input to standard output
  landfall fmt --check --format json    each file, and whether it would change";

const SCHEMA: &str = "\
Examples:
  landfall schema > landfall.schema.json             the manifest, for an editor
  landfall schema overlay                            a file `landfall.NAME.yaml`
  landfall schema diff                               what `landfall diff --format json` prints";

const SECRETS: &str = "\
Examples:
  landfall secrets init staging                      asks for what only you have, and makes up the rest
  landfall secrets init staging --from values.env    takes it from a file of lines NAME=value
  landfall secrets render production | kubectl apply -f -";

const DOCTOR: &str = "\
Examples:
  landfall doctor
  landfall doctor --format json";

const COMPLETIONS: &str = "\
Examples:
  source <(landfall completions bash)                                      in ~/.bashrc
  landfall completions zsh > ~/.zfunc/_landfall                            a folder of $fpath
  landfall completions fish > ~/.config/fish/completions/landfall.fish";

const MAN: &str = "\
Examples:
  landfall man | man -l -
  landfall man --dir ~/.local/share/man/man1";

/// `init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder of the application
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
    /// Ask nothing: what is not given is a default
    #[arg(short, long)]
    pub(super) yes: bool,
    /// The application's name; what the folder says by default
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Where it listens, 0 for nowhere; what the Dockerfile exposes by default, else 8080
    #[arg(long, value_name = "NUMBER")]
    pub(super) port: Option<u16>,
    /// The path that answers when it is ready; an open port is enough by default
    #[arg(long, value_name = "PATH")]
    pub(super) health: Option<String>,
    /// The host under which people reach it, `none` for nobody; NAME.example.com by default
    #[arg(long, value_name = "HOST")]
    pub(super) host: Option<String>,
    /// Where images that are built here are pushed to; ghcr.io/example by default
    #[arg(long, value_name = "PREFIX")]
    pub(super) registry: Option<String>,
    /// Backing services that it uses, as in `postgres,redis`
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    pub(super) uses: Vec<String>,
    /// Who runs backing services in production
    #[arg(long, value_enum, value_name = "WHO")]
    pub(super) production: Option<InProduction>,
    /// Write nothing; print the manifest
    #[arg(long)]
    pub(super) stdout: bool,
    /// For whom; a program is asked nothing
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// Who runs backing services in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InProduction {
    /// The cluster, which is the default
    Cluster,
    /// Somebody else: a host and a login that are named later
    External,
}

/// `render`.
#[derive(Debug, Args)]
pub(super) struct Render {
    /// The environments; all of them where none is named
    #[arg(value_name = "ENV")]
    pub(super) environments: Vec<String>,
    /// The folder that gets a folder for each environment; `deploy` beside the manifest by default
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write nothing; say what would change, and exit with 3 if anything would
    #[arg(long, conflicts_with = "stdout")]
    pub(super) check: bool,
    /// Write nothing; show what would change, line by line
    #[arg(long, conflicts_with = "stdout")]
    pub(super) diff: bool,
    /// Write nothing; print the files
    #[arg(long, conflicts_with_all = ["format", "ledger"])]
    pub(super) stdout: bool,
    /// Replace files that were changed by hand, and files of others that are in the way
    #[arg(long)]
    pub(super) force: bool,
    /// Print what became of every field of the manifest
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "text", require_equals = true, value_name = "FORM")]
    pub(super) ledger: Option<LedgerForm>,
    /// Make it an error that a target weakens or ignores a field
    #[arg(long)]
    pub(super) strict: bool,
    /// For whom
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// How the ledger is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LedgerForm {
    /// A line for each field
    Text,
    /// For programs
    Json,
}

/// `watch`.
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// The environments; all of them where none is named
    #[arg(value_name = "ENV")]
    pub(super) environments: Vec<String>,
    /// The folder that gets a folder for each environment; `deploy` beside the manifest by default
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// For whom; a program gets an object a line, one for each render
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The environments; all of them where none is named
    #[arg(value_name = "ENV")]
    pub(super) environments: Vec<String>,
    /// For whom
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Make it an error that a target weakens or ignores a field
    #[arg(long)]
    pub(super) strict: bool,
    /// Judge a release: refuse waivers that have ended
    #[arg(long)]
    pub(super) release: bool,
    /// The day for which waivers are judged; that on which it runs by default
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) today: Option<Date>,
}

/// For whom diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs; `landfall schema diagnostics` describes it
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For GitHub: annotations of a pull request
    Github,
}

/// For whom the result of a command is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people
    Human,
    /// For programs; `landfall schema` describes it
    Json,
}

/// `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A node or field of the manifest, the code of a diagnostic, a rule; or an environment, with a path
    #[arg(value_name = "NODE|CODE|RULE|ENV")]
    pub(super) subject: Option<String>,
    /// A path in the merged manifest of that environment: `services.api.image`
    #[arg(value_name = "PATH")]
    pub(super) path: Option<String>,
    /// For whom
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// `diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Two environments; with `--against` those that are compared, all of them where none is named
    #[arg(value_name = "ENV")]
    pub(super) environments: Vec<String>,
    /// A revision of Git: what changed since then. With `...` behind it, since this branch left it
    #[arg(long, value_name = "REVISION")]
    pub(super) against: Option<String>,
    /// For whom
    #[arg(long, value_enum, default_value_t = DiffForm::Text)]
    pub(super) format: DiffForm,
    /// Say also what comes with the environments' targets and names alone
    #[arg(long)]
    pub(super) all: bool,
    /// Exit with 3 where anything is said to differ
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// For whom differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffForm {
    /// For people: each difference, and why
    Text,
    /// For people: a line for each workload
    Short,
    /// For programs; `landfall schema diff` describes it
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// `graph`.
#[derive(Debug, Args)]
pub(super) struct Graph {
    /// The environment
    #[arg(value_name = "ENV", default_value = "production")]
    pub(super) environment: String,
    /// In which form
    #[arg(long, value_enum, default_value_t = GraphForm::Text)]
    pub(super) format: GraphForm,
}

/// In which form a graph is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphForm {
    /// In words
    Text,
    /// For Graphviz
    Dot,
    /// For Mermaid, which pages of Markdown show
    Mermaid,
    /// A picture
    Svg,
    /// For programs; `landfall schema graph` describes it
    Json,
}

/// `fmt`.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// The files, `-` for standard input; the project's own where none is named
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Write nothing; name the files that would change, and exit with 3 if there are any
    #[arg(long)]
    pub(super) check: bool,
    /// For whom
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// `schema`.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_name = "SHAPE", value_enum, default_value_t = SchemaOf::Manifest)]
    pub(super) of: SchemaOf,
}

/// What a schema may be printed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// The manifest, for editors
    Manifest,
    /// A file `landfall.NAME.yaml` or `landfall.NAME.json`, for editors
    Overlay,
    /// `landfall check --format json`
    Diagnostics,
    /// `landfall render --format json`
    Render,
    /// `landfall render --ledger=json`
    Ledger,
    /// `landfall explain --format json`
    Explain,
    /// `landfall doctor --format json`
    Doctor,
    /// `.landfall.json` beside the output
    Lock,
    /// `landfall diff --format json`
    Diff,
    /// `landfall graph --format json`
    Graph,
    /// `landfall fmt --format json`
    Fmt,
    /// `landfall init --format json`
    Init,
    /// `landfall secrets init --format json`
    Secrets,
    /// A line of `landfall watch --format json`
    Watch,
}

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// For which shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// `doctor`.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// For whom
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub(super) format: Form,
}

/// `man`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// A folder that is there; it gets a page for each command
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// `secrets`.
#[derive(Debug, Subcommand)]
pub(super) enum Secrets {
    /// Print the Secret objects of a `kubernetes` store, for `kubectl apply -f -`; never into a file
    #[command(after_help = SECRETS)]
    Render {
        /// The environment
        #[arg(value_name = "ENV")]
        environment: String,
    },
    /// Write the files that an environment's secrets are read from, and make up the generated ones
    #[command(after_help = SECRETS)]
    Init {
        /// The environment
        #[arg(value_name = "ENV")]
        environment: String,
        /// The folder that `render` wrote to; `deploy` beside the manifest by default
        #[arg(short, long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// A file of lines NAME=value with the values that only you have
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// For whom
        #[arg(long, value_enum, default_value_t = Form::Human)]
        format: Form,
    },
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        if form == Form::Json { Self::Json } else { Self::Human }
    }
}

impl From<DiffForm> for Format {
    fn from(form: DiffForm) -> Self {
        if form == DiffForm::Json { Self::Json } else { Self::Human }
    }
}

impl From<GraphForm> for Format {
    fn from(form: GraphForm) -> Self {
        if form == GraphForm::Json { Self::Json } else { Self::Human }
    }
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "it is a day of the calendar, as in `--today 2027-03-01`".to_owned())
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it is written NAME=VALUE, as in `--param tag=2.3.1`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Line::command().debug_assert();
    }

    #[test]
    fn the_help_of_each_command_has_examples() {
        let line = Line::command();
        let without: Vec<_> = line.get_subcommands().filter(|command| command.get_after_help().is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
