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
    let names: BTreeSet<&'a str> = graph.iter().flat_map(|(from, to)| to.iter().chain([from])).copied().collect();
    let names: Vec<&'a str> = names.into_iter().collect();
    let number = |name: &&'a str| names.binary_search(name).ok();
    let waits = names.iter().map(|name| graph.get(name).into_iter().flatten().filter_map(number).collect()).collect();
    let mut search = Search { waits, nodes: vec![Node::default(); names.len()], entered: 0, stack: Vec::new() };
    (0..names.len()).for_each(|name| search.visit(name));
    let named = |(name, node): (&&'a str, &Node)| Some((*name, *names.get(node.circle?)?));
    names.iter().zip(&search.nodes).filter_map(named).collect()
}

/// A search among names that are numbered by the alphabet.
struct Search {
    waits: Vec<Vec<usize>>,
    nodes: Vec<Node>,
    entered: usize,
    stack: Vec<usize>,
}

#[derive(Clone, Default)]
struct Node {
    index: Option<usize>,
    low: usize,
    /// The first member of its circle, once that is known.
    circle: Option<usize>,
}

impl Search {
    fn visit(&mut self, root: usize) {
        if self.node(root).index.is_some() {
            return;
        }
        let mut calls = vec![(root, self.enter(root))];
        while let Some((name, waiting)) = calls.last_mut() {
            let name = *name;
            let Some(next) = waiting.pop() else {
                calls.pop();
                self.leave(name, calls.last().map(|(caller, _)| *caller));
                continue;
            };
            match self.node(next) {
                Node { index: None, .. } => calls.push((next, self.enter(next))),
                Node { index: Some(index), circle: None, .. } => {
                    let index = *index;
                    self.lower(name, index);
                }
                Node { circle: Some(_), .. } => {}
            }
        }
    }

    fn enter(&mut self, name: usize) -> Vec<usize> {
        let index = self.entered;
        self.entered += 1;
        *self.node(name) = Node { index: Some(index), low: index, circle: None };
        self.stack.push(name);
        self.waits.get_mut(name).map(std::mem::take).unwrap_or_default()
    }

    fn lower(&mut self, name: usize, to: usize) {
        let node = self.node(name);
        node.low = node.low.min(to);
    }

    fn leave(&mut self, name: usize, caller: Option<usize>) {
        let Node { index, low, .. } = *self.node(name);
        if index == Some(low) {
            let start = self.stack.iter().rposition(|inner| *inner == name).unwrap_or_default();
            let members = self.stack.split_off(start);
            let first = members.iter().min().copied();
            members.into_iter().for_each(|member| self.node(member).circle = first);
        }
        if let Some(caller) = caller {
            self.lower(caller, low);
        }
    }

    fn node(&mut self, name: usize) -> &mut Node {
        self.nodes.get_mut(name).expect("every name has a number")
    }
}
