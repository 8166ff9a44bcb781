//! The first values of an environment's secrets, for `landfall secrets init`: what is there stays, what is generated is made, and
//! the variables follow from the files.

use super::{
    dotenv::{assigned, percent_encoded, quoted, with_lines},
    secrets,
    variables::Variables,
};
use crate::plan::{Encoding, Plan, SecretUse, Store};
use std::{collections::BTreeMap, fmt};

/// The mode of the folder of secrets.
pub const FOLDER_MODE: u32 = 0o700;
/// The mode of a secret's file: the container's user, who is not its owner, has to read it; the folder keeps others out.
const FILE_MODE: u32 = 0o444;
/// The mode of the file of variables, which Compose alone reads.
const DOTENV_MODE: u32 = 0o600;

/// A value is made of these: safe in URLs, and one for every five bits.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What is to be written, and what only the user has.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Initial {
    /// Files to be written, sorted by path; none whose content is right already.
    pub files: Vec<InitialFile>,
    /// The secrets whose values are missing.
    pub missing: Vec<String>,
}

/// A file with values of secrets. Its `Debug` form has none of them.
#[derive(PartialEq, Eq)]
pub struct InitialFile {
    /// Its path, from the folder of the environment's output; absolute where the store's folder is.
    pub path: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// Its mode; the folder above gets [`FOLDER_MODE`] where it is made.
    pub mode: u32,
}

impl fmt::Debug for InitialFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InitialFile").field("path", &self.path).field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// What `landfall secrets init` has to write. `given` are values that the user typed, by secret; `read` gives a file of the output's
/// folder; `random` gives 32 random bytes at each call.
pub fn initial(
    plan: &Plan,
    given: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
    random: &mut dyn FnMut() -> [u8; 32],
) -> Initial {
    let start =
        Start { plan, variables: Variables::of(plan), read, lines: read_text(read, secrets::dotenv(plan)).unwrap_or_default() };
    let mut initial = Initial::default();
    let mut lines = BTreeMap::new();
    for (name, secret) in &plan.secrets.by_name {
        let path = start.path(name);
        let there = start.value(name);
        let is_new = there.is_none();
        let made = || secret.generated.then(|| generate(random()));
        match there.or_else(|| given.get(name).cloned()) {
            None if start.is_assigned(name) => {}
            value => match value.or_else(made) {
                None => initial.missing.push(name.clone()),
                Some(value) => {
                    lines.extend(assignments(name, &value, &start.variables));
                    let file = path.filter(|_| is_new);
                    initial.files.extend(file.map(|path| InitialFile { path, content: value.into_bytes(), mode: FILE_MODE }));
                }
            },
        }
    }
    let after = with_lines(&start.lines, &lines);
    if after != start.lines {
        let path = secrets::dotenv(plan).to_owned();
        initial.files.push(InitialFile { path, content: after.into_bytes(), mode: DOTENV_MODE });
    }
    initial.files.sort_by(|left, right| left.path.cmp(&right.path));
    initial
}

/// What is there before anything is written.
struct Start<'a> {
    plan: &'a Plan,
    variables: Variables,
    read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// The file of variables.
    lines: String,
}

impl Start<'_> {
    /// Where a secret lies as a file.
    fn path(&self, name: &str) -> Option<String> {
        match &self.plan.secrets.store {
            Store::Files { dir } => Some(format!("{}/{name}", dir.trim_end_matches('/'))),
            Store::Dotenv { .. } | Store::Environment | Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => None,
        }
    }

    /// The value of a secret, without the line break that an editor leaves at its end.
    fn value(&self, name: &str) -> Option<String> {
        match self.path(name) {
            Some(path) => read_text(self.read, &path).map(|text| text.trim_end_matches(['\n', '\r']).to_owned()),
            None => {
                let plain = SecretUse { name: name.to_owned(), encoding: Encoding::Plain };
                assigned(&self.lines, self.variables.name(&plain))
            }
        }
    }

    /// Whether a secret is variables alone, and all of them have values.
    fn is_assigned(&self, name: &str) -> bool {
        let own = || self.variables.iter().filter(|(secret, _)| secret.name == name);
        self.path(name).is_none()
            && own().next().is_some()
            && own().all(|(_, variable)| assigned(&self.lines, variable).is_some())
    }
}

fn read_text(read: &dyn Fn(&str) -> Option<Vec<u8>>, path: &str) -> Option<String> {
    read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn generate(random: [u8; 32]) -> String {
    random.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31))).map(|letter| char::from(*letter)).collect()
}

/// A line for each variable of a secret.
fn assignments(name: &str, value: &str, variables: &Variables) -> Vec<(String, String)> {
    let own = variables.iter().filter(|(secret, _)| secret.name == name);
    own.map(|(secret, variable)| {
        let value = match secret.encoding {
            Encoding::Plain => quoted(value),
            Encoding::Url => quoted(&percent_encoded(value)),
        };
        (variable.to_owned(), format!("{variable}={value}"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{EnvValue, Piece, Secrets, Text, sample};

    fn plan(store: Store) -> Plan {
        let mut api = sample::service("api");
        let mut url = Text::literal("postgres://shop:");
        url.push(Piece::Secret(SecretUse { name: "db-password".into(), encoding: Encoding::Url }));
        api.container.env.insert("URL".into(), EnvValue::Set(url));
        api.container.env.insert("KEY".into(), EnvValue::Set(Text::secret("stripe-key")));
        let mut plan = sample::plan(vec![api]);
        let by_name =
            [("db-password".to_owned(), sample::secret(true, &[])), ("stripe-key".to_owned(), sample::secret(false, &[]))].into();
        plan.secrets = Secrets { store, by_name };
        plan
    }

    fn files() -> Store {
        Store::Files { dir: "secrets".into() }
    }

    fn content<'a>(initial: &'a Initial, path: &str) -> Option<&'a str> {
        initial.files.iter().find(|file| file.path == path).map(|file| std::str::from_utf8(&file.content).unwrap())
    }

    #[test]
    fn what_is_generated_is_made_and_what_is_missing_is_named() {
        let initial = initial(&plan(files()), &BTreeMap::new(), &|_| None, &mut || [1; 32]);
        let value = "b".repeat(32);
        assert_eq!(content(&initial, "secrets/db-password"), Some(value.as_str()));
        assert_eq!(content(&initial, ".env"), Some(format!("SHOP_DB_PASSWORD_URL=\"{value}\"\n").as_str()));
        assert_eq!(initial.missing, ["stripe-key"]);
        assert_eq!(initial.files.iter().map(|file| file.mode).collect::<Vec<_>>(), [0o600, 0o444]);
    }

    #[test]
    fn what_is_there_stays_and_other_lines_do_too() {
        let read = |path: &str| match path {
            "secrets/db-password" => Some(b"p@ss$1\n".to_vec()),
            ".env" => Some(b"# mine\nTAG=1\nSHOP_DB_PASSWORD_URL=old\n".to_vec()),
            _ => None,
        };
        let given = BTreeMap::from([("stripe-key".to_owned(), "a\"b".to_owned())]);
        let made = initial(&plan(files()), &given, &read, &mut || unreachable!("nothing is generated"));
        assert_eq!(content(&made, "secrets/db-password"), None);
        assert_eq!(content(&made, "secrets/stripe-key"), Some("a\"b"));
        assert_eq!(
            content(&made, ".env"),
            Some("# mine\nTAG=1\nSHOP_DB_PASSWORD_URL=\"p%40ss%241\"\nSHOP_STRIPE_KEY=\"a\\\"b\"\n")
        );
        assert_eq!(made.missing, Vec::<String>::new());
    }

    #[test]
    fn a_second_run_changes_nothing() {
        for store in [files(), Store::Dotenv { file: ".env".into() }] {
            let plan = plan(store);
            let given = BTreeMap::from([("stripe-key".to_owned(), "k".to_owned())]);
            let first = initial(&plan, &given, &|_| None, &mut || [7; 32]);
            let read = |path: &str| first.files.iter().find(|file| file.path == path).map(|file| file.content.clone());
            let second = initial(&plan, &BTreeMap::new(), &read, &mut || [8; 32]);
            assert_eq!(second.missing, Vec::<String>::new());
            assert_eq!(second.files.iter().filter(|file| Some(&file.content) != read(&file.path).as_ref()).count(), 0);
        }
    }

    #[test]
    fn no_value_shows_in_a_debug_form() {
        let initial = initial(&plan(files()), &BTreeMap::new(), &|_| None, &mut || [1; 32]);
        assert!(!format!("{initial:?}").contains("bbbb"));
    }
}
