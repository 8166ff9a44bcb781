//! A first manifest, from what a folder says of its application; texts in, text out.

mod compose;
mod dockerfile;
mod draft;
mod health;
mod image;
mod node;
mod package;
mod words;

pub use draft::{Kind, Note};

use crate::diagnostic::Diagnostics;
use crate::kdl;
use crate::source::{Files, SourceMap};
use dockerfile::{Facts, Transport};
use draft::{Draft, Workload};
use node::Node;

/// What a folder says of an application.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The name that fits it best.
    pub name: String,
    /// The file that describes it best.
    pub origin: Origin,
    /// Where it listens, if that is known.
    pub port: Option<u16>,
    /// Whether its image says how its health is checked.
    pub is_checked: bool,
    /// Whether people reach it by HTTP, as far as is known.
    pub is_web: bool,
    /// Whether it has backing services.
    pub is_backed: bool,
}

/// The file that describes an application best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A Compose file, at that path.
    Compose(String),
    /// A Dockerfile, at that path.
    Dockerfile(String),
    /// Neither.
    Nothing,
}

/// What only a person knows, or a default.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The application's name.
    pub name: String,
    /// Where it listens; nothing where it does not.
    pub port: Option<u16>,
    /// The path that answers when it is ready; nothing where the port is all that can be asked.
    pub health: Option<String>,
    /// The host under which people reach it; nothing where they do not.
    pub host: Option<String>,
    /// Where images that are built here are pushed to, without a slash at the end.
    pub registry: String,
    /// The types of backing services that it uses, besides those that the folder says.
    pub uses: Vec<String>,
    /// Who runs backing services in production.
    pub production: Production,
}

/// Who runs backing services in production.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Production {
    /// The cluster.
    #[default]
    InCluster,
    /// Somebody else, under a host that is still to be named.
    External,
}

/// A first manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// In KDL, as `landfall fmt` lays it out.
    pub text: String,
    /// How many workloads it has, and how many backing services.
    pub counts: (usize, usize),
    /// What a person has to know.
    pub notes: Vec<Note>,
}

/// A file with mistakes, from which nothing can be made.
#[derive(Debug)]
pub struct Mistaken {
    /// The file.
    pub sources: SourceMap,
    /// Its mistakes.
    pub diagnostics: Diagnostics,
}

/// Looks at a folder of that name.
pub fn survey(files: &dyn Files, folder: &str) -> Survey {
    let text = |path: &str| files.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let compose = compose::NAMES.into_iter().find_map(|name| Some((name, text(name)?)));
    let package = package::name(files).map_or_else(|| label(folder), |name| label(&name));
    if let Some((path, text)) = compose {
        let name = compose::name(&text).map_or_else(|| label(folder), |name| label(&name));
        let (is_web, is_backed) = (compose::has_routes(&text), compose::has_backing(&text));
        return Survey { name, origin: Origin::Compose(path.to_owned()), port: None, is_checked: true, is_web, is_backed };
    }
    let dockerfile = ["Dockerfile", "Containerfile"].into_iter().find_map(|name| Some((name, text(name)?)));
    let (origin, facts) = match dockerfile {
        Some((path, text)) => (Origin::Dockerfile(path.to_owned()), dockerfile::read(&text, None)),
        None => (Origin::Nothing, Facts::default()),
    };
    let tcp = facts.ports.iter().find(|(_, transport)| *transport == Transport::Tcp).map(|(port, _)| *port);
    Survey { name: package, origin, port: tcp, is_checked: facts.health.is_some(), is_web: true, is_backed: false }
}

/// Writes a first manifest.
///
/// # Errors
/// Where the Compose file cannot be read.
pub fn manifest(files: &dyn Files, survey: &Survey, answers: &Answers) -> Result<Manifest, Mistaken> {
    let mut draft = match &survey.origin {
        Origin::Compose(path) => {
            let text = String::from_utf8_lossy(&files.read(path).unwrap_or_default()).into_owned();
            compose::read(files, path, &text, answers)?
        }
        Origin::Dockerfile(path) => {
            let text = String::from_utf8_lossy(&files.read(path).unwrap_or_default()).into_owned();
            image::draft(&dockerfile::read(&text, None), Some(path), answers)
        }
        Origin::Nothing => image::draft(&Facts::default(), None, answers),
    };
    image::uses(&mut draft, answers);
    Ok(finish(draft, answers))
}

/// Who runs a backing service in production.
fn in_production(production: Production, name: &str, has_login: bool) -> Node {
    match production {
        Production::InCluster => Node::new("in-cluster")
            .property("reason", "not decided yet: say who keeps its backups")
            .comment(format!("or where somebody else runs it: `external host=\"{name}.example.com\" tls=#true {{ … }}`")),
        Production::External => {
            let node = Node::new("external")
                .property("host", &format!("{name}.example.com"))
                .comment("its real host, and where its login lies");
            let login = [("username", "username"), ("password", "password")];
            match has_login {
                true => node.block(login.map(|(field, end)| Node::new(field).secret(&format!("{name}-{end}")))),
                false => node,
            }
        }
    }
}

fn finish(draft: Draft, answers: &Answers) -> Manifest {
    let notes = draft.notes.clone();
    let is_workload = |workload: &&Workload| ["service", "job"].contains(&workload.head.name.as_str());
    let workloads = draft.workloads.iter().filter(is_workload).count();
    let counts = (workloads, draft.workloads.len() - workloads);
    let routed = draft.workloads.iter().any(|workload| workload.body.iter().any(|node| node.name == "route"));
    let mut text = String::from(
        "// What stands here holds in every environment; what differs stands in the blocks at the end.\n\
         // `landfall check` says what is wrong, `landfall render` writes deploy/dev (docker run), deploy/staging (Compose) and\n\
         // deploy/production (Kubernetes), and `landfall explain production services` says where each value came from.\n\n",
    );
    let nodes = draft.nodes(&answers.name, routed);
    for (index, node) in nodes.iter().enumerate() {
        let goes_on = node.name == "param" && nodes.get(index.wrapping_sub(1)).is_some_and(|before| before.name == "param");
        if index > 0 && !goes_on {
            text.push('\n');
        }
        node.write(0, &mut text);
    }
    Manifest { text: kdl::format(&text), counts, notes }
}

/// A name as the manifest can have it: a DNS label of RFC 1035.
pub fn label(name: &str) -> String {
    let name: String =
        name.trim().chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' }).collect();
    let start = name.trim_start_matches(|char: char| !char.is_ascii_alphabetic());
    let short: String = start.chars().take(40).collect();
    let mut parts = short.split('-').filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or("app").to_owned();
    parts.fold(first, |name, part| name + "-" + part)
}

/// `user`, with a group where that is another number.
fn user(id: u32, group: Option<u32>) -> Node {
    let node = Node::new("user").number(id);
    match group.filter(|group| *group != id) {
        Some(group) => node.numbered("group", group),
        None => node,
    }
}

/// A path of the folder without `./`; nothing where it leads out, or is none.
fn context(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains("://") || path.starts_with('~') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// Whether configuration of that many bytes fits into an object of Kubernetes, with what else is in it.
fn is_config_sized(bytes: usize) -> bool {
    bytes <= 700_000
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Compose(String);

    impl Files for Compose {
        fn read(&self, path: &str) -> Result<Vec<u8>, crate::source::Unreadable> {
            if path == "compose.yaml" { Ok(self.0.clone().into_bytes()) } else { Err(crate::source::Unreadable::Missing) }
        }

        fn list(&self, _: &str) -> Option<Vec<String>> {
            None
        }
    }

    fn answers() -> Answers {
        let (name, registry) = ("shop".to_owned(), "ghcr.io/example".to_owned());
        let host = Some("shop.example.com".to_owned());
        Answers { name, port: None, health: None, host, registry, uses: Vec::new(), production: Production::External }
    }

    proptest::proptest! {
        #[test]
        fn any_service_gives_a_text_of_kdl(
            field in "(image|build|command|ports|volumes|environment|env_file|depends_on|healthcheck|secrets|user|deploy|tmpfs|expose|labels)",
            value in "[a-z0-9:/.${}~\\-=, ü\"'\\[\\]]{0,25}",
        ) {
            let files = Compose(format!("services:\n  a b:\n    {field}: {value}\n  db:\n    image: postgres\n    {field}: [{value}]\n"));
            if let Ok(manifest) = manifest(&files, &survey(&files, "x"), &answers()) {
                let mut diagnostics = Diagnostics::default();
                kdl::read(&manifest.text, SourceMap::default().add("landfall.kdl", manifest.text.as_str()), &mut diagnostics);
                proptest::prop_assert!(!diagnostics.has_errors(), "{}", manifest.text);
                proptest::prop_assert_eq!(kdl::format(&manifest.text), manifest.text);
            }
        }
    }

    #[test]
    fn names_become_labels() {
        for (name, said) in
            [("My Shop", "my-shop"), ("@acme/web_app", "acme-web-app"), ("2048", "app"), ("9gag-x", "gag-x"), ("", "app")]
        {
            assert_eq!(label(name), said);
        }
    }

    #[test]
    fn paths_stay_in_the_folder() {
        assert_eq!(context("./a/../b/").as_deref(), Some("b"));
        assert_eq!(context(".").as_deref(), Some("."));
        assert_eq!((context("../a"), context("/a"), context("https://github.com/a")), (None, None, None));
    }
}
