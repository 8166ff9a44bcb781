//! Circles among names that wait for each other.

use std::collections::{BTreeMap, BTreeSet};

/// Whom each name waits for.
pub(super) type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Whether two names belong to one circle.
pub(super) fn same(circles: &BTreeMap<&str, &str>, one: &str, other: &str) -> bool {
    circles.get(one).is_some_and(|component| circles.get(other) == Some(component))
}

/// The circle that each name belongs to, named by its first member: Tarjan's strongly connected components, without recursion.
pub(super) fn components<'a>(graph: &Graph<'a>) -> BTreeMap<&'a str, &'a str> {
    let mut search = Search { graph, index: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), found: BTreeMap::new() };
    for name in graph.keys() {
        if !search.index.contains_key(name) {
            search.visit(name);
        }
    }
    search.found
}

struct Search<'g, 'a> {
    graph: &'g Graph<'a>,
    index: BTreeMap<&'a str, usize>,
    low: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: BTreeMap<&'a str, &'a str>,
}

impl<'a> Search<'_, 'a> {
    fn visit(&mut self, root: &'a str) {
        let mut calls = vec![(root, self.enter(root))];
        while let Some((name, waiting)) = calls.last_mut() {
            let name = *name;
            let Some(next) = waiting.pop() else {
                calls.pop();
                self.leave(name, calls.last().map(|(caller, _)| *caller));
                continue;
            };
            match self.index.get(next).copied() {
                None => calls.push((next, self.enter(next))),
                Some(index) if !self.found.contains_key(next) => self.lower(name, index),
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, name: &'a str) -> Vec<&'a str> {
        let index = self.index.len();
        self.index.insert(name, index);
        self.low.insert(name, index);
        self.stack.push(name);
        self.graph.get(name).into_iter().flatten().copied().collect()
    }

    fn lower(&mut self, name: &'a str, to: usize) {
        self.low.entry(name).and_modify(|low| *low = (*low).min(to));
    }

    fn leave(&mut self, name: &'a str, caller: Option<&'a str>) {
        let low = self.low.get(name).copied().unwrap_or_default();
        if self.index.get(name) == Some(&low) {
            let start = self.stack.iter().rposition(|inner| *inner == name).unwrap_or_default();
            let members = self.stack.split_off(start);
            let first = members.iter().min().copied().unwrap_or(name);
            self.found.extend(members.into_iter().map(|member| (member, first)));
        }
        if let Some(caller) = caller {
            self.lower(caller, low);
        }
    }
}
