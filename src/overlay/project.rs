//! A project: its texts, read once, and what they come to in each environment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Layer, Trace};
use crate::diagnostic::Diagnostics;
use crate::manifest::{Manifest, Profile};
use crate::source::{Files, SourceMap};

/// What a run is given besides the project's files.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The values of `--param NAME=VALUE`.
    pub parameters: BTreeMap<String, String>,
    /// The names of backing services' types, from the catalogue.
    pub backing: Vec<String>,
}

/// A project: its texts, and all layers of all environments, read once.
#[derive(Debug)]
pub struct Project {
    /// The texts, which the places in diagnostics are in.
    pub sources: SourceMap,
    layers: Arc<[Layer]>,
    environments: Vec<String>,
}

/// The manifest of one environment.
#[derive(Debug)]
pub struct Merged {
    /// What was written, merged and typed. Its `environments` and `includes` are empty: they have been merged in.
    pub manifest: Manifest,
    /// Where every value came from.
    pub trace: Trace,
    /// The environment.
    pub environment: Selected,
    /// The value of each parameter.
    pub parameters: BTreeMap<String, String>,
    /// Names of workloads, backing services, constants, parameters and mixins that a mistake cut out: what refers to them is
    /// not to be reported.
    pub broken: BTreeSet<String>,
}

/// The environment that a manifest was merged for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its name.
    pub name: String,
    /// What it is compiled to: `docker`, `compose`, `kubernetes`.
    pub target: String,
    /// How strict the rules are.
    pub profile: Profile,
    /// The environments whose overlays it has, the lowest first, itself last.
    pub chain: Vec<String>,
}

impl Project {
    /// Reads the manifest at a path, all that it includes, and the environments' own files beside it.
    pub fn read(files: &dyn Files, manifest: &str, given: &Given, diagnostics: &mut Diagnostics) -> Self {
        let _ = (files, manifest, given, diagnostics);
        todo!("read the layers")
    }

    /// The names of all environments: the three that are built in, and those that the manifest declares.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.environments.iter().map(String::as_str)
    }

    /// Merges the layers of one environment; `None` where there is no such environment, or not even an application.
    pub fn merge(&self, environment: &str, diagnostics: &mut Diagnostics) -> Option<Merged> {
        let _ = (environment, diagnostics, &self.layers);
        todo!("merge the layers")
    }
}
