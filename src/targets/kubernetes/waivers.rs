//! What the output says of rules that do not hold somewhere, to people and to other tools.

use super::objects::File;
use crate::{
    date::Date,
    policy::{Tool, Waived},
    yaml::write::write,
};
use serde::Serialize;

/// The file that Trivy reads with `--ignorefile`.
pub(super) const TRIVY: &str = ".trivyignore.yaml";

/// The kinds that run pods.
const WORKLOADS: [&str; 5] = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

/// The annotations that say so on the workload's own object, but for kube-score's, which has others as well.
pub(super) fn annotations(waived: &[&Waived]) -> Vec<(String, String)> {
    let mut annotations = Vec::new();
    let mut skipped = 0;
    for waived in waived {
        let words = waived.words();
        for (tool, checks) in waived.rule.elsewhere {
            for check in *checks {
                match tool {
                    Tool::KubeLinter => annotations.push((format!("ignore-check.kube-linter.io/{check}"), words.clone())),
                    Tool::Polaris => annotations.push((format!("polaris.fairwinds.com/{check}-exempt"), "true".to_owned())),
                    Tool::Checkov => {
                        skipped += 1;
                        annotations.push((format!("checkov.io/skip{skipped}"), format!("{check}={words}")));
                    }
                    Tool::KubeScore | Tool::Trivy => {}
                }
            }
        }
        annotations.push((format!("landfall.dev/waived.{}", waived.rule.code.name), words));
    }
    annotations
}

/// The checks of kube-score that find the same, each with its reason.
pub(super) fn score<'w>(waived: &'w [&Waived]) -> impl Iterator<Item = (&'static str, String)> + 'w {
    waived.iter().flat_map(|waived| checks(waived, Tool::KubeScore).map(|check| (check, waived.words())))
}

fn checks(waived: &Waived, of: Tool) -> impl Iterator<Item = &'static str> + use<> {
    let found = waived.rule.elsewhere.iter().filter(move |(tool, _)| *tool == of);
    found.flat_map(|(_, checks)| checks.iter().copied())
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

/// What Trivy leaves out; `None` where that is nothing. Annotations mean nothing to it.
pub(super) fn trivy(waived: &[Waived], files: &[File<'_>]) -> Option<String> {
    let mut misconfigurations = Vec::new();
    for waived in waived {
        let own = |file: &&File<'_>| file.name_of_workload() == Some(&waived.workload) && WORKLOADS.contains(&&*file.kind);
        let paths: Vec<String> = files.iter().filter(own).map(File::whole_path).collect();
        let ignored = |id| Misconfiguration {
            id,
            paths: paths.clone(),
            statement: waived.words(),
            // The day from which on it is found again.
            expired_at: waived.until.map(|until| until.after(1)),
        };
        misconfigurations.extend(checks(waived, Tool::Trivy).map(ignored).filter(|ignored| !ignored.paths.is_empty()));
    }
    (!misconfigurations.is_empty()).then(|| write(&Ignored { misconfigurations }))
}
