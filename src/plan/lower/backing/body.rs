//! The body of a backing service's container: what its type says, under what the manifest says.

use super::{
    super::report::{CATALOGUE, Report},
    Facts,
};
use crate::{
    manifest::{self, Argument, Handler, Health, Probe, TypePort, TypeStorage, Value, Workload},
    overlay::{Removal, nothing_to_remove},
    path::FieldPath,
};
use std::collections::BTreeSet;

/// The time after which a check has failed, where the type does not say: a command takes longer than a request.
const CHECK_TIMEOUT: &str = "3s";

/// The name of the volume that holds what the service keeps.
const DATA: &str = "data";

/// Declares the type's ports, where the manifest says no more of them; the first may be another where somebody else runs it.
pub(super) fn open(body: &mut Workload, ports: &[TypePort], first: u16) {
    for (at, TypePort { name, number }) in ports.iter().enumerate() {
        let number = if at == 0 { first } else { number.0 };
        open_one(body, at, name.as_ref().map_or_else(|| number.to_string(), |name| name.0.clone()), number);
    }
}

fn open_one(body: &mut Workload, at: usize, key: String, port: u16) {
    if body.ports.values().any(|written| written.number.0 == port) || body.ports.contains_key(&key) {
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
    body.ports.shift_insert(at.min(body.ports.len()), key, plain);
}

/// Fills in what the type says and the manifest does not.
pub(super) struct Completion<'c, 'a, 'r> {
    pub(super) name: &'c str,
    pub(super) facts: &'c Facts<'a>,
    pub(super) path: &'c FieldPath,
    pub(super) report: &'c mut Report<'r>,
    /// What the manifest takes away.
    pub(super) removed: &'c mut Removed,
}

/// What the manifest takes away of a backing service, of what its type says as well.
pub(super) struct Removed {
    list: Vec<Removal>,
    /// What the type says and the manifest takes away.
    taken: BTreeSet<FieldPath>,
}

impl Removed {
    pub(super) fn of(list: Vec<Removal>) -> Self {
        Self { list, taken: BTreeSet::new() }
    }

    /// Whether this is taken away, by itself or with the block around it.
    fn takes(&mut self, around: &FieldPath, field: &FieldPath) -> bool {
        let removal = self.list.iter().find(|removal| removal.path == *field || removal.path == *around);
        self.taken.extend(removal.map(|removal| removal.path.clone()));
        removal.is_some()
    }

    /// Says what is taken away though neither a layer nor the type has it.
    pub(super) fn tell_in_vain(self, kind: &str, report: &mut Report<'_>) {
        for removal in self.list.into_iter().filter(|removal| removal.in_vain && !self.taken.contains(&removal.path)) {
            report.push(nothing_to_remove(
                removal.place,
                format!("no lower layer has it, and `{kind}` none that could be taken away"),
            ));
        }
    }
}

impl Completion<'_, '_, '_> {
    pub(super) fn complete(mut self, body: &mut Workload, image: String, storage: Option<&TypeStorage>) {
        let written = body.image.get_or_insert_default();
        if written.reference.is_none() {
            self.infer("image", image.clone(), "the type's own image");
            written.reference = Some(manifest::ImageReference(image));
        }
        self.env(body, storage);
        self.command(body);
        self.mounts(body, storage);
        self.health(body);
    }

    /// Whether the manifest takes away what the type says, or puts something in the place of all of it.
    fn takes(&mut self, field: &str, key: Option<&str>) -> bool {
        let around = self.path.join(field);
        let whole = key.map_or_else(|| around.clone(), |key| around.join(key));
        self.removed.takes(&around, &whole) || self.report.replaces(&around)
    }

    fn infer(&mut self, field: &str, value: String, why: &'static str) {
        self.report.infer(self.path.join(field), value, CATALOGUE, why);
    }

    /// A secret of the service's own.
    fn own(&self, secret: &manifest::SecretName) -> manifest::SecretName {
        manifest::SecretName(format!("{}-{}", self.name, secret.as_str()))
    }

    /// The type's variables first: what the manifest says may use them, and wins.
    fn env(&mut self, body: &mut Workload, storage: Option<&TypeStorage>) {
        let of_storage = storage.into_iter().flat_map(|storage| &storage.env);
        let mut env: manifest::Map<Value> = of_storage.map(|(key, text)| (key.clone(), Value::Public(text.clone()))).collect();
        env.extend(self.facts.login.env.iter().map(|(key, value)| (key.clone(), self.value(value))));
        env.retain(|key, _| !self.takes("env", Some(key)));
        env.extend(std::mem::take(&mut body.env));
        body.env = env;
    }

    /// A type's text is no secret, whatever it looks like, and its secrets are the service's own.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Text(text) | Value::Public(text) => Value::Public(text.clone()),
            Value::Secret(secret) => Value::Secret(self.own(secret)),
            Value::Field(_) | Value::Inherit {} => value.clone(),
        }
    }

    fn words(&self, words: &[Argument]) -> Vec<Argument> {
        let word = |word: &Argument| match word {
            Argument::Text(text) | Argument::Public(text) => Argument::Public(text.clone()),
            Argument::Secret(secret) => Argument::Secret(self.own(secret)),
        };
        words.iter().map(word).collect()
    }

    fn command(&mut self, body: &mut Workload) {
        let Some(command) = &self.facts.login.command else { return };
        if !self.takes("command", None) && body.command.is_none() && body.entrypoint.is_none() {
            body.command = Some(self.words(command));
            self.infer("command", spoken(command), "how the image takes its settings");
        }
    }

    fn mounts(&mut self, body: &mut Workload, storage: Option<&TypeStorage>) {
        for (path, file) in &self.facts.login.secret_files {
            if self.takes("secret-files", Some(path)) {
                continue;
            }
            let own = manifest::SecretFile { secret: self.own(&file.secret), mode: file.mode.clone() };
            body.secret_files.entry(path.clone()).or_insert(own);
        }
        for tmp in &self.facts.of.written.tmp {
            if !self.takes("tmp", Some(&tmp.0)) {
                body.tmp.entry(tmp.0.clone()).or_default();
            }
        }
        let Some(storage) = storage else { return };
        if self.takes("volumes", Some(DATA)) || body.volumes.values().any(|volume| volume.path == storage.path) {
            return;
        }
        let size = self.facts.written.storage.clone().unwrap_or_else(|| {
            self.infer("storage", storage.size.0.clone(), "enough for a small application");
            storage.size.clone()
        });
        body.volumes.entry(DATA.to_owned()).or_insert(manifest::Volume {
            path: storage.path.clone(),
            size: Some(size),
            class: None,
            access: None,
            read_only: None,
            existing: None,
            shared: None,
        });
    }

    fn health(&mut self, body: &mut Workload) {
        let Some(health) = self.facts.login.health.as_ref().filter(|_| body.health.is_none()) else { return };
        if self.takes("health", None) {
            return;
        }
        let mut health: Health = health.clone();
        let Health { shared, start, ready, live } = &mut health;
        for probe in [Some(&mut *shared), start.as_mut(), ready.as_mut(), live.as_mut()].into_iter().flatten() {
            if let Probe { handler: Some(Handler::Exec(command)), .. } = probe {
                *command = self.words(command);
            }
        }
        shared.timeout.get_or_insert_with(|| manifest::Duration(CHECK_TIMEOUT.to_owned()));
        let said = match &shared.handler {
            Some(Handler::Exec(command)) => spoken(command),
            Some(Handler::Http(path)) => path.0.clone(),
            Some(Handler::Tcp(port) | Handler::Grpc(port)) => port.to_string(),
            Some(Handler::None {}) | None => "its probes".to_owned(),
        };
        body.health = Some(health);
        self.infer("health", said, "it asks the program itself");
    }
}

/// Words as somebody reads them.
fn spoken(words: &[Argument]) -> String {
    let word = |word: &Argument| match word {
        Argument::Text(text) | Argument::Public(text) => text.0.clone(),
        Argument::Secret(secret) => format!("(secret){}", secret.as_str()),
    };
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}
