//! Texts of the plan as words of the script, and amounts as Docker writes them.

use super::names::Names;
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Bytes, Cpu, Encoding, Piece, Plan, RuntimeField, SecretUse, Text, Workload, dotenv_name},
    template::Word,
};
use std::time::Duration;

/// Whose texts are written, and where what they lose is noted.
pub(super) struct Scope<'a> {
    pub(super) plan: &'a Plan,
    pub(super) names: &'a Names,
    pub(super) workload: &'a Workload,
}

impl Scope<'_> {
    /// The path of a field, or of an entry of it.
    pub(super) fn path<const N: usize>(&self, segments: [&str; N]) -> FieldPath {
        segments.into_iter().fold(self.workload.path.clone(), |path, segment| path.join(segment))
    }

    /// The text as a word; `path` is where it stands in the manifest.
    pub(super) fn word(&self, text: &Text, path: &FieldPath, notes: &mut Notes) -> Word {
        text.pieces.iter().fold(Word::default(), |word, piece| match piece {
            Piece::Literal(text) => word.then(text),
            Piece::Secret(secret) => with_secret(word, secret),
            Piece::Field(field) => self.field(word, *field, path, notes),
        })
    }

    fn field(&self, word: Word, field: RuntimeField, path: &FieldPath, notes: &mut Notes) -> Word {
        let limits = self.workload.container.resources.limits;
        match field {
            RuntimeField::PodName => word.then(self.names.container(self.workload)),
            RuntimeField::PodNamespace => {
                notes.weakened(path.clone(), "Docker has no namespaces: the name of the application's network stands for it");
                word.then(&self.names.project)
            }
            RuntimeField::PodIp => {
                notes.weakened(path.clone(), "a container's address is not known before it starts: its name stands for it");
                word.then(&self.workload.name)
            }
            RuntimeField::NodeName => word.then_variable("node_name"),
            RuntimeField::NodeIp => {
                notes.weakened(path.clone(), "the host is reached by a name: it stands for its address");
                word.then("host.docker.internal")
            }
            RuntimeField::CpuLimit => match limits.cpu {
                Some(Cpu(thousandths)) => word.then(thousandths.div_ceil(1000).to_string()),
                None => word.then_variable("node_cpus"),
            },
            RuntimeField::MemoryLimit => match limits.memory {
                Some(Bytes(bytes)) => word.then(bytes.to_string()),
                None => word.then_variable("node_memory"),
            },
        }
    }
}

/// The variable of the script that holds a secret.
pub(super) fn variable(secret: &str) -> String {
    format!("secret_{}", dotenv_name(secret))
}

fn with_secret(word: Word, secret: &SecretUse) -> Word {
    match secret.encoding {
        Encoding::Plain => word.then_variable(variable(&secret.name)),
        Encoding::Url => word.then_call("urlencode", variable(&secret.name)),
    }
}

/// `64m`: with the largest unit that leaves a whole number; Docker's units are powers of 1024.
pub(super) fn size(Bytes(bytes): Bytes) -> String {
    let units = [("g", 1_u64 << 30), ("m", 1 << 20), ("k", 1 << 10)];
    match units.into_iter().find(|(_, unit)| bytes != 0 && bytes.is_multiple_of(*unit)) {
        Some((suffix, unit)) => format!("{}{suffix}", bytes / unit),
        None => bytes.to_string(),
    }
}

/// `0.25`, `2`.
pub(super) fn cpus(Cpu(thousandths): Cpu) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `10s`, `500ms`.
pub(super) fn duration(time: Duration) -> String {
    if time.subsec_millis() == 0 { format!("{}s", time.as_secs()) } else { format!("{}ms", time.as_millis()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_docker_writes_them() {
        assert_eq!((size(Bytes(64 << 20)), size(Bytes(1000)), size(Bytes(2 << 30))), ("64m".into(), "1000".into(), "2g".into()));
        assert_eq!((cpus(Cpu(250)), cpus(Cpu(2000)), cpus(Cpu(10_000))), ("0.25".into(), "2".into(), "10".into()));
        assert_eq!((duration(Duration::from_millis(500)), duration(Duration::from_secs(300))), ("500ms".into(), "300s".into()));
    }
}
