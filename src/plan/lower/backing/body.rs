//! The body of a backing service's container: what its type says, under what the manifest says.

use super::{
    super::report::{CATALOGUE, Report},
    Facts,
};
use crate::{
    catalogue::{Storage, Word},
    manifest::{self, Value, Workload},
    path::FieldPath,
};

/// The time after which a check has failed, where the type does not say: a command takes longer than a request.
const CHECK_TIMEOUT: &str = "3s";

/// Declares the type's port, where the manifest says no more of it.
pub(super) fn open(body: &mut Workload, port: u16) {
    if body.ports.values().any(|written| written.number.0 == port) {
        return;
    }
    let plain = manifest::Port {
        number: manifest::PortNumber(port),
        protocol: None,
        service: None,
        expose: None,
        node_port: None,
        publish: None,
        host_ip: None,
        labels: manifest::Map::new(),
        annotations: manifest::Map::new(),
    };
    body.ports.shift_insert(0, port.to_string(), plain);
}

/// Fills in what the type says and the manifest does not.
pub(super) struct Completion<'c, 'a, 'r> {
    pub(super) name: &'c str,
    pub(super) facts: &'c Facts<'a>,
    pub(super) path: &'c FieldPath,
    pub(super) report: &'c mut Report<'r>,
}

impl Completion<'_, '_, '_> {
    pub(super) fn complete(mut self, body: &mut Workload, image: String, storage: Option<&Storage>) {
        if body.image.is_none() {
            self.infer("image", image.clone(), "the type's own image");
            body.image = Some(manifest::Image { reference: manifest::ImageReference(image), pull: None });
        }
        self.env(body, storage);
        self.command(body);
        self.mounts(body, storage);
        self.health(body);
    }

    fn infer(&mut self, field: &str, value: String, why: &'static str) {
        self.report.infer(self.path.join(field), value, CATALOGUE, why);
    }

    /// A secret of the service's own.
    fn own(&self, secret: &str) -> manifest::SecretName {
        manifest::SecretName(format!("{}-{secret}", self.name))
    }

    /// The type's variables first: what the manifest says may use them, and wins.
    fn env(&self, body: &mut Workload, storage: Option<&Storage>) {
        let template = |text: &String| Value::Public(manifest::Template(text.clone()));
        let of_storage = storage.map_or(&[][..], |storage| &storage.env);
        let mut env: manifest::Map<Value> = of_storage.iter().map(|(key, text)| (key.clone(), template(text))).collect();
        env.extend(self.facts.login.env.iter().map(|(key, word)| {
            let value = match word {
                Word::Text(text) => template(text),
                Word::Secret(secret) => Value::Secret(self.own(secret)),
            };
            (key.clone(), value)
        }));
        env.extend(std::mem::take(&mut body.env));
        body.env = env;
    }

    fn command(&mut self, body: &mut Workload) {
        let command = &self.facts.login.command;
        if body.command.is_none() && body.entrypoint.is_none() && !command.is_empty() {
            body.command = Some(words(command));
            self.infer("command", command.join(" "), "how the image takes its settings");
        }
    }

    fn mounts(&mut self, body: &mut Workload, storage: Option<&Storage>) {
        for (file, secret) in &self.facts.login.secret_files {
            let file = file.clone();
            body.secret_files.entry(file).or_insert(manifest::SecretFile { secret: self.own(secret), mode: None });
        }
        for tmp in &self.facts.of.tmps {
            body.tmp.entry(tmp.clone()).or_default();
        }
        let Some(storage) = storage.filter(|storage| body.volumes.values().all(|volume| volume.path.as_str() != storage.path))
        else {
            return;
        };
        let size = self.facts.written.storage.clone().unwrap_or_else(|| {
            self.infer("storage", storage.size.clone(), "enough for a small application");
            manifest::Size(storage.size.clone())
        });
        body.volumes.entry("data".to_owned()).or_insert(manifest::Volume {
            path: manifest::Path(storage.path.clone()),
            size: Some(size),
            class: None,
            access: None,
            read_only: None,
            existing: None,
        });
    }

    fn health(&mut self, body: &mut Workload) {
        if body.health.is_some() {
            return;
        }
        let check = &self.facts.login.health;
        let duration = |text: &Option<String>| text.clone().map(manifest::Duration);
        let shared = manifest::Probe {
            handler: Some(manifest::Handler::Exec(words(&check.command))),
            interval: duration(&check.interval),
            timeout: duration(&check.timeout).or_else(|| Some(manifest::Duration(CHECK_TIMEOUT.to_owned()))),
            ..manifest::Probe::default()
        };
        body.health = Some(manifest::Health { shared, ..manifest::Health::default() });
        self.infer("health", check.command.join(" "), "it asks the program itself");
    }
}

fn words(words: &[String]) -> Vec<manifest::Argument> {
    words.iter().map(|word| manifest::Argument::Public(manifest::Template(word.clone()))).collect()
}
