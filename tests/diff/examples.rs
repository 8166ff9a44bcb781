//! No difference of an example without a cause, neither for `diff` nor for `explain`.

use super::Compiled;
use crate::examples;
use landfall::{
    causes::{Cause, Side},
    diff::{Difference, compare},
    explain::{Explained, Explainer, Origin},
    project::Folder,
};

const EXAMPLES: [&str; 5] = ["hello", "shop", "voting", "boutique", "traderx"];
const PAIRS: [(usize, usize); 3] = [(0, 1), (1, 2), (0, 2)];

#[test]
fn every_difference_of_every_example_has_a_cause_that_diff_and_explain_name() {
    for name in EXAMPLES {
        let folder = tempfile::tempdir().unwrap();
        examples::copy(name, folder.path());
        let files = Folder::new(folder.path()).unwrap();
        let compiled = Compiled::new(&files);
        let mut explained = 0;
        for (one, other) in PAIRS {
            let (before, after) = (compiled.side(&files, one), compiled.side(&files, other));
            for difference in compare(&before, &after).differences {
                let label = format!("{name}, {one} to {other}: {difference:#?}");
                let Difference { path, before_path, before: old, after: new, before_because, after_because, .. } = &difference;
                assert!(!before_because.is_empty() || !after_because.is_empty(), "{label}");
                let before_path = before_path.as_ref().unwrap_or(path);
                for (side, path, value, causes) in
                    [(&before, before_path, old, before_because), (&after, path, new, after_because)]
                {
                    if value.is_some() {
                        explained += names_them(side, &path.to_string(), causes, &label);
                    }
                }
            }
        }
        assert!(explained > 5, "{name}: {explained}");
    }
}

/// Holds that `explain` names the causes of a value; how many they are.
fn names_them(side: &Side<'_>, path: &str, causes: &[Cause], label: &str) -> usize {
    let Side { analyzed, sources, files, masks, folder } = *side;
    let values =
        Explainer { analyzed, sources, files, folder, masks }.value(path).unwrap_or_else(|_| panic!("{path} of {label}"));
    let said: String = values.iter().map(Explained::to_string).collect();
    assert!(!said.is_empty());
    let mut named = 0;
    for cause in causes.iter().filter(|cause| !cause.is_presence()) {
        let is_named = match cause {
            Cause::Written(written) => {
                said.contains(&format!("{}:{}:{}", written.file, written.position.line, written.position.column))
            }
            Cause::Default { why, .. } => said.contains(why),
            Cause::File { path, .. } => said.contains(path),
            Cause::Target { why, .. } => said.contains(why),
            Cause::Environment { name } => said.contains(name),
        };
        assert!(is_named, "{cause:?} of {path} in {label}\n{said}");
        named += 1;
    }
    assert!(values.iter().all(|value| !matches!(value.origin, Origin::Follows { .. }) || value.value.is_some()));
    named
}
