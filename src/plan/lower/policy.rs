//! What the project asks of itself, and where its rules do not hold for a while.

use super::{draft::Draft, front, labels, order, report::Report, scope::Scope};
use crate::{
    date::Date,
    diagnostic::codes,
    manifest,
    path::FieldPath,
    plan::{Policy, Said, Waiver},
    tree::Layer,
};

/// The policy. Whether its rules are known is asked where the rules are.
pub(super) fn policy<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Policy {
    let none = manifest::Policy::default();
    let written = scope.layer().policy.as_ref().unwrap_or(&none);
    let path = FieldPath::new(["policy"]);
    let said = |(rule, severity): (&String, &manifest::RuleSeverity)| {
        let here = is_said_here(scope, &path.join("severities").join(rule));
        (rule.clone(), Said { severity: *severity, here })
    };
    for (index, label) in written.labels.iter().enumerate().filter(|(_, label)| !labels::is_key(label)) {
        let help = "a key is at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` before it if you like";
        let at = path.join("labels").join(index.to_string());
        report.error(&codes::LABEL_FORM, &at, format!("`{label}` cannot be the key of a label"), help);
    }
    Policy {
        severities: written.severities.iter().map(said).collect(),
        registries: written.registries.iter().map(|registry| registry.trim_end_matches('/').to_owned()).collect(),
        replicas: written.replicas,
        labels: written.labels.clone(),
        pinned: written.supply_chain == Some(manifest::SupplyChain::Strict),
        waivers: waivers(scope, report),
    }
}

fn waivers<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Vec<Waiver> {
    let mut draft = Draft::new(scope, report, None);
    let written = scope.layer().waivers.iter().enumerate();
    written.map(|(index, waiver)| self::waiver(&mut draft, waiver, FieldPath::new(["waivers", &index.to_string()]))).collect()
}

fn waiver(draft: &mut Draft<'_, '_>, written: &manifest::Waiver, path: FieldPath) -> Waiver {
    let scope = draft.scope;
    let here = is_said_here(scope, &path);
    for (index, name) in written.on.iter().flatten().enumerate() {
        let is_proxy = match &scope.front {
            Some(front) => front.name == name.as_str(),
            // What holds for all environments may be meant for one that has a proxy.
            None => !here && front::could_be(scope, name.as_str()),
        };
        let there = is_proxy || scope.subjects.contains_key(name.as_str()) || scope.absent(name.as_str()).is_some();
        if !there {
            let place = draft.report.place(&path.join("on").join(index.to_string()));
            order::unknown(scope, name.as_str(), place, draft.report);
        }
    }
    let fields = [
        ("on", written.on.is_some()),
        ("reason", written.reason.is_some()),
        ("owner", written.owner.is_some()),
        ("until", written.until.is_some()),
    ];
    let is_cut_out = |(field, read): (&str, bool)| !read && draft.report.is_written(&path.join(field));
    let broken = fields.into_iter().any(is_cut_out) || draft.report.has_unknown(&path);
    let mut text = |field: &str, text: &Option<manifest::Template>, what| {
        let text = text.as_ref().map(|text| draft.plain(text.as_str(), &path.join(field), what));
        text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    Waiver {
        broken,
        here,
        rule: written.rule.clone(),
        on: written.on.as_ref().map(|on| on.iter().map(|name| name.as_str().to_owned()).collect()),
        reason: text("reason", &written.reason, "the reason"),
        owner: text("owner", &written.owner, "the owner"),
        until: written.until.as_ref().and_then(|until| Date::parse(until.as_str())),
        path,
    }
}

/// Whether an environment says it, and not the manifest for all of them.
pub(super) fn is_said_here(scope: &Scope<'_>, path: &FieldPath) -> bool {
    let entry = scope.request.merged.trace.get(path);
    entry.is_some_and(|entry| matches!(entry.layer(), Layer::Environment(_) | Layer::EnvironmentFile(_)))
}
