//! What a rule is: data, with the function that finds where it is broken.

use crate::{
    diagnostic::{Code, Severity},
    path::FieldPath,
    plan::{Plan, Profile, RuleSeverity, Said, Workload},
};

/// What production requires.
#[derive(Debug)]
pub struct Rule {
    /// Its name, what it requires, and why.
    pub code: Code,
    /// How grave it is in production.
    pub grade: Grade,
    /// What it takes to say that it does not hold somewhere.
    pub waiver: Class,
    /// What to do about a finding.
    pub cure: &'static str,
    /// What keeps it.
    pub good: Example,
    /// What breaks it.
    pub bad: Example,
    /// The checks of other tools that find the same.
    pub elsewhere: &'static [Elsewhere],
    /// Finds where it is broken.
    pub check: Check,
}

/// An example of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Nodes beside a service `web`.
    pub around: &'static str,
    /// Fields of the service.
    pub fields: &'static str,
}

impl Example {
    /// A service with these fields.
    pub const fn of(fields: &'static str) -> Self {
        Self { around: "", fields }
    }

    /// With these nodes beside the service.
    #[must_use]
    pub const fn beside(self, around: &'static str) -> Self {
        Self { around, ..self }
    }

    /// It as a user would write it; empty for a service of which nothing is said.
    pub fn text(self) -> String {
        let Self { around, fields } = self;
        match (around, fields) {
            ("", fields) => fields.to_owned(),
            (around, "") => around.to_owned(),
            (around, fields) => {
                let fields: String = fields.lines().map(|line| format!("    {line}\n")).collect();
                format!("{around}\nservice \"web\" {{\n{fields}}}")
            }
        }
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Each workload, and each container before and beside it as a workload of its own.
    Each(fn(&Workload, &mut Findings)),
    /// The plan as a whole.
    Plan(fn(&Plan, &mut Findings)),
}

/// How grave a rule is in production; staging is one step milder, and development is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Nothing is written.
    Error,
    /// Somebody should look.
    Warning,
}

impl Grade {
    /// The severity of a finding under a profile; `None` where the rule is off.
    pub fn under(self, profile: Profile) -> Option<Severity> {
        match (profile, self) {
            (Profile::Production, Self::Error) => Some(Severity::Error),
            (Profile::Production, Self::Warning) | (Profile::Staging, Self::Error) => Some(Severity::Warning),
            (Profile::Staging, Self::Warning) => Some(Severity::Note),
            (Profile::Development, _) => None,
        }
    }

    /// What users call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// Whether it is less grave where the project says this of it.
    pub(super) fn is_softened(self, said: RuleSeverity) -> bool {
        match said {
            RuleSeverity::Error => false,
            RuleSeverity::Warning => self == Self::Error,
            RuleSeverity::Off => true,
        }
    }
}

impl Rule {
    /// The severity of a finding; `None` where the rule is off.
    pub fn severity(&self, plan: &Plan) -> Option<Severity> {
        let profile = plan.setting.profile;
        match plan.policy.severities.get(self.code.name) {
            None => self.grade.under(profile),
            Some(Said { severity: RuleSeverity::Off, .. }) => None,
            Some(Said { severity: RuleSeverity::Error, here: true }) => Some(Severity::Error),
            Some(Said { severity: RuleSeverity::Warning, here: true }) => Some(Severity::Warning),
            Some(Said { severity: RuleSeverity::Error, here: false }) => Grade::Error.under(profile),
            Some(Said { severity: RuleSeverity::Warning, here: false }) => Grade::Warning.under(profile),
        }
    }
}

/// What it takes to say that a rule does not hold somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing: it always holds.
    Never,
    /// A reason, an owner, and an end within 90 days.
    Strict,
    /// A reason, and an end within 365 days.
    Normal,
    /// A reason.
    Knob,
}

impl Class {
    /// How many days a waiver may last.
    pub fn horizon(self) -> Option<i64> {
        match self {
            Self::Strict => Some(90),
            Self::Normal => Some(365),
            Self::Never | Self::Knob => None,
        }
    }

    /// What a waiver has to say besides the rule and the workloads.
    pub fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Never => &[],
            Self::Strict => &["reason", "owner", "until"],
            Self::Normal => &["reason", "until"],
            Self::Knob => &["reason"],
        }
    }

    /// What it takes, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Never => "never: it always holds",
            Self::Strict => "with a reason, an owner, and an end within 90 days",
            Self::Normal => "with a reason, and an end within 365 days",
            Self::Knob => "with a reason",
        }
    }
}

/// A tool that looks at the output and has a check of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// kube-score.
    KubeScore,
    /// kube-linter.
    KubeLinter,
    /// Polaris.
    Polaris,
    /// Checkov.
    Checkov,
    /// Trivy.
    Trivy,
}

impl Tool {
    /// These checks, on the workload's own object.
    pub const fn finds(self, checks: &'static [&'static str]) -> Elsewhere {
        Elsewhere { tool: self, checks, on: On::Workload }
    }
}

/// Checks of another tool that find the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The tool.
    pub tool: Tool,
    /// The names of its checks.
    pub checks: &'static [&'static str],
    /// The object on which it finds it.
    pub on: On,
}

impl Elsewhere {
    /// On another object of the workload's.
    #[must_use]
    pub const fn on(self, on: On) -> Self {
        Self { on, ..self }
    }
}

/// An object of a workload's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Its own, with the pods.
    Workload,
    /// What gives it rights in the Kubernetes API.
    Rights,
    /// What scales it.
    Autoscaler,
}

/// Where a rule is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub(super) list: Vec<Finding>,
}

/// One place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) field: FieldPath,
    pub(super) message: String,
    /// What to do, where that is not what the rule says of all others.
    pub(super) cure: Option<&'static str>,
    /// Whether nobody can say that the rule does not hold there.
    pub(super) never: bool,
}

impl Findings {
    /// A field breaks the rule; `message` stands alone.
    pub fn add(&mut self, field: FieldPath, message: impl Into<String>) {
        self.list.push(Finding { field, message: message.into(), cure: None, never: false });
    }

    /// A field breaks the rule in a way that has a cure of its own.
    pub fn add_with_cure(&mut self, field: FieldPath, message: impl Into<String>, cure: &'static str) {
        self.list.push(Finding { field, message: message.into(), cure: Some(cure), never: false });
    }

    /// A field breaks the rule in a way that can be neither waived nor switched off.
    pub fn add_never(&mut self, field: FieldPath, message: impl Into<String>) {
        self.list.push(Finding { field, message: message.into(), cure: None, never: true });
    }
}
