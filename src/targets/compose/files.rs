//! Files of configuration, and secrets as files.
//!
//! Both are `file:`, the only form that goes with a read-only root. Such a file is mounted as it lies on the host, with the host's
//! owner and mode, and stays the old one in a running container when it is replaced: hence the checksum among the labels.

use super::{
    file::{Grant, Source},
    names,
    variables::Variables,
    word::Word,
};
use crate::{
    artifact::{Artifacts, Notes},
    plan::{Config, Encoding, Plan, SecretFile, SecretUse, Store, Workload},
};
use std::collections::BTreeMap;

/// The checksum of all configuration of a workload; `None` where it has none.
pub(super) fn checksum_of_configs(workload: &Workload) -> Option<String> {
    let mut bytes = Vec::new();
    for config in &workload.container.configs {
        bytes.extend_from_slice(format!("{} {:o} {}\n", config.path, config.mode, config.content.len()).as_bytes());
        bytes.extend_from_slice(&config.content);
    }
    (!bytes.is_empty()).then(|| names::short(&bytes, 16))
}

/// Declares and writes the files of a workload, and grants them to it.
pub(super) fn configs(
    workload: &Workload,
    declared: &mut BTreeMap<String, Source>,
    artifacts: &mut Artifacts,
    notes: &mut Notes,
) -> Vec<Grant> {
    let mut grants = Vec::with_capacity(workload.container.configs.len());
    for config in &workload.container.configs {
        let plain = names::config(workload, &config.path);
        let taken = declared.contains_key(&plain);
        let name = if taken { format!("{plain}-{}", names::short(config.path.as_bytes(), 8)) } else { plain };
        let file = names::config_file(workload, &config.path);
        declared.insert(name.clone(), Source::File(Word::literal(format!("./{file}"))));
        grants.push(Grant { source: name, target: Word::literal(&config.path) });
        write(workload, config, file, artifacts, notes);
    }
    grants
}

fn write(workload: &Workload, config: &Config, file: String, artifacts: &mut Artifacts, notes: &mut Notes) {
    let written = match config.mode & 0o111 {
        0 => {
            artifacts.add(file, config.content.clone());
            0o644
        }
        _ => {
            artifacts.add_script(file, config.content.clone());
            0o755
        }
    };
    if written != config.mode {
        let lost = format!("the container sees the mode of the host's file, {written:04o}, not {:04o}", config.mode);
        notes.weakened(workload.field("configs").join(&config.key).join("mode"), lost);
    }
}

/// Declares the secrets that a workload gets as files, and grants them to it.
pub(super) fn secrets(
    plan: &Plan,
    variables: &Variables,
    workload: &Workload,
    declared: &mut BTreeMap<String, Source>,
    notes: &mut Notes,
) -> Vec<Grant> {
    let mut grants = Vec::with_capacity(workload.container.secret_files.len());
    for file in &workload.container.secret_files {
        if let Some(source) = source(plan, variables, workload, file, notes) {
            declared.insert(file.secret.clone(), source);
            grants.push(Grant { source: file.secret.clone(), target: Word::literal(&file.path) });
        }
    }
    grants
}

fn source(plan: &Plan, variables: &Variables, workload: &Workload, file: &SecretFile, notes: &mut Notes) -> Option<Source> {
    match &plan.secrets.store {
        Store::Files { dir } => Some(Source::File(Word::literal(format!("{}/{}", folder(dir), file.secret)))),
        Store::Dotenv { .. } | Store::Environment if workload.container.security.read_only => {
            let path = workload.field("secret-files").join(&file.path);
            let why =
                format!("Compose copies `{}` from the environment into the container, whose root is read-only", file.secret);
            notes.refused(
                path,
                why,
                "write `secrets \"files\"` in this environment, or let the root be written: security { read-only #false; }",
            );
            None
        }
        Store::Dotenv { .. } | Store::Environment => {
            let secret = SecretUse { name: file.secret.clone(), encoding: Encoding::Plain };
            Some(Source::Environment(variables.name(&secret).to_owned()))
        }
        Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => None,
    }
}

/// A folder of secrets as the file names it.
pub(super) fn folder(dir: &str) -> String {
    let inner = dir.trim_end_matches('/');
    if inner.starts_with(['/', '.']) { inner.to_owned() } else { format!("./{inner}") }
}
