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
#[derive(Debug)]
pub(super) struct Batch {
    /// The values of their parameters.
    pub(super) parameters: BTreeMap<String, String>,
    /// Their names; empty for all.
    pub(super) environments: Vec<String>,
    /// The project, read with these parameters.
    pub(super) project: Project,
    /// What reading it had to say.
    pub(super) diagnostics: Diagnostics,
}

impl Batch {
    /// The project with these parameters.
    pub(super) fn read(session: &Session, parameters: BTreeMap<String, String>, environments: Vec<String>) -> Self {
        let mut diagnostics = Diagnostics::default();
        let given = session.given(parameters.clone());
        let project = Project::read(&session.folder, &session.manifest, &given, &mut diagnostics);
        Self { parameters, environments, project, diagnostics }
    }
}

/// As the command line says, and where it says nothing as the last render of each environment did.
pub(super) fn remembered(session: &Session, environments: &[String], out: &Path) -> Result<Vec<Batch>, Failure> {
    let mut first = Batch::read(session, session.parameters.clone(), Vec::new());
    let names = match environments {
        [] => first.project.environments().map(str::to_owned).collect(),
        named => named.to_vec(),
    };
    let mut others: BTreeMap<BTreeMap<String, String>, Vec<String>> = BTreeMap::new();
    for name in names {
        let locked = Lock::read(&out.join(&name))?.map(|lock| lock.parameters).unwrap_or_default();
        let parameters = with_locked(&first, &name, locked);
        if parameters == first.parameters {
            first.environments.push(name);
        } else {
            others.entry(parameters).or_default().push(name);
        }
    }
    let others = others.into_iter().map(|(parameters, names)| Batch::read(session, parameters, names));
    let all = std::iter::once(first).filter(|first| !first.environments.is_empty()).chain(others);
    Ok(all.collect())
}

/// The parameters that were given, and of the locked ones those that are still declared.
fn with_locked(batch: &Batch, environment: &str, locked: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut parameters = batch.parameters.clone();
    if !locked.is_empty() {
        let merged = batch.project.merge(environment, &mut Diagnostics::default());
        let declared = merged.map(|merged| merged.manifest.params).unwrap_or_default();
        for (name, value) in locked.into_iter().filter(|(name, _)| declared.contains_key(name)) {
            parameters.entry(name).or_insert(value);
        }
    }
    parameters
}
