//! The variables that carry secrets into texts.
//!
//! Compose hands a secret to a container as a file and in no other way, while a value of `environment` or `command` is text. What
//! stands there is therefore a variable, `${SHOP_DB_PASSWORD:?…}`, which Compose takes from its own surroundings or from the `.env`
//! beside its file. So the form of a value (`postgres://shop:…@db:5432/shop`) is committed and reviewed while the secret in it is
//! not, plain `docker compose up` works, with a read-only root too, and says what to do where a secret is missing. Names begin
//! with the application's, since Compose prefers its surroundings, and a shell has variables of its own (`USER`, `STRIPE_KEY`).
//! Compose cannot percent-encode: a secret in a URL has a second variable, `…_URL`, with the encoded value.

use crate::plan::{Encoding, EnvValue, Handler, Plan, SecretUse, Store, Text, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// The variable of each secret that is used in a text.
#[derive(Debug)]
pub(super) struct Variables {
    names: BTreeMap<SecretUse, String>,
    cure: String,
}

impl Variables {
    pub(super) fn of(plan: &Plan) -> Self {
        let in_texts = plan.workloads.iter().flat_map(texts).flat_map(Text::secrets).cloned();
        let uses: BTreeSet<SecretUse> = in_texts.chain(files(plan)).collect();
        let mut taken = BTreeSet::new();
        let mut names = BTreeMap::new();
        for secret in uses {
            let name = free_name(&plan.application.name, &secret, &taken);
            taken.insert(name.clone());
            names.insert(secret, name);
        }
        let cure = match plan.secrets.store {
            Store::Environment => "set it before Compose is called, see SECRETS.md".to_owned(),
            Store::Dotenv { .. } | Store::Files { .. } | Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => {
                format!("run {}", command(plan))
            }
        };
        Self { names, cure }
    }

    /// The variable's name.
    pub(super) fn name(&self, secret: &SecretUse) -> &str {
        self.names.get(secret).map_or("", String::as_str)
    }

    /// What Compose says where one is missing.
    pub(super) fn cure(&self) -> &str {
        &self.cure
    }

    /// Each use with its variable, sorted by secret.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&SecretUse, &str)> {
        self.names.iter().map(|(secret, name)| (secret, name.as_str()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The command that makes the secrets.
pub(super) fn command(plan: &Plan) -> String {
    format!("landfall secrets init {}", plan.setting.environment)
}

/// `SHOP_DB_PASSWORD`; numbered where another secret has that name.
fn free_name(application: &str, secret: &SecretUse, taken: &BTreeSet<String>) -> String {
    let suffix = match secret.encoding {
        Encoding::Plain => "",
        Encoding::Url => "-url",
    };
    let letters = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    let plain: String = format!("{application}-{}{suffix}", secret.name).chars().map(letters).collect();
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain)
}

/// The secrets that are files, where variables hold these too.
fn files(plan: &Plan) -> impl Iterator<Item = SecretUse> {
    let in_variables = matches!(plan.secrets.store, Store::Dotenv { .. } | Store::Environment);
    let files = plan.workloads.iter().filter(move |_| in_variables).flat_map(|workload| &workload.container.secret_files);
    files.map(|file| SecretUse { name: file.secret.clone(), encoding: Encoding::Plain })
}

/// Every text of a workload that may hold a secret.
fn texts(workload: &Workload) -> impl Iterator<Item = &Text> {
    let container = &workload.container;
    let values = container.env.values().filter_map(|value| match value {
        EnvValue::Set(text) => Some(text),
        EnvValue::Inherit => None,
    });
    let commands = [&container.entrypoint, &container.command, &container.stop.before].into_iter().flatten().flatten();
    let health = &container.health;
    let probes = [health.ready.as_ref(), health.live.as_ref(), health.start.as_ref().map(|start| &start.probe)];
    let checks = probes.into_iter().flatten().flat_map(|probe| match &probe.handler {
        Handler::Exec(words) => words.as_slice(),
        Handler::Http { .. } | Handler::Tcp(_) | Handler::Grpc(_) => &[],
    });
    values.chain(commands).chain(checks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;

    #[test]
    fn two_secrets_never_share_a_variable() {
        let mut api = sample::service("api");
        for (name, secret) in [("A", "db-password"), ("B", "db.password"), ("C", "db_password")] {
            api.container.env.insert(name.into(), EnvValue::Set(Text::secret(secret)));
        }
        let variables = Variables::of(&sample::plan(vec![api]));
        let names: Vec<&str> = variables.iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["SHOP_DB_PASSWORD", "SHOP_DB_PASSWORD_2", "SHOP_DB_PASSWORD_3"]);
    }
}
