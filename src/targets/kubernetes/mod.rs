//! Kubernetes: one file an object, in the phases `base`, `before` and `app`.

mod answers;
mod apply;
mod checklist;
mod companions;
mod config;
mod container;
mod controller;
mod custom;
mod duration;
mod external;
mod gateway;
mod go_template;
mod identity;
mod ingress;
mod keda;
mod layout;
mod mesh;
mod meta;
mod monitor;
mod namespace;
mod network;
mod objects;
mod observability;
mod order;
mod own;
mod patch;
mod phase;
mod placement;
mod pod;
mod policy;
mod probes;
mod reading;
mod refusals;
mod reloader;
mod scaling;
mod scene;
mod secret;
mod secret_files;
mod security;
mod storage;
#[cfg(test)]
mod tests;
mod text;
mod waivers;
mod workload;

use super::Target;
use crate::{
    artifact::{Artifacts, Conflict, Notes},
    kdl::quote,
    nearest::nearest,
    path::FieldPath,
    plan::{Addressing, DefaultStore, GitopsLayout, Plan, TargetTraits},
    policy::Approved,
    yaml::write::Writer,
};
use objects::{File, Objects, Part};
use rayon::prelude::*;
use scene::Scene;
use std::collections::BTreeSet;

/// Kubernetes.
pub static TARGET: Target = Target { traits: &TRAITS, answers: answers::ANSWERS, emit };

static TRAITS: TargetTraits = TargetTraits {
    name: "kubernetes",
    addressing: Addressing::Service,
    publishes: false,
    fronts: false,
    builds: false,
    most_replicas: None,
    default_store: DefaultStore::Existing,
};

fn emit(approved: &Approved, notes: &mut Notes) -> Artifacts {
    let plan = approved.plan();
    let scene = Scene::of(approved);
    let application = FieldPath::new(["app"]);
    let writer = || Writer::new(order::keys);
    let workloads = plan.workloads.par_iter().map_init(writer, |writer, workload| workload::emit(&scene, workload, writer));
    let parts: Vec<Part<'_>> = workloads.collect();
    let mut files = Vec::new();
    let mut patched = BTreeSet::new();
    let of_all = std::iter::once(shared(&scene, &application, &mut writer())).chain(storage::claims(&scene, &mut writer()));
    for part in of_all.chain(parts) {
        notes.append(part.notes);
        patched.extend(part.patched);
        files.extend(part.files);
    }
    mesh::check_shared(notes, plan);
    observability::note(plan, notes);
    config::check_names(notes, plan);
    unmatched(notes, plan, &patched, &files);
    collisions(notes, &files);
    write(&scene, notes, files)
}

/// What belongs to no workload.
fn shared<'p>(scene: &Scene<'p>, origin: &'p FieldPath, writer: &mut Writer) -> Part<'p> {
    let mut objects = Objects::new(scene, origin, writer);
    namespace::emit(&mut objects);
    policy::emit_shared(&mut objects);
    external::emit(&mut objects);
    gateway::emit_shared(&mut objects);
    own::emit(&mut objects, &scene.plan.objects);
    objects.finish()
}

fn write(scene: &Scene<'_>, notes: &mut Notes, files: Vec<File<'_>>) -> Artifacts {
    let mut artifacts = Artifacts::default();
    let phases = layout::kustomizations(&mut artifacts, &files);
    layout::gitops(&mut artifacts, notes, scene.plan, &phases);
    if scene.layout() == GitopsLayout::None {
        artifacts.add_script("apply.sh", apply::script(scene, &phases));
    }
    if let Some(list) = checklist::of(scene.plan) {
        artifacts.add("SECRETS.md", list);
    }
    if let Some(ignored) = waivers::trivy(scene.waived, &files) {
        artifacts.add(waivers::TRIVY, ignored);
    }
    for file in files {
        artifacts.add(file.whole_path(), file.content);
    }
    artifacts
}

fn unmatched(notes: &mut Notes, plan: &Plan, patched: &BTreeSet<usize>, files: &[File<'_>]) {
    for (_, patch) in plan.patches.iter().enumerate().filter(|(index, _)| !patched.contains(index)) {
        let why = format!("there is no {} `{}` in the output", patch.kind, patch.name);
        let kinds = files.iter().filter(|file| file.name == patch.name).map(|file| &*file.kind);
        let names = files.iter().filter(|file| file.kind == patch.kind).map(|file| file.name.as_str());
        let meant = match (nearest(&patch.kind, kinds), nearest(&patch.name, names)) {
            (Some(kind), _) => Some((kind, patch.name.as_str())),
            (None, Some(name)) => Some((patch.kind.as_str(), name)),
            (None, None) => None,
        };
        let cure = match meant {
            Some((kind, name)) => format!("did you mean `patch {} {}`?", quote(kind), quote(name)),
            None => "name an object by its kind and name, as its file has them".to_owned(),
        };
        notes.refused(patch.path.clone(), why, cure);
    }
}

/// Two objects of one kind and name would overwrite each other.
fn collisions(notes: &mut Notes, files: &[File<'_>]) {
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by_key(|file| (&file.name, &file.kind, &file.namespace));
    for pair in sorted.windows(2) {
        let [other, file] = pair else { continue };
        if (&file.name, &file.kind, &file.namespace) == (&other.name, &other.kind, &other.namespace) {
            // What the user adds is the cause, not what it meets.
            let (file, other) = if other.place.is_some() && file.place.is_none() { (other, file) } else { (file, other) };
            let why = format!("the output has the {} `{}` twice", file.kind, file.name);
            let conflict = Conflict { place: file.place, with: Some(other.origin.clone()) };
            notes.collides(
                file.origin.clone(),
                conflict,
                why,
                "rename one of the two; an object of ours is changed by a `patch`",
            );
        }
    }
}
