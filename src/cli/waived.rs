//! What production's rules let through with a reason, said at each run.

use super::Terminal;
use crate::{
    compile::Analyzed,
    plan::{Profile, RuleSeverity},
    policy::Approved,
};

/// Says what is waived in production, and which rules the project made less grave there.
pub(super) fn print<'a>(environments: impl Iterator<Item = &'a Analyzed>, terminal: &mut Terminal) {
    let production = environments.filter(|one| one.plan().setting.profile == Profile::Production);
    let lines: String = production.flat_map(|one| one.judged.iter().map(move |approved| (one, approved))).map(lines).collect();
    if !lines.is_empty() && !terminal.quiet {
        terminal.tell(&format!("\nrules that do not hold:\n{lines}"));
    }
}

fn lines((analyzed, approved): (&Analyzed, &Approved)) -> String {
    let environment = &analyzed.merged.environment.name;
    let waived = approved
        .waived()
        .iter()
        .map(|waived| format!("  {environment}: `{}` for `{}` {}\n", waived.rule.code.name, waived.workload, waived.words()));
    let softened = approved.softened().into_iter().map(|(rule, said)| {
        let now = match said {
            RuleSeverity::Off => "is off",
            RuleSeverity::Warning | RuleSeverity::Error => "only warns",
        };
        format!("  {environment}: `{}` {now}, by `policy`\n", rule.code.name)
    });
    waived.chain(softened).collect()
}
