//! The defaults that the documentation states: each field has one, and what is rendered with it is what is rendered without.

use super::{
    examples,
    overlaid::{Outcome, places, rendered},
};
use landfall::reference::{self, Example, Row};
use serde_json::Value;
use std::path::Path;

/// Fields with a default that no overlay can leave out: of the application alone, in a list, part of what a key is made of.
const OUT_OF_REACH: [&str; 3] = ["app.edition", "workload.egress.protocol", "workload.routes.*.path.type"];

#[test]
fn every_field_says_its_default() {
    let rows = reference::parts().into_iter().flat_map(|part| part.nodes).flat_map(|node| node.fields);
    let silent: Vec<String> = rows.filter(|row| row.takes.is_some() && row.default.is_none()).map(|row| row.path).collect();
    assert!(silent.is_empty(), "add a line `Default: …` to the doc comment of each: {silent:#?}");
}

#[test]
fn what_is_rendered_with_a_default_is_what_is_rendered_without() {
    let folder = examples::folder();
    let examples = reference::examples();
    let mut wrong = String::new();
    for node in reference::parts().iter().flat_map(|part| &part.nodes) {
        for (row, value) in node.fields.iter().filter_map(|row| Some((row, row.value.as_ref()?))) {
            if OUT_OF_REACH.contains(&row.path.as_str()) {
                continue;
            }
            let (own, others): (Vec<_>, Vec<_>) = examples.iter().partition(|example| example.node == node.path);
            let mut results = own.into_iter().chain(others).map(|example| tried(example, row, value, folder.path()));
            match results.find(|tried| !matches!(tried, Ok(0))) {
                Some(Ok(_)) => {}
                None => wrong += &format!("`{}` stands in no example where it can be tried\n", row.path),
                Some(Err(why)) => wrong += &format!("`{}` has not the default {value}: {why}\n", row.path),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// In how many places of an example a field can be left out, and be said as by default, and nothing changes.
fn tried(example: &Example, row: &Row, value: &Value, folder: &Path) -> Result<usize, String> {
    let mut count = 0;
    for environment in &example.environments {
        for place in places(example, row, environment, folder).iter().filter(|place| !place.is_in_list()) {
            let without = rendered(folder, &place.holding(&Value::Null));
            let with = rendered(folder, &place.holding(value));
            if without != with {
                return Err(format!("in {environment}, {}:\n{}", place.holding(value), differing(&without, &with)));
            }
            count += 1;
        }
    }
    Ok(count)
}

/// What one outcome has and the other lacks, in a few lines.
fn differing(without: &Outcome, with: &Outcome) -> String {
    let lines = |outcome: &Outcome| -> Vec<String> {
        match outcome {
            Ok(files) => files.iter().flat_map(|(path, text)| text.lines().map(move |line| format!("{path}: {line}"))).collect(),
            Err(mistakes) => mistakes.clone(),
        }
    };
    let (without, with) = (lines(without), lines(with));
    let only = |one: &[String], other: &[String], word: &str| -> String {
        one.iter().filter(|line| !other.contains(line)).take(5).map(|line| format!("  {word} {line}\n")).collect()
    };
    only(&without, &with, "without") + &only(&with, &without, "with   ")
}
