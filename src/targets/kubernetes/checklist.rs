//! `SECRETS.md`: what must exist before the application is applied, and the commands that make it; never a value.

use super::secret::remote_path;
use crate::plan::{Encoding, Plan, RouteTls, Secret, Store, Vault, Workload};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The list; `None` where nothing is asked of anybody.
pub(super) fn of(plan: &Plan) -> Option<String> {
    let mut list = String::new();
    match &plan.secrets.store {
        Store::Vault(vault) => items(&mut list, plan, vault),
        Store::Environment | Store::Existing | Store::Dotenv { .. } | Store::Files { .. } => secrets(&mut list, plan, false),
        Store::Kubernetes { .. } => secrets(&mut list, plan, true),
    }
    certificates(&mut list, plan);
    registries(&mut list, plan);
    (!list.is_empty()).then(|| format!("{}{list}", introduction(plan)))
}

fn introduction(plan: &Plan) -> String {
    format!(
        "# Secrets of `{}` in `{}`\n\nWhat must exist before the application starts. This list holds names alone, never a value. Each value goes into a file of\nits own, without a newline at its end; delete the files afterwards.\n",
        plan.application.name, plan.setting.environment
    )
}

type ByObject<'p> = BTreeMap<String, Vec<(&'p String, &'p Secret)>>;

const IN_URL: &str = "stands in a URL: letters, digits, `-` and `_` alone";

fn table(list: &mut String, secrets: &[(&String, &Secret)], encoded: bool) {
    list.push_str("\n| key | what it is | used by |\n| --- | --- | --- |\n");
    for (_, secret) in secrets {
        let users: Vec<String> = secret.used_by.iter().map(|user| format!("`{user}`")).collect();
        let description = described(secret, encoded);
        line(list, format_args!("| `{}` | {description} | {} |", secret.key, users.join(", ")));
    }
}

/// What a secret is; a value that stands in a URL as it is has to be one that needs no encoding.
fn described(secret: &Secret, encoded: bool) -> String {
    let description = secret.description.as_deref().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
    match (secret.encodings.contains(&Encoding::Url) && !encoded, description.is_empty()) {
        (false, _) => description,
        (true, true) => IN_URL.to_owned(),
        (true, false) => format!("{description}; {IN_URL}"),
    }
}

fn secrets(list: &mut String, plan: &Plan, rendered: bool) {
    let mut objects: ByObject<'_> = BTreeMap::new();
    for (name, secret) in &plan.secrets.by_name {
        objects.entry(secret.object.clone()).or_default().push((name, secret));
    }
    let namespace = &plan.namespace.name;
    if rendered && !objects.is_empty() {
        let environment = &plan.setting.environment;
        line(
            list,
            format_args!(
                "\nAll of the following at once, from the values at hand:\n\n```sh\nlandfall secrets render {environment} | kubectl apply --server-side --filename -\n```"
            ),
        );
    }
    for (object, secrets) in objects {
        line(list, format_args!("\n## Secret `{object}`"));
        table(list, &secrets, false);
        let keys: BTreeSet<&String> = secrets.iter().map(|(_, secret)| &secret.key).collect();
        let files: Vec<String> = keys.into_iter().map(|key| format!("  --from-file={key}=./{key} \\\n")).collect();
        line(
            list,
            format_args!(
                "\n```sh\nkubectl create secret generic {object} --namespace {namespace} \\\n{}  --dry-run=client --output yaml | kubectl apply --server-side --filename -\n```",
                files.concat()
            ),
        );
    }
}

fn items(list: &mut String, plan: &Plan, vault: &Vault) {
    let mut objects: ByObject<'_> = BTreeMap::new();
    for (name, secret) in &plan.secrets.by_name {
        objects.entry(remote_path(plan, vault, secret)).or_default().push((name, secret));
    }
    for (path, secrets) in objects {
        line(list, format_args!("\n## Vault: `{}/{path}`", vault.mount));
        table(list, &secrets, true);
        let keys: BTreeSet<&String> = secrets.iter().map(|(_, secret)| &secret.key).collect();
        let values: Vec<String> = keys.into_iter().map(|key| format!(" {key}=@{key}")).collect();
        line(list, format_args!("\n```sh\nvault kv put -mount={} {path}{}\n```", vault.mount, values.concat()));
        line(list, format_args!("\nThe role `{}` of the login `{}` reads this path.", vault.role, vault.auth));
    }
}

fn certificates(list: &mut String, plan: &Plan) {
    let routes = plan.workloads.iter().flat_map(|workload| &workload.routes);
    let mut hosts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in routes {
        if let (RouteTls::Secret(name), Some(host)) = (&route.tls, &route.host) {
            hosts.entry(name).or_default().insert(host);
        }
    }
    let namespace = &plan.namespace.name;
    for (name, hosts) in hosts {
        let hosts: Vec<String> = hosts.into_iter().map(|host| format!("`{host}`")).collect();
        line(
            list,
            format_args!(
                "\n## Certificate `{name}`\n\nFor {}.\n\n```sh\nkubectl create secret tls {name} --namespace {namespace} --cert=tls.crt --key=tls.key\n```",
                hosts.join(", ")
            ),
        );
    }
}

fn registries(list: &mut String, plan: &Plan) {
    let names: BTreeSet<&String> =
        plan.workloads.iter().flat_map(Workload::containers).flat_map(|container| &container.image.pull_secrets).collect();
    let namespace = &plan.namespace.name;
    for name in names {
        line(
            list,
            format_args!(
                "\n## Registry `{name}`\n\nThe login that images are pulled with, after `docker login`:\n\n```sh\nkubectl create secret generic {name} --namespace {namespace} --type=kubernetes.io/dockerconfigjson \\\n  --from-file=.dockerconfigjson=\"$HOME/.docker/config.json\"\n```"
            ),
        );
    }
}

fn line(list: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(list, "{line}").expect("a String takes all that is written");
}
