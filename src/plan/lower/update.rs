//! How replicas are replaced by newer ones, and how many have to stay when nodes are emptied.

use super::{
    draft::Draft,
    scope::{Sort, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    path::FieldPath,
    plan::{Access, Amount, Strategy, Update},
};

/// What is written of it, where it can be done.
pub(super) fn update(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Update {
    let Some(written) = &subject.body.update else { return Update::default() };
    let path = subject.path.join("update");
    let amount = |amount: &Option<crate::manifest::Amount>| amount.as_ref().and_then(|amount| Amount::parse(amount.as_str()));
    let update = Update {
        strategy: written.strategy,
        max_surge: amount(&written.max_surge),
        max_unavailable: amount(&written.max_unavailable),
    };
    if !draft.scope.in_cluster() {
        return update;
    }
    let none = |amount: Option<Amount>| amount.is_some_and(Amount::is_none);
    let wrong = if update.strategy == Some(Strategy::Recreate) && subject.sort != Sort::Service {
        Some((
            "strategy",
            format!("the pods of a {} have names or nodes of their own, and are replaced one by one", subject.sort.word()),
        ))
    } else if update.strategy == Some(Strategy::Recreate) && (update.max_surge.is_some() || update.max_unavailable.is_some()) {
        Some(("strategy", "all are stopped at once, so that there is nothing to count".to_owned()))
    } else if update.max_surge.is_some_and(|surge| !surge.is_none()) && subject.sort == Sort::Stateful {
        Some((
            "max-surge",
            "a stateful workload never has more pods than wanted: each has a name and storage of its own".to_owned(),
        ))
    } else if none(update.max_surge) && none(update.max_unavailable) {
        Some(("max-unavailable", "with neither one more nor one fewer, no pod can ever be replaced".to_owned()))
    } else {
        None
    };
    if let Some((field, message)) = wrong {
        draft.report.error(&codes::UPDATE, &path.join(field), message, "leave it out");
    }
    rolling(draft, subject, &update, &path);
    update
}

/// Reports what cannot run beside its successor and is to.
fn rolling(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, update: &Update, path: &FieldPath) {
    let shared = &draft.scope.layer().volumes;
    let alone = |name: &&String| {
        let own = subject.body.volumes.get(*name);
        let is_shared = own.is_some_and(|volume| volume.shared == Some(true));
        let access = if is_shared { shared.get(*name).and_then(|volume| volume.access) } else { own.and_then(|own| own.access) };
        matches!(access.unwrap_or(Access::ReadWriteOnce), Access::ReadWriteOnce | Access::ReadWriteOncePod)
    };
    let volume = subject.body.volumes.keys().find(alone);
    let (reason, at) = match (&subject.body.singleton, volume) {
        (Some(_), _) => ("never two at once", subject.path.join("singleton")),
        (None, Some(volume)) => ("one node has it at a time", subject.path.join("volumes").join(volume)),
        (None, None) => return,
    };
    if update.strategy == Some(Strategy::Rolling) && subject.sort == Sort::Service {
        let message =
            format!("the next pod of `{}` would start beside the one that it replaces, and wait for it for ever", subject.name);
        let diagnostic = Diagnostic::error(&codes::UPDATE, message)
            .at_known(draft.report.place(&path.join("strategy")), "")
            .at_known(draft.report.name(&at), reason)
            .help("leave `strategy` out: the old one is stopped first");
        draft.report.push(diagnostic);
    }
}

/// How many have to stay, where somebody may go at all.
pub(super) fn disruption(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Option<Amount> {
    let least = Amount::parse(subject.body.disruption.as_ref()?.min_available.as_str())?;
    let path = subject.path.join("disruption").join("min-available");
    let replicas = subject.replicas.least();
    if draft.scope.in_cluster() && least.of(replicas) >= replicas {
        let message = format!(
            "{} of `{}` run, and {least} have to stay: no node that one is on could ever be emptied",
            replicas, subject.name
        );
        let help = if replicas > 1 {
            format!("let one go: min-available={}", replicas - 1)
        } else {
            "run more of it (`scale 2`), or leave `disruption` out".to_owned()
        };
        let diagnostic = Diagnostic::error(&codes::DISRUPTION, message)
            .at_known(draft.report.place(&path), "")
            .at_known(draft.report.place(&subject.path.join("scale")), "so many run at least")
            .help(help);
        draft.report.push(diagnostic);
    }
    Some(least)
}
