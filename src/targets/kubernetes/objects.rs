//! The objects of the output: each is written at once, to a file of its own.

use super::{meta::annotate, own, patch, phase::Phase, reading, scene::Scene};
use crate::{
    artifact::{Notes, Rewritten},
    path::FieldPath,
    plan::{GitopsLayout, Object},
    source::Span,
    yaml::write::{Writer, write},
};
use k8s_openapi::{Metadata, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// The annotation by which Argo CD knows what comes before what.
pub(super) const WAVE: &str = "argocd.argoproj.io/sync-wave";

/// An object, written.
#[derive(Debug)]
pub(super) struct File<'p> {
    pub(super) phase: Phase,
    /// Below the folder of its phase.
    pub(super) path: String,
    pub(super) kind: Cow<'static, str>,
    pub(super) name: String,
    /// The namespace, where it is another than the application's.
    pub(super) namespace: Option<String>,
    /// What it comes from.
    pub(super) origin: &'p FieldPath,
    /// Where it begins in a file of the user's own.
    pub(super) place: Option<Span>,
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

    /// Notes what a patch made of an object's containers.
    fn reread(&mut self, by: &FieldPath, before: &str, after: &str) {
        let mut names = self.origin.segments().skip(1);
        let plan = self.scene.plan;
        let Some(workload) = names.next().and_then(|name| plan.workload(name)) else { return };
        let parts = |content: &str| match serde_saphyr::from_str(content) {
            Ok(object) => reading::parts(&object, workload),
            Err(_) => Vec::new(),
        };
        let (before, after) = (parts(before), parts(after));
        if before != after {
            self.notes.rewritten(Rewritten { by: by.clone(), before, after });
        }
    }

    /// Adds an object, patched where the user says so. `path` stands below the phase's folder, without an ending.
    pub(super) fn add<T: Metadata<Ty = ObjectMeta> + Serialize>(&mut self, phase: Phase, path: impl Into<String>, mut object: T) {
        if let (GitopsLayout::Argo, Some(wave)) = (self.scene.layout(), phase.wave()) {
            annotate(object.metadata_mut(), [(WAVE.to_owned(), wave.to_owned())]);
        }
        let name = object.metadata().name.clone().unwrap_or_default();
        let namespace = object.metadata().namespace.clone().filter(|namespace| *namespace != self.scene.plan.namespace.name);
        let content = self.writer.write(&object);
        let content = self.patched(content, T::KIND, &name);
        let path = format!("{}.yaml", path.into());
        let kind = Cow::Borrowed(T::KIND);
        self.files.push(File { phase, path, kind, name, namespace, origin: self.origin, place: None, content });
    }

    /// Adds an object of the user's own, whose file is named by what it is.
    pub(super) fn add_own(&mut self, phase: Phase, object: &Value, from: &'p Object) {
        let (kind, name) = (own::text(object, "/kind").to_owned(), own::text(object, "/metadata/name").to_owned());
        let namespace = Some(own::text(object, "/metadata/namespace").to_owned());
        let namespace = namespace.filter(|namespace| *namespace != self.scene.plan.namespace.name);
        let content = self.patched(write(object), &kind, &name);
        let words = [Some(kind.as_str()), namespace.as_deref().filter(|name| !name.is_empty()), Some(name.as_str())];
        let stem = words.into_iter().flatten().map(file_name).collect::<Vec<_>>().join("-");
        let taken = |path: &str| self.files.iter().any(|file| file.phase == phase && file.path == path);
        let first = format!("objects/{stem}.yaml");
        let path = (2..).map(|number| format!("objects/{stem}-{number}.yaml")).find(|path| !taken(path));
        let path = if taken(&first) { path.unwrap_or(first) } else { first };
        let Object { path: origin, place, value: _ } = from;
        self.files.push(File { phase, path, kind: Cow::Owned(kind), name, namespace, origin, place: *place, content });
    }

    /// An object as the user's patches leave it.
    fn patched(&mut self, mut content: String, kind: &str, name: &str) -> String {
        let plan = self.scene.plan;
        let patches = plan.patches.iter().enumerate();
        for (index, change) in patches.filter(|(_, patch)| patch.name == name && patch.kind == kind) {
            self.patched.push(index);
            match patch::apply(&content, &change.change) {
                Ok(patched) => {
                    self.reread(&change.path, &content, &patched);
                    content = patched;
                }
                Err(why) => self.notes.refused(change.path.clone(), why, "compare the patch with the object as it is without it"),
            }
        }
        content
    }
}

/// A text as a part of a file's name.
fn file_name(text: &str) -> String {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.');
    text.chars().map(|char| if fits(char) { char.to_ascii_lowercase() } else { '-' }).collect()
}
