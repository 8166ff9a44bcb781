//! Texts with secrets and run-time fields: Kubernetes puts `$(NAME)` together from variables that stand before.

use super::scene::Scene;
use crate::plan::{Container, Encoding, EnvValue, Handler, Piece, RuntimeField, SecretUse, Text};
use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector, SecretKeySelector};
use std::collections::BTreeMap;

/// Variables that hold what is only known at run time, under names that nobody else has.
pub(super) struct Variables<'c> {
    names: BTreeMap<&'c Piece, String>,
}

impl<'c> Variables<'c> {
    /// The variables that a container's texts need.
    pub(super) fn of(container: &'c Container) -> Self {
        let mixed = container.env.values().filter_map(|value| match value {
            EnvValue::Set(text) if text.pieces.len() > 1 => Some(text),
            EnvValue::Set(_) | EnvValue::Inherit => None,
        });
        let words = [&container.entrypoint, &container.command, &container.stop.before].into_iter().flatten().flatten();
        let mut variables = Self { names: BTreeMap::new() };
        let pieces = mixed.chain(words).chain(checks(container)).flat_map(|text| &text.pieces);
        for piece in pieces.filter(|piece| !matches!(piece, Piece::Literal(_))) {
            if !variables.names.contains_key(piece) {
                let name = variables.free_name(piece, container);
                variables.names.insert(piece, name);
            }
        }
        variables
    }

    /// Their definitions, which stand before all others.
    pub(super) fn definitions(&self, scene: &Scene<'_>) -> impl Iterator<Item = EnvVar> {
        let sorted: BTreeMap<&str, &Piece> = self.names.iter().map(|(piece, name)| (name.as_str(), *piece)).collect();
        sorted.into_iter().map(|(name, piece)| EnvVar {
            name: name.to_owned(),
            value_from: source(scene, piece),
            ..EnvVar::default()
        })
    }

    /// A text as `env`, `command` and `args` take it.
    pub(super) fn expanded(&self, text: &Text) -> String {
        let mut whole = String::new();
        for (index, piece) in text.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => push_literal(&mut whole, literal, index + 1 < text.pieces.len()),
                Piece::Secret(_) | Piece::Field(_) => {
                    whole.push_str("$(");
                    whole.push_str(self.name(piece));
                    whole.push(')');
                }
            }
        }
        whole
    }

    /// A command where nothing is expanded: a shell puts it together if it holds what is only known at run time.
    pub(super) fn executed(&self, words: &[Text]) -> Vec<String> {
        match words.iter().map(|word| word.as_literal().map(str::to_owned)).collect() {
            Some(literal) => literal,
            None => {
                let words: Vec<String> = words.iter().map(|word| self.shell_word(word)).collect();
                vec!["sh".into(), "-c".into(), format!("exec {}", words.join(" "))]
            }
        }
    }

    fn shell_word(&self, word: &Text) -> String {
        let pieces = word.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => format!("'{}'", text.replace('\'', r"'\''")),
            Piece::Secret(_) | Piece::Field(_) => format!("\"${{{}}}\"", self.name(piece)),
        });
        pieces.collect()
    }

    fn name(&self, piece: &Piece) -> &str {
        self.names.get(piece).map(String::as_str).expect("each text of the container was looked through")
    }

    fn free_name(&self, piece: &Piece, container: &Container) -> String {
        let wanted = wanted_name(piece);
        let taken = |name: &String| container.env.contains_key(name) || self.names.values().any(|other| other == name);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken(name)).expect("numbers do not end")
    }
}

/// Where a variable's value comes from, if it is not written down.
pub(super) fn source(scene: &Scene<'_>, piece: &Piece) -> Option<EnvVarSource> {
    match piece {
        Piece::Literal(_) => None,
        Piece::Secret(secret) => {
            let (name, key) = scene.secret(secret);
            let selector = SecretKeySelector { name, key, ..SecretKeySelector::default() };
            Some(EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() })
        }
        Piece::Field(field) => Some(field_source(*field)),
    }
}

fn field_source(field: RuntimeField) -> EnvVarSource {
    let of_pod = |path: &str| EnvVarSource {
        field_ref: Some(ObjectFieldSelector { field_path: path.into(), ..ObjectFieldSelector::default() }),
        ..EnvVarSource::default()
    };
    let of_container = |resource: &str| EnvVarSource {
        resource_field_ref: Some(ResourceFieldSelector { resource: resource.into(), ..ResourceFieldSelector::default() }),
        ..EnvVarSource::default()
    };
    match field {
        RuntimeField::PodName => of_pod("metadata.name"),
        RuntimeField::PodNamespace => of_pod("metadata.namespace"),
        RuntimeField::PodIp => of_pod("status.podIP"),
        RuntimeField::NodeName => of_pod("spec.nodeName"),
        RuntimeField::NodeIp => of_pod("status.hostIP"),
        RuntimeField::CpuLimit => of_container("limits.cpu"),
        RuntimeField::MemoryLimit => of_container("limits.memory"),
    }
}

/// The texts of the probes' commands.
fn checks(container: &Container) -> impl Iterator<Item = &Text> {
    let health = &container.health;
    let start = health.start.as_ref().map(|start| &start.probe);
    let probes = [start, health.ready.as_ref(), health.live.as_ref()].into_iter().flatten();
    probes.flat_map(|probe| match &probe.handler {
        Handler::Exec(words) => words.as_slice(),
        Handler::Http { .. } | Handler::Tcp(_) | Handler::Grpc(_) => &[],
    })
}

fn wanted_name(piece: &Piece) -> String {
    let upper = |text: &str| -> String {
        text.chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' }).collect()
    };
    match piece {
        Piece::Literal(_) => String::new(),
        Piece::Secret(SecretUse { name, encoding: Encoding::Plain }) => format!("LANDFALL_SECRET_{}", upper(name)),
        Piece::Secret(SecretUse { name, encoding: Encoding::Url }) => format!("LANDFALL_SECRET_{}_URL", upper(name)),
        Piece::Field(field) => format!("LANDFALL_FIELD_{}", upper(field_name(*field))),
    }
}

fn field_name(field: RuntimeField) -> &'static str {
    match field {
        RuntimeField::PodName => "pod.name",
        RuntimeField::PodNamespace => "pod.namespace",
        RuntimeField::PodIp => "pod.ip",
        RuntimeField::NodeName => "node.name",
        RuntimeField::NodeIp => "node.ip",
        RuntimeField::CpuLimit => "limits.cpu",
        RuntimeField::MemoryLimit => "limits.memory",
    }
}

/// Two dollars stand for one, and `$(` begins a name: a run of dollars is doubled unless it is a single one before anything else.
fn push_literal(whole: &mut String, literal: &str, name_follows: bool) {
    let mut rest = literal;
    while let Some((before, from)) = rest.find('$').and_then(|at| rest.split_at_checked(at)) {
        whole.push_str(before);
        let after = from.trim_start_matches('$');
        let dollars = from.len() - after.len();
        let doubled = dollars > 1 || after.starts_with('(') || (after.is_empty() && name_follows);
        whole.push_str(&"$".repeat(if doubled { dollars * 2 } else { 1 }));
        rest = after;
    }
    whole.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;
    use proptest::prelude::*;

    /// What the kubelet makes of a text: `$$` is a dollar, `$(NAME)` the variable's value, or itself where there is none.
    fn kubelet(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, from)) = rest.find('$').map(|at| rest.split_at(at)) {
            whole.push_str(before);
            rest = from;
            if let Some(after) = rest.strip_prefix("$$") {
                whole.push('$');
                rest = after;
            } else if let Some((name, after)) = rest.strip_prefix("$(").and_then(|inner| inner.split_once(')')) {
                whole.push_str(&value(name).unwrap_or_else(|| format!("$({name})")));
                rest = after;
            } else {
                whole.push('$');
                rest = rest.split_at(1).1;
            }
        }
        whole + rest
    }

    proptest! {
        #[test]
        fn a_text_reaches_the_process_unchanged(before in "[a$() ]{0,8}", after in "[a$() ]{0,8}", mixed in any::<bool>()) {
            let mut text = Text::literal(before.clone());
            if mixed {
                text.push(Piece::Secret(SecretUse { name: "k".into(), encoding: Encoding::Plain }));
            }
            text.push(Piece::Literal(after.clone()));
            let mut container = sample::container("a:1");
            container.command = Some(vec![text.clone()]);
            let variables = Variables::of(&container);
            let expanded = kubelet(&variables.expanded(&text), |name| (name == "LANDFALL_SECRET_K").then(|| "S".to_owned()));
            prop_assert_eq!(expanded, format!("{before}{}{after}", if mixed { "S" } else { "" }));
        }
    }

    #[test]
    fn a_dollar_is_left_alone_where_it_means_nothing() {
        let variables = Variables { names: BTreeMap::new() };
        for (text, expected) in [("$5 and a$", "$5 and a$"), ("$(HOME)", "$$(HOME)"), ("a$$b", "a$$$$b")] {
            assert_eq!(variables.expanded(&Text::literal(text)), expected);
        }
    }

    #[test]
    fn names_of_variables_collide_with_no_other() {
        let mut container = sample::container("a:1");
        container.env.insert("LANDFALL_SECRET_A_B".into(), EnvValue::Set(Text::literal("mine")));
        container.command = Some(vec![Text::secret("a-b"), Text::secret("a.b")]);
        let variables = Variables::of(&container);
        let words: Vec<String> = container.command.iter().flatten().map(|word| variables.expanded(word)).collect();
        assert_eq!(words, ["$(LANDFALL_SECRET_A_B_2)", "$(LANDFALL_SECRET_A_B_3)"]);
    }

    #[test]
    fn a_check_with_a_secret_is_put_together_by_a_shell() {
        let mut container = sample::container("a:1");
        let words = vec![Text::literal("redis-cli"), Text::literal("-a"), Text::secret("pw"), Text::literal("it's")];
        container.stop.before = Some(words.clone());
        let variables = Variables::of(&container);
        assert_eq!(variables.executed(&words), ["sh", "-c", r#"exec 'redis-cli' '-a' "${LANDFALL_SECRET_PW}" 'it'\''s'"#]);
    }
}
