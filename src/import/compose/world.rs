//! The application of a Compose file while it becomes a manifest: who is who, and what is called how.

use super::backing::{Backing, Login};
use super::secrets::{Names, is_sensitive};
use super::service::Service;
use super::variables::{Piece, Text, Variables};
use crate::import::Answers;
use crate::import::dockerfile::Transport;
use crate::import::draft::{Draft, Kind};
use crate::import::node::Node;
use crate::secrets;
use crate::source::Files;
use indexmap::IndexMap;

/// The application of a Compose file.
pub(super) struct World<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) answers: &'a Answers,
    /// Its services by their names in the Compose file.
    pub(super) members: IndexMap<String, Member>,
    pub(super) variables: Variables,
    pub(super) secrets: Names,
    /// What the manifest calls the secrets of the file.
    pub(super) aliases: IndexMap<String, String>,
    /// The files of the secrets and configs of the file.
    pub(super) config_files: IndexMap<String, super::ConfigFile>,
    /// The services that others wait for.
    pub(super) reached: Vec<String>,
    /// The services that mount a volume, by its name.
    pub(super) shared: IndexMap<String, Vec<String>>,
    pub(super) draft: Draft,
}

/// A service of the file.
pub(super) struct Member {
    /// What the manifest calls it.
    pub(super) name: String,
    /// Where it listens, the first being where it is reached.
    pub(super) ports: Vec<(u16, Transport)>,
    pub(super) backing: Option<Backing>,
}

impl Member {
    fn port(&self) -> Option<u16> {
        self.backing.as_ref().map(|backing| backing.port).or(self.ports.first().map(|(port, _)| *port))
    }
}

/// The ends of names of variables that hold a host.
const HOSTS: [&str; 9] = ["HOST", "HOSTS", "HOSTNAME", "SERVER", "SERVERS", "ADDR", "ADDRESS", "ENDPOINT", "BROKERS"];
const NAMES_OF_DATABASES: [&str; 5] = ["DB", "DBNAME", "DATABASE", "DB_NAME", "DATABASE_NAME"];
const NAMES_OF_USERS: [&str; 3] = ["USER", "USERNAME", "LOGIN"];

/// What the value of a variable becomes.
pub(super) enum Value {
    /// Text of a manifest.
    Text(String),
    /// A whole secret.
    Secret(String),
}

impl<'a> World<'a> {
    /// The world of a folder, with the variables of its `.env`.
    pub(super) fn new(files: &'a dyn Files, answers: &'a Answers) -> Self {
        let dotenv = files.read(".env").ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let given = dotenv.and_then(|text| secrets::assignments(&text).ok()).unwrap_or_default();
        Self {
            files,
            answers,
            members: IndexMap::new(),
            variables: Variables { given, ..Variables::default() },
            secrets: Names::default(),
            aliases: IndexMap::new(),
            config_files: IndexMap::new(),
            reached: Vec::new(),
            shared: IndexMap::new(),
            draft: Draft::default(),
        }
    }
}

impl World<'_> {
    /// The value of a variable of a service.
    pub(super) fn value(&mut self, service: &Service, name: &str, raw: &str) -> Value {
        let text = self.variables.text(raw);
        if let Some(path) = self.password(name, &text) {
            return Value::Text(format!("{{{{ {path} }}}}"));
        }
        let literal = text.literal().map(str::to_owned);
        if let Some(url) = literal.as_deref().and_then(|literal| self.url(service, name, literal)) {
            return Value::Text(url.template());
        }
        if let [Piece::Secret(secret)] = text.0.as_slice() {
            return Value::Secret(secret.clone());
        }
        let holds_one = text.0.iter().any(|piece| matches!(piece, Piece::Secret(_)));
        if !holds_one && is_sensitive(name, literal.as_deref().unwrap_or("a value")) {
            return Value::Secret(self.secrets.name(&service.name, name, &text));
        }
        if let Some(path) = literal.as_deref().and_then(|literal| self.own_name(name, literal)) {
            return Value::Text(format!("{{{{ {path} }}}}"));
        }
        Value::Text(self.refer(service, name, text).template())
    }

    /// A variable of the environment, as a node.
    pub(super) fn variable(&mut self, service: &Service, name: &str, variable: &str, raw: &str) -> Node {
        match self.value(service, variable, raw) {
            Value::Text(text) => Node::new(variable).text(&text),
            Value::Secret(secret) => {
                let text =
                    format!("`{variable}` is the secret `{secret}`: its value belongs into deploy/dev/.env, and never here");
                self.draft.note(Kind::Changed, name, text);
                Node::new(variable).secret(&secret)
            }
        }
    }

    /// A word of a command, or another text without a name.
    pub(super) fn word(&mut self, service: &Service, raw: &str) -> String {
        let text = self.variables.text(raw);
        self.refer(service, "", text).template()
    }

    /// A flag of a command that holds its secret, or a word as any other.
    pub(super) fn words(&mut self, service: &Service, raw: &[String]) -> Vec<String> {
        let mut flag = String::new();
        let mut words = Vec::with_capacity(raw.len());
        for word in raw {
            let named = word.strip_prefix('-').and_then(|rest| rest.split_once('='));
            let (name, value) = named.map_or((flag.as_str(), word.as_str()), |(name, value)| (name, value));
            let name = name.trim_start_matches('-').to_owned();
            let is_secret = !name.is_empty() && !value.contains('$') && is_sensitive(&name, value) && !value.starts_with('-');
            words.push(match is_secret {
                true => {
                    let secret = self.secrets.name(&service.name, &name, &Text::from(value));
                    let before = word.strip_suffix(value).unwrap_or_default();
                    format!("{before}{{{{ secret.{secret} }}}}")
                }
                false => self.word(service, word),
            });
            flag = if word.starts_with('-') && !word.contains('=') { word.clone() } else { String::new() };
        }
        words
    }

    /// `db.password`, where that is what a variable holds.
    fn password(&self, variable: &str, text: &Text) -> Option<String> {
        let variable = variable.to_ascii_uppercase();
        let may_be = ["PASS", "PW", "SECRET"].iter().any(|part| variable.contains(part));
        self.passwords().find(|(login, _)| may_be && **login == Login::Value(text.clone())).map(|(_, path)| path)
    }

    /// The passwords of backing services, with what a manifest calls them.
    fn passwords(&self) -> impl Iterator<Item = (&Login, String)> {
        self.members.values().flat_map(|member| {
            let backing = member.backing.as_ref();
            let own = backing.and_then(|backing| Some((backing.password.as_ref()?, format!("{}.password", member.name))));
            let root =
                backing.and_then(|backing| Some((backing.root.as_ref()?, format!("secret.{}-root-password", member.name))));
            [own, root].into_iter().flatten()
        })
    }

    /// `db.name`, `db.username`, where a variable holds that of the one backing service that has it.
    fn own_name(&self, variable: &str, literal: &str) -> Option<String> {
        let variable = variable.to_ascii_uppercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| variable.ends_with(end));
        let is_it = |name: &Option<Text>| name.as_ref().and_then(Text::literal) == Some(literal);
        let mut found = self.members.values().filter_map(|member| {
            let backing = member.backing.as_ref()?;
            match () {
                () if is_it(&backing.database) && ends(&NAMES_OF_DATABASES) => Some(format!("{}.name", member.name)),
                () if is_it(&backing.username) && ends(&NAMES_OF_USERS) => Some(format!("{}.username", member.name)),
                () => None,
            }
        });
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    /// An address with a login, whose password goes.
    fn url(&mut self, service: &Service, variable: &str, literal: &str) -> Option<Text> {
        let (scheme, rest) = literal.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (login, place) = authority.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        let member = self.members.get(host);
        let backing = member.and_then(|member| Some((member.name.clone(), member.backing.clone()?)));
        let known = backing.as_ref().and_then(|(name, backing)| {
            let is = |login: &Option<Login>| *login == Some(Login::Value(Text::from(password)));
            match () {
                () if is(&backing.password) => Some(format!("{name}.password")),
                () if is(&backing.root) => Some(format!("secret.{name}-root-password")),
                () => None,
            }
        });
        if let Some((name, backing)) = &backing {
            let own_port = port.is_none_or(|port| port == backing.port.to_string());
            let names = |text: &Option<Text>, given: &str| text.as_ref().and_then(Text::literal) == Some(given);
            let database = path.strip_prefix('/').unwrap_or(path);
            let own = names(&backing.username, user) && (names(&backing.database, database) || backing.database.is_none());
            if own && own_port && scheme == backing.scheme && known.as_deref() == Some(&format!("{name}.password")) {
                return Some(Text(vec![Piece::Reference(format!("{name}.url"))]));
            }
        }
        let secret = match known {
            Some(path) => Piece::Reference(path),
            None => Piece::Secret(self.secrets.name(&service.name, &format!("{variable}_PASSWORD"), &Text::from(password))),
        };
        let mut text = Text::from(format!("{scheme}://{user}:").as_str());
        text.push(secret);
        text.push(Piece::Literal("@".to_owned()));
        match &backing {
            Some((name, backing)) => {
                text.push(Piece::Reference(format!("{name}.host")));
                match port {
                    Some(port) if port == backing.port.to_string() => {
                        text.push(Piece::Literal(":".to_owned()));
                        text.push(Piece::Reference(format!("{name}.port")));
                    }
                    port => text.push(Piece::Literal(port.map(|port| format!(":{port}")).unwrap_or_default())),
                }
            }
            None => text.push(Piece::Literal(place.to_owned())),
        }
        text.push(Piece::Literal(path.to_owned()));
        Some(text)
    }

    /// A text with references in the place of other services' hosts, and of secrets that are known by their values.
    fn refer(&self, service: &Service, variable: &str, text: Text) -> Text {
        let mut whole = Text::default();
        let variable = variable.to_ascii_uppercase();
        let is_host = HOSTS.iter().any(|end| variable.ends_with(end));
        for piece in text.0 {
            let Piece::Literal(literal) = piece else {
                whole.push(piece);
                continue;
            };
            let mut rest = literal.as_str();
            while let Some((start, end, pieces)) = self.first_reference(service, rest, is_host && rest == literal) {
                whole.push(Piece::Literal(rest.get(..start).unwrap_or_default().to_owned()));
                pieces.into_iter().for_each(|piece| whole.push(piece));
                rest = rest.get(end..).unwrap_or_default();
            }
            whole.push(Piece::Literal(rest.to_owned()));
        }
        whole
    }

    /// The first place in a text that names another service as a host, or holds a secret.
    fn first_reference(&self, service: &Service, text: &str, alone: bool) -> Option<(usize, usize, Vec<Piece>)> {
        let hosts = self
            .members
            .iter()
            .filter(|(name, _)| **name != service.name)
            .filter_map(|(host, member)| host_in(text, host, member, alone));
        let names: Vec<_> = self.members.keys().map(String::as_str).chain(self.names_of_backing()).collect();
        let secrets = self.secrets.literals().filter(|(value, _)| !names.contains(value));
        let secrets = secrets
            .filter_map(|(value, name)| text.find(value).map(|at| (at, at + value.len(), vec![Piece::Secret(name.to_owned())])));
        let passwords = self.passwords().filter_map(|(login, path)| match login {
            Login::Value(value) => {
                let value = value.literal().filter(|value| value.len() >= 6 && !names.contains(value))?;
                text.find(value).map(|at| (at, at + value.len(), vec![Piece::Reference(path)]))
            }
            Login::File(_) => None,
        });
        hosts.chain(secrets).chain(passwords).min_by_key(|(start, end, _)| (*start, usize::MAX - end))
    }

    fn names_of_backing(&self) -> impl Iterator<Item = &str> {
        let backing = self.members.values().filter_map(|member| member.backing.as_ref());
        backing.flat_map(|backing| [&backing.username, &backing.database]).flatten().filter_map(Text::literal)
    }
}

/// Where a text has a host as one, and what stands there instead.
fn host_in(text: &str, host: &str, member: &Member, alone: bool) -> Option<(usize, usize, Vec<Piece>)> {
    let name = &member.name;
    let reference = |part: &str| Piece::Reference(format!("{name}.{part}"));
    for (at, _) in text.match_indices(host) {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + host.len()..).unwrap_or_default());
        let begins = before.is_empty() || before.ends_with(['@', ',', '=', ' ', '"', '\'', '(', ';']) || before.ends_with("//");
        let digits = after
            .strip_prefix(':')
            .map(|rest| rest.len() - rest.trim_start_matches(|char: char| char.is_ascii_digit()).len())
            .filter(|digits| *digits > 0);
        let ends = after.is_empty() || digits.is_some() || after.starts_with(['/', ',', ';', '"', '\'', ')', ' ', '?']);
        let is_host = digits.is_some()
            || before.ends_with("//")
            || before.ends_with('@')
            || (alone && (text == host || before.ends_with(',') || after.starts_with(',')));
        if !(begins && ends && is_host) {
            continue;
        }
        let end = at + host.len() + digits.map_or(0, |digits| digits + 1);
        let port: Option<u16> = text.get(at + host.len() + 1..end).and_then(|port| port.parse().ok());
        let own_port = member.port().filter(|own| port.is_none_or(|port| port == *own));
        let is_http = before.ends_with("http://") && member.backing.is_none();
        return Some(match (is_http, own_port, port) {
            (true, Some(own), port) if port.is_some() || own == 80 => (at - "http://".len(), end, vec![reference("url")]),
            (_, Some(_), Some(_)) => (at, end, vec![reference("host"), Piece::Literal(":".to_owned()), reference("port")]),
            (_, _, Some(port)) => (at, end, vec![reference("host"), Piece::Literal(format!(":{port}"))]),
            (_, _, None) => (at, end, vec![reference("host")]),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_where_it_is_one() {
        let member = Member { name: "order-api".to_owned(), ports: vec![(8080, Transport::Tcp)], backing: None };
        let said = |text: &str, alone| {
            let (start, end, pieces) = host_in(text, "order_api", &member, alone)?;
            Some(format!("{}{}{}", text.get(..start)?, Text(pieces).template(), text.get(end..)?))
        };
        assert_eq!(said("http://order_api:8080/v1", false).as_deref(), Some("{{ order-api.url }}/v1"));
        assert_eq!(said("order_api:8080", false).as_deref(), Some("{{ order-api.host }}:{{ order-api.port }}"));
        assert_eq!(said("tcp://order_api:9", false).as_deref(), Some("tcp://{{ order-api.host }}:9"));
        assert_eq!(said("order_api", true).as_deref(), Some("{{ order-api.host }}"));
        for other in ["order_api", "my_order_api:8080", "order_api_v2", "order_api:x"] {
            assert_eq!(said(other, false), None, "{other}");
        }
    }
}
