//! What the output says of rules that do not hold somewhere, to people and to other tools.

use super::{objects::File, scene::Scene};
use crate::{
    date::Date,
    plan::Workload,
    policy::{On, Tool, Waived},
    yaml::write::write,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// The file that Trivy reads with `--ignorefile`.
pub(super) const TRIVY: &str = ".trivyignore.yaml";

/// What is waived of a workload.
pub(super) fn of<'p>(scene: &Scene<'p>, workload: &Workload) -> Vec<&'p Waived> {
    scene.waived.iter().filter(|waived| waived.workload == workload.name).collect()
}

/// The kinds of objects.
fn kinds(on: On) -> &'static [&'static str] {
    match on {
        On::Workload => &["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
        On::Rights => &["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
        On::Autoscaler => &["HorizontalPodAutoscaler"],
    }
}

/// The annotations that say so on an object beside the workload's own.
pub(super) fn beside(scene: &Scene<'_>, workload: &Workload, on: On) -> Vec<(String, String)> {
    let waived = of(scene, workload);
    let score: Vec<&str> = score(&waived, on).map(|(check, _)| check).collect();
    let score = (!score.is_empty()).then(|| ("kube-score/ignore".to_owned(), score.join(",")));
    score.into_iter().chain(annotations(&waived, on)).collect()
}

/// The annotations that say so on the workload's own object, but for kube-score's, which has others as well.
pub(super) fn on_workload(waived: &[&Waived]) -> Vec<(String, String)> {
    let ours = waived.iter().map(|waived| (format!("landfall.dev/waived.{}", waived.rule.code.name), waived.words()));
    annotations(waived, On::Workload).into_iter().chain(ours).collect()
}

/// The annotations for tools that take one a check.
fn annotations(waived: &[&Waived], on: On) -> Vec<(String, String)> {
    let mut annotations = Vec::new();
    let mut skipped = BTreeSet::new();
    for waived in waived {
        let words = waived.words();
        for found in waived.rule.elsewhere.iter().filter(|found| found.on == on) {
            for check in found.checks {
                match found.tool {
                    Tool::KubeLinter => annotations.push((format!("ignore-check.kube-linter.io/{check}"), words.clone())),
                    Tool::Polaris => annotations.push((format!("polaris.fairwinds.com/{check}-exempt"), "true".to_owned())),
                    Tool::Checkov if skipped.insert(check) => {
                        annotations.push((format!("checkov.io/skip{}", skipped.len()), format!("{check}={words}")));
                    }
                    Tool::Checkov | Tool::KubeScore | Tool::Trivy => {}
                }
            }
        }
    }
    annotations
}

/// The checks of kube-score that find the same, each with its reason.
pub(super) fn score<'w>(waived: &'w [&Waived], on: On) -> impl Iterator<Item = (&'static str, String)> + 'w {
    let of = move |waived: &&'w Waived| checks(waived, Tool::KubeScore).filter(move |(place, _)| *place == on);
    waived.iter().flat_map(move |waived| of(waived).map(|(_, check)| (check, waived.words())))
}

/// The checks of a tool that find the same, and where.
fn checks(waived: &Waived, of: Tool) -> impl Iterator<Item = (On, &'static str)> + use<> {
    let found = waived.rule.elsewhere.iter().filter(move |found| found.tool == of);
    found.flat_map(|found| found.checks.iter().map(|check| (found.on, *check)))
}

#[derive(Serialize)]
struct Ignored {
    misconfigurations: Vec<Misconfiguration>,
}

#[derive(Serialize)]
struct Misconfiguration {
    id: &'static str,
    paths: Vec<String>,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_at: Option<Date>,
}

impl Misconfiguration {
    /// Takes in more of the same check that ends on the same day.
    fn take(&mut self, Self { paths, statement, .. }: Self) {
        let more: Vec<String> = paths.into_iter().filter(|path| !self.paths.contains(path)).collect();
        self.paths.extend(more);
        if !self.statement.split("; ").any(|known| known == statement) {
            self.statement = format!("{}; {statement}", self.statement);
        }
    }
}

/// What Trivy leaves out; `None` where that is nothing. Annotations mean nothing to it.
pub(super) fn trivy(waived: &[Waived], files: &[File<'_>]) -> Option<String> {
    let mut misconfigurations: Vec<Misconfiguration> = Vec::new();
    for waived in waived {
        let own = |on| {
            let is_own =
                move |file: &&File<'_>| file.name_of_workload() == Some(&waived.workload) && kinds(on).contains(&&*file.kind);
            files.iter().filter(is_own).map(File::whole_path).collect()
        };
        let ignored = |(on, id)| Misconfiguration {
            id,
            paths: own(on),
            statement: waived.words(),
            // The day from which on it is found again.
            expired_at: waived.until.map(|until| until.after(1)),
        };
        for ignored in checks(waived, Tool::Trivy).map(ignored).filter(|ignored| !ignored.paths.is_empty()) {
            // An entry has one end: what ends on another day is another entry.
            let same = |other: &&mut Misconfiguration| (other.id, other.expired_at) == (ignored.id, ignored.expired_at);
            match misconfigurations.iter_mut().find(same) {
                Some(other) => other.take(ignored),
                None => misconfigurations.push(ignored),
            }
        }
    }
    (!misconfigurations.is_empty()).then(|| write(&Ignored { misconfigurations }))
}
