//! One mistake that several environments, workloads or containers share is one message, which names them.

use super::Diagnostic;

/// A diagnostic, and the other names of which the same is said at the same place.
pub(super) struct Shared {
    first: Diagnostic,
    others: Vec<String>,
}

impl Shared {
    /// One that nothing is shared with so far.
    pub(super) fn new(first: Diagnostic) -> Self {
        Self { first, others: Vec::new() }
    }

    /// Takes one in that says the same of another name; else gives it back.
    pub(super) fn take(&mut self, other: Diagnostic) -> Option<Diagnostic> {
        let Some((mine, theirs)) = names_apart(&self.first, &other) else { return Some(other) };
        let same = |(left, right): (&String, &String)| replaced(left, mine, theirs) == *right;
        let helps = self.first.helps.len() == other.helps.len() && self.first.helps.iter().zip(&other.helps).all(same);
        if !helps || self.first.suggestions != other.suggestions {
            return Some(other);
        }
        if !self.others.iter().any(|known| known == theirs) {
            self.others.push(theirs.to_owned());
        }
        None
    }

    /// The one diagnostic.
    pub(super) fn told(mut self) -> Diagnostic {
        if !self.others.is_empty() {
            let names: Vec<_> = self.others.iter().map(|name| format!("`{name}`")).collect();
            self.first.message += &format!("; the same holds for {}", names.join(", "));
        }
        self.first
    }
}

/// The one name in which two diagnostics of a kind and place differ.
fn names_apart<'d>(left: &'d Diagnostic, right: &'d Diagnostic) -> Option<(&'d str, &'d str)> {
    let places = left.labels.iter().map(|label| label.span).eq(right.labels.iter().map(|label| label.span));
    if left.code != right.code || left.labels.is_empty() || !places {
        return None;
    }
    let (mut ours, mut theirs) = (left.message.split('`').enumerate(), right.message.split('`'));
    let mut apart = None;
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return apart,
            (Some((_, ours)), Some(theirs)) if ours == theirs => {}
            // Between an odd and an even backtick stands a name.
            (Some((index, ours)), Some(theirs)) if index % 2 == 1 && apart.is_none_or(|known| known == (ours, theirs)) => {
                apart = Some((ours, theirs));
            }
            _ => return None,
        }
    }
}

/// A text with each whole word of that kind replaced by another.
fn replaced(text: &str, wrong: &str, meant: &str) -> String {
    let part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let mut new = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(wrong).filter(|_| !wrong.is_empty()) {
        let whole = !before.chars().next_back().is_some_and(part) && !after.chars().next().is_some_and(part);
        new += before;
        new += if whole { meant } else { wrong };
        rest = after;
    }
    new + rest
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Diagnostics, codes};
    use crate::source::{SourceMap, Span};

    fn told(list: &[(&str, &str)]) -> Vec<String> {
        let mut diagnostics = Diagnostics::default();
        let file = SourceMap::default().add("landfall.kdl", "");
        for (message, help) in list {
            let diagnostic = Diagnostic::error(&codes::KDL_SYNTAX, *message).at(Span::new(file, 3, 5), "");
            diagnostics.push(diagnostic.help(*help));
        }
        diagnostics.sort();
        diagnostics.iter().map(|one| one.message.clone()).collect()
    }

    #[test]
    fn what_is_said_of_several_names_in_the_same_words_is_said_once() {
        let list = [("`api` is privileged", "x"), ("`web` is privileged", "x"), ("`app` is privileged", "x")];
        assert_eq!(told(&list), ["`api` is privileged; the same holds for `app`, `web`"]);
        let list = [("the init `a` lacks it", "add to `a`: a"), ("the init `b` lacks it", "add to `b`: b")];
        assert_eq!(told(&list), ["the init `a` lacks it; the same holds for `b`"]);
    }

    #[test]
    fn two_mistakes_at_a_place_stay_two() {
        let list = [("it lacks `path`", "the mount"), ("it lacks `server`", "the address")];
        assert_eq!(told(&list).len(), 2, "each has a cure of its own");
        let list = [("`api` runs as root", "x"), ("`web` is privileged", "x")];
        assert_eq!(told(&list).len(), 2, "the words differ");
        let list = [("`api` and `web` collide", "x"), ("`app` and `job` collide", "x")];
        assert_eq!(told(&list).len(), 2, "they differ in two names");
    }
}
