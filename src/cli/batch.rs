//! Environments that are compiled together, with the same parameters.

use super::session::Session;
use crate::{
    diagnostic::Diagnostics,
    output::{Failure, Lock},
    overlay::Project,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Environments that are compiled together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// The values of their parameters.
    pub(super) parameters: BTreeMap<String, String>,
    /// Their names; empty for all.
    pub(super) environments: Vec<String>,
}

/// One batch, as the command line says.
pub(super) fn given(session: &Session, environments: &[String]) -> Vec<Batch> {
    vec![Batch { parameters: session.parameters.clone(), environments: environments.to_vec() }]
}

/// As the command line says, and where it says nothing as the last render of each environment did.
pub(super) fn remembered(session: &Session, environments: &[String], out: &Path) -> Result<Vec<Batch>, Failure> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut unsaid = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let project = Project::read(&session.folder, &session.manifest, &given, &mut unsaid);
    let names = match environments {
        [] => project.environments().map(str::to_owned).collect(),
        named => named.to_vec(),
    };
    for name in names {
        let mut parameters = session.parameters.clone();
        let locked = Lock::read(&out.join(&name))?.map(|lock| lock.parameters).unwrap_or_default();
        if !locked.is_empty() {
            let declared = project.merge(&name, &mut unsaid).map(|merged| merged.manifest.params).unwrap_or_default();
            let known = locked.into_iter().filter(|(name, _)| declared.contains_key(name));
            for (name, value) in known {
                parameters.entry(name).or_insert(value);
            }
        }
        match batches.iter_mut().find(|batch| batch.parameters == parameters) {
            Some(batch) => batch.environments.push(name),
            None => batches.push(Batch { parameters, environments: vec![name] }),
        }
    }
    Ok(batches)
}
