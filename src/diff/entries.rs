//! Differences as people read them: those that are alike as one, each with why.

use super::{Comparison, Difference};
use crate::causes::{Cause, Written};
use indexmap::IndexMap;

/// How many differences that are alike are told as one.
const ALIKE: usize = 3;
/// How many places are named for one value.
const PLACES: usize = 3;
/// The longest value that is shown whole, in characters.
const LONGEST: usize = 64;

/// What is said of a thing that is no longer there.
pub(super) const GONE: &str = "gone";

/// Whether something came, went, or is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Added,
    Removed,
    Changed,
}

/// A difference, or several that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mark: Mark,
    pub(super) name: String,
    /// The value before and after; nothing where the name says all, or several are told as one.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) why: String,
}

/// What differs of some things in some environments.
pub(super) struct Section {
    /// The environments, as places in the list of comparisons.
    pub(super) environments: Vec<usize>,
    pub(super) groups: Vec<Group>,
}

/// What differs of some things.
#[derive(PartialEq, Eq)]
pub(super) struct Group {
    /// Their names, and what a user calls each; empty for the application as a whole.
    pub(super) subjects: Vec<Subject>,
    pub(super) entries: Vec<Entry>,
}

/// A name, and what a user calls what has it.
type Subject = (String, String);

/// What is told of comparisons: what is the same in several environments is said once, and so is what is the same of several things.
pub(super) fn sections(comparisons: &[Comparison], all: bool) -> Vec<Section> {
    let told: Vec<Vec<(Subject, Entry)>> = comparisons.iter().map(|comparison| entries(comparison, all)).collect();
    let mut sections: IndexMap<Vec<usize>, Vec<(Subject, Entry)>> = IndexMap::new();
    let mut seen: Vec<&(Subject, Entry)> = Vec::new();
    for one in told.iter().flatten() {
        if seen.contains(&one) {
            continue;
        }
        seen.push(one);
        let has = |(place, entries): (usize, &Vec<(Subject, Entry)>)| entries.contains(one).then_some(place);
        let environments: Vec<usize> = told.iter().enumerate().filter_map(has).collect();
        sections.entry(environments).or_default().push(one.clone());
    }
    sections.sort_by(|one, _, other, _| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    sections.into_iter().map(|(environments, entries)| Section { environments, groups: groups(&entries) }).collect()
}

/// Entries by thing; those that are the same of several things stand first, under all of their names.
fn groups(entries: &[(Subject, Entry)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut done: Vec<&Entry> = Vec::new();
    for (_, entry) in entries {
        if done.contains(&entry) {
            continue;
        }
        done.push(entry);
        let subjects: Vec<Subject> =
            entries.iter().filter(|(_, other)| other == entry).map(|(subject, _)| subject.clone()).collect();
        let lists =
            if subjects.len() >= ALIKE { vec![subjects] } else { subjects.into_iter().map(|subject| vec![subject]).collect() };
        for subjects in lists {
            match groups.iter_mut().find(|group| group.subjects == subjects) {
                Some(group) => group.entries.push(entry.clone()),
                None => groups.push(Group { subjects, entries: vec![entry.clone()] }),
            }
        }
    }
    let rank = |group: &Group| match group.subjects.as_slice() {
        [(name, _)] if name.is_empty() => (0, 0, String::new()),
        [(name, _)] => (2, 0, name.clone()),
        several => (1, usize::MAX - several.len(), several.iter().map(|(name, _)| name.as_str()).collect()),
    };
    groups.sort_by_key(rank);
    groups
}

/// The differences of one comparison, those that are alike as one.
fn entries(comparison: &Comparison, all: bool) -> Vec<(Subject, Entry)> {
    let mut entries: Vec<(Subject, Vec<Entry>)> = Vec::new();
    for difference in comparison.told(all) {
        let entry = entry(difference);
        let subject = (difference.subject.clone(), difference.sort.clone());
        let alike = entries.iter_mut().find(|(of, alike)| *of == subject && alike.iter().all(|other| is_alike(other, &entry)));
        match alike {
            Some((_, alike)) => alike.push(entry),
            None => entries.push((subject, vec![entry])),
        }
    }
    let told = |(subject, alike): (Subject, Vec<Entry>)| {
        let told = if alike.len() >= ALIKE { vec![as_one(&alike)] } else { alike };
        told.into_iter().map(move |entry| (subject.clone(), entry))
    };
    entries.into_iter().flat_map(told).collect()
}

fn is_alike(one: &Entry, other: &Entry) -> bool {
    let kind = |entry: &Entry| entry.name.split_once(' ').map(|(word, _)| word.to_owned());
    one.mark == other.mark && one.mark != Mark::Changed && one.why == other.why && kind(one).is_some() && kind(one) == kind(other)
}

fn as_one(alike: &[Entry]) -> Entry {
    let names: Vec<_> = alike.iter().filter_map(|entry| entry.name.split_once(' ')).collect();
    let word = names.first().map_or("", |(word, _)| word);
    let plural = match word {
        "waits" | "reaches" | "reached" | "tolerates" | "no" | "may" => word.to_owned(),
        word if word.ends_with('y') => format!("{}ies", word.trim_end_matches('y')),
        word => format!("{word}s"),
    };
    let names: Vec<_> = names.into_iter().map(|(_, name)| name).collect();
    let first = alike.first();
    Entry {
        mark: first.map_or(Mark::Changed, |entry| entry.mark),
        name: format!("{plural} {}", names.join(", ")),
        before: None,
        after: None,
        why: first.map(|entry| entry.why.clone()).unwrap_or_default(),
    }
}

fn entry(difference: &Difference) -> Entry {
    let mark = match (&difference.before, &difference.after) {
        (None, _) => Mark::Added,
        (_, None) => Mark::Removed,
        (Some(_), Some(_)) => Mark::Changed,
    };
    let (before, after) = match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => {
            let (before, after) = tag_alone(before, after).unwrap_or((before, after));
            let (before, after) = around_change(before, after);
            (Some(before), Some(after))
        }
        (before, after) => (before.as_deref().map(shortened), after.as_deref().map(shortened)),
    };
    let name = match (difference.what.is_empty(), mark) {
        (false, _) => difference.what.clone(),
        (true, Mark::Removed) => GONE.to_owned(),
        (true, _) => format!("a new {}", difference.sort),
    };
    let filled = |value: Option<String>| value.filter(|value| !value.is_empty());
    Entry { mark, name, before: filled(before), after: filled(after), why: why(mark, difference) }
}

/// Of two versions of one image, the versions.
fn tag_alone<'v>(before: &'v str, after: &'v str) -> Option<(&'v str, &'v str)> {
    let (name, tag) = before.rsplit_once(':')?;
    let (other, other_tag) = after.rsplit_once(':')?;
    let is_image = name == other && name.contains('/') && !name.contains("://") && !name.contains(' ');
    (is_image && !tag.contains('/') && !other_tag.contains('/')).then_some((tag, other_tag))
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    value.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Two long values from shortly before the place where they part.
fn around_change(before: &str, after: &str) -> (String, String) {
    if before.chars().count().max(after.chars().count()) <= LONGEST {
        return (before.to_owned(), after.to_owned());
    }
    let common = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let skipped = common.saturating_sub(LONGEST / 4);
    let cut = |value: &str| {
        let rest: String = value.chars().skip(skipped).collect();
        if skipped > 0 { format!("…{}", shortened(&rest)) } else { shortened(&rest) }
    };
    (cut(before), cut(after))
}

/// Why it was and is so.
fn why(mark: Mark, difference: &Difference) -> String {
    let (before, after) = (listed(&difference.before_because), listed(&difference.after_because));
    match mark {
        Mark::Added if !after.is_empty() => after,
        Mark::Removed if after.is_empty() => before,
        _ if before.is_empty() => after,
        _ if after.is_empty() => before,
        _ => format!("{before} → {after}"),
    }
}

fn listed(causes: &[Cause]) -> String {
    let mut places: Vec<(&Written, String)> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for cause in causes {
        if let Cause::Written(written) = cause {
            let same_line = |(other, _): &&(&Written, String)| {
                other.file == written.file && other.position.line == written.position.line && other.layer == written.layer
            };
            if places.iter().find(same_line).is_none() {
                places.push((written, written.to_string()));
            }
        } else {
            let words = cause.to_string();
            if !others.contains(&words) {
                others.push(words);
            }
        }
    }
    let more = places.len().saturating_sub(PLACES);
    let mut parts: Vec<String> = places.into_iter().take(PLACES).map(|(_, words)| words).collect();
    if more > 0 {
        parts.push(format!("{more} more {}", if more == 1 { "place" } else { "places" }));
    }
    let most = others.len().min(PLACES);
    parts.extend(others.into_iter().take(most));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_versions_of_an_image_only_the_versions_are_told() {
        assert_eq!(tag_alone("ghcr.io/acme/api:1", "ghcr.io/acme/api:2"), Some(("1", "2")));
        assert_eq!(tag_alone("ghcr.io/acme/api:1", "ghcr.io/acme/web:2"), None);
        assert_eq!(tag_alone("http://api:8080", "http://api:9090"), None);
    }

    #[test]
    fn long_values_are_shown_where_they_part() {
        let (before, after) = around_change(&format!("{}a", "x".repeat(100)), &format!("{}b", "x".repeat(100)));
        assert_eq!((before.as_str(), after.as_str()), ("…xxxxxxxxxxxxxxxxa", "…xxxxxxxxxxxxxxxxb"));
    }
}
