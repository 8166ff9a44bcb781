//! On which nodes pods run, and what the kernel lets their processes take.

use super::{affinity, draft::Draft, labels, scope::Subject, time};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest,
    nearest::nearest,
    path::FieldPath,
    plan::{Effect, Placement, Toleration, ULIMITS, Ulimit},
};

/// On which nodes the pods of a workload run.
pub(super) fn placement(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Placement {
    let body = &subject.body;
    let selector = labels::of_nodes(draft, &body.node_selector, &subject.path.join("node-selector"));
    let at = subject.path.join("tolerate");
    let tolerations = body.tolerate.iter().map(|written| toleration(draft, written, &at)).collect();
    Placement {
        selector,
        tolerations,
        priority: body.priority.as_ref().map(|name| name.as_str().to_owned()),
        spread: affinity::spread(draft, subject),
        affinity: affinity::affinity(draft, subject),
    }
}

fn toleration(draft: &mut Draft<'_, '_>, written: &manifest::Toleration, at: &FieldPath) -> Toleration {
    let every = written.taint == "*";
    let taint = &written.taint;
    if !every && !labels::is_key(taint) {
        let help = "a key is at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` before it if you like; `\"*\"` is every taint";
        draft.report.error(&codes::TOLERATION, at, format!("`{taint}` cannot be the key of a taint"), help);
    } else if every && written.value.is_some() {
        let help = "name the taint whose value it is, or leave `value=` out";
        draft.report.error(&codes::TOLERATION, at, "every taint is tolerated, whatever its value", help);
    } else if written.r#for.is_some() && written.effect != Some(Effect::NoExecute) {
        let help = "add `effect=\"no-execute\"`, or leave `for=` out";
        draft.report.error(
            &codes::TOLERATION,
            at,
            format!("only a taint with `no-execute` drives pods away, and `{taint}` is tolerated for a time"),
            help,
        );
    }
    Toleration {
        key: (!every).then(|| taint.clone()),
        value: written.value.clone(),
        effect: written.effect,
        time: written.r#for.as_ref().and_then(time::parse),
    }
}

/// What the kernel lets processes take, in the order of the manifest.
pub(super) fn ulimits(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Ulimit> {
    let mut ulimits = Vec::with_capacity(subject.body.ulimits.len());
    for (key, written) in &subject.body.ulimits {
        let at = subject.path.join("ulimits").join(key);
        let hard = written.hard.unwrap_or(written.soft);
        if hard != -1 && (written.soft == -1 || written.soft > hard) {
            let message = format!("a process gets more of `{key}` than it may have: {} of {hard}", written.soft);
            draft.report.error_at_name(
                &codes::ULIMIT_ORDER,
                &at,
                message,
                "let `hard=` be at least `soft=`; without it, it is as much",
            );
        }
        match ULIMITS.into_iter().find(|name| name == key) {
            Some(name) => ulimits.push(Ulimit { name, soft: written.soft, hard }),
            None => unknown(draft, key, &at),
        }
    }
    ulimits
}

fn unknown(draft: &mut Draft<'_, '_>, key: &str, at: &FieldPath) {
    let place = draft.report.name(at);
    let diagnostic = Diagnostic::error(&codes::ULIMIT_NAME, format!("the kernel has no limit `{key}`")).at_known(place, "");
    match nearest(key, ULIMITS) {
        Some(meant) => draft.report.slip(diagnostic, place, key, meant),
        None => draft.report.push(diagnostic.help(format!("it has {}", ULIMITS.join(", ")))),
    }
}
