//! The objects of the output: each is written at once, to a file of its own.

use super::{meta::annotate, patch, phase::Phase, scene::Scene};
use crate::{artifact::Notes, path::FieldPath, plan::GitopsLayout, yaml::write::Writer};
use k8s_openapi::{Metadata, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use serde::Serialize;

/// An object, written.
#[derive(Debug)]
pub(super) struct File<'p> {
    pub(super) phase: Phase,
    /// Below the folder of its phase.
    pub(super) path: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    /// What it comes from.
    pub(super) origin: &'p FieldPath,
    pub(super) content: String,
}

impl File<'_> {
    /// Where it stands in the output.
    pub(super) fn whole_path(&self) -> String {
        format!("{}/{}", self.phase.folder(), self.path)
    }

    /// The name of the workload that it comes from, if it comes from one.
    pub(super) fn name_of_workload(&self) -> Option<&str> {
        let mut segments = self.origin.segments();
        match (segments.next(), segments.next(), segments.next()) {
            (Some(_), Some(name), None) => Some(name),
            _ => None,
        }
    }
}

/// What a part of the output consists of.
pub(super) struct Part<'p> {
    pub(super) files: Vec<File<'p>>,
    pub(super) notes: Notes,
    /// Where the patches stand that found their object.
    pub(super) patched: Vec<usize>,
}

/// A part of the output that is being written.
pub(super) struct Objects<'s, 'p> {
    pub(super) scene: &'s Scene<'p>,
    pub(super) notes: Notes,
    files: Vec<File<'p>>,
    patched: Vec<usize>,
    origin: &'p FieldPath,
    writer: &'s mut Writer,
}

impl<'s, 'p> Objects<'s, 'p> {
    /// The objects that come from a place of the manifest.
    pub(super) fn new(scene: &'s Scene<'p>, origin: &'p FieldPath, writer: &'s mut Writer) -> Self {
        Self { scene, notes: Notes::default(), files: Vec::new(), patched: Vec::new(), origin, writer }
    }

    /// What was added.
    pub(super) fn finish(self) -> Part<'p> {
        let Self { scene: _, notes, files, patched, origin: _, writer: _ } = self;
        Part { files, notes, patched }
    }

    /// Adds an object, patched where the user says so. `path` stands below the phase's folder, without an ending.
    pub(super) fn add<T: Metadata<Ty = ObjectMeta> + Serialize>(&mut self, phase: Phase, path: impl Into<String>, mut object: T) {
        if let (GitopsLayout::Argo, Some(wave)) = (self.scene.layout(), phase.wave()) {
            annotate(object.metadata_mut(), [("argocd.argoproj.io/sync-wave".to_owned(), wave.to_owned())]);
        }
        let name = object.metadata().name.clone().unwrap_or_default();
        let namespace = object.metadata().namespace.clone();
        let mut content = self.writer.write(&object);
        let patches = self.scene.plan.patches.iter().enumerate();
        for (index, change) in patches.filter(|(_, patch)| patch.name == name && patch.kind == T::KIND) {
            self.patched.push(index);
            match patch::apply(&content, &change.change) {
                Ok(patched) => content = patched,
                Err(why) => self.notes.refused(change.path.clone(), why, "compare the patch with the object as it is without it"),
            }
        }
        let path = format!("{}.yaml", path.into());
        self.files.push(File { phase, path, kind: T::KIND, name, namespace, origin: self.origin, content });
    }
}
