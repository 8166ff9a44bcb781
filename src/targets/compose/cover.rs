//! The fewest groups that cover the edges of a graph, each a clique: two nodes share a group if and only if an edge connects them.
//!
//! A first cover is grown greedily; then a search with branches and bounds looks for one with fewer groups, within a number of
//! steps that depends on nothing but the graph.

use std::collections::BTreeSet;

/// A set of nodes that are all connected with each other.
pub(super) type Clique = BTreeSet<usize>;

/// Two nodes, the lesser first.
type Edge = (usize, usize);

/// How many branches the search may look at.
const STEPS: u32 = 20_000;

/// The neighbours of each node.
#[derive(Debug)]
pub(super) struct Graph {
    neighbours: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// A graph of so many nodes; edges in either direction, and from a node to itself, are welcome.
    pub(super) fn new(nodes: usize, edges: impl IntoIterator<Item = Edge>) -> Self {
        let mut neighbours = vec![BTreeSet::new(); nodes];
        for (from, to) in edges.into_iter().filter(|(from, to)| from != to && *from < nodes && *to < nodes) {
            neighbours.get_mut(from).into_iter().for_each(|set| _ = set.insert(to));
            neighbours.get_mut(to).into_iter().for_each(|set| _ = set.insert(from));
        }
        Self { neighbours }
    }

    /// The groups, sorted; `None` where more than `most` are needed, or a cover of so few is not found.
    pub(super) fn cover(&self, most: usize) -> Option<Vec<Clique>> {
        let edges: Vec<Edge> = self.edges().collect();
        let mut best = self.greedy(&edges, most * 2)?;
        let mut steps = STEPS;
        while let Some(less) = best.len().checked_sub(1) {
            let Some(fewer) = self.search(&edges, &mut Vec::new(), less, &mut steps) else { break };
            best = fewer;
        }
        trim(&mut best);
        best.sort();
        (best.len() <= most).then_some(best)
    }

    fn edges(&self) -> impl Iterator<Item = Edge> {
        let upwards = |(from, set): (usize, &BTreeSet<usize>)| set.range(from + 1..).map(|to| (from, *to)).collect::<Vec<_>>();
        self.neighbours.iter().enumerate().flat_map(upwards)
    }

    fn neighbours(&self, node: usize) -> &BTreeSet<usize> {
        static NONE: BTreeSet<usize> = BTreeSet::new();
        self.neighbours.get(node).unwrap_or(&NONE)
    }

    fn common(&self, (left, right): Edge) -> BTreeSet<usize> {
        self.neighbours(left).intersection(self.neighbours(right)).copied().collect()
    }

    /// A cover in which each clique grows by the node that covers most; `None` where that takes more than `most`.
    fn greedy(&self, edges: &[Edge], most: usize) -> Option<Vec<Clique>> {
        let mut open: BTreeSet<Edge> = edges.iter().copied().collect();
        let mut cover = Vec::new();
        while let Some(edge) = open.first().copied() {
            let mut clique = Clique::from([edge.0, edge.1]);
            let mut candidates = self.common(edge);
            loop {
                let gain = |node: usize| clique.iter().filter(|member| open.contains(&ordered(node, **member))).count();
                let Some(best) = candidates.iter().copied().max_by_key(|node| (gain(*node), std::cmp::Reverse(*node))) else {
                    break;
                };
                if gain(best) == 0 {
                    break;
                }
                candidates = candidates.intersection(self.neighbours(best)).copied().collect();
                clique.insert(best);
            }
            open.retain(|edge| !covers(&clique, *edge));
            cover.push(clique);
            if cover.len() > most {
                return None;
            }
        }
        Some(cover)
    }

    /// A cover of at most so many cliques beside the chosen ones; `None` where there is none, or no step is left.
    fn search(&self, edges: &[Edge], chosen: &mut Vec<Clique>, left: usize, steps: &mut u32) -> Option<Vec<Clique>> {
        *steps = steps.checked_sub(1)?;
        let open: Vec<Edge> = edges.iter().copied().filter(|edge| !chosen.iter().any(|clique| covers(clique, *edge))).collect();
        let Some(edge) = open.first().copied() else { return Some(chosen.clone()) };
        if self.apart(&open, left) {
            return None;
        }
        for clique in self.largest_cliques(edge, steps) {
            chosen.push(clique);
            if let Some(found) = self.search(&open, chosen, left - 1, steps) {
                return Some(found);
            }
            chosen.pop();
        }
        None
    }

    /// Whether more than `most` of these edges stand apart, so that no two of them fit into one clique.
    fn apart(&self, edges: &[Edge], most: usize) -> bool {
        let mut apart: Vec<Edge> = Vec::new();
        for edge in edges {
            if !apart.iter().any(|other| self.fit(*edge, *other)) {
                apart.push(*edge);
            }
            if apart.len() > most {
                return true;
            }
        }
        false
    }

    /// Whether one clique can hold both edges.
    fn fit(&self, left: Edge, right: Edge) -> bool {
        let connected = |from: usize, to: usize| from == to || self.neighbours(from).contains(&to);
        [left.0, left.1].into_iter().all(|from| connected(from, right.0) && connected(from, right.1))
    }

    /// Every clique with that edge that no node can be added to.
    fn largest_cliques(&self, edge: Edge, steps: &mut u32) -> Vec<Clique> {
        let mut found = Vec::new();
        self.grow(&Clique::from([edge.0, edge.1]), self.common(edge), BTreeSet::new(), &mut found, steps);
        found
    }

    /// Bron and Kerbosch's algorithm.
    fn grow(
        &self,
        clique: &Clique,
        mut open: BTreeSet<usize>,
        mut done: BTreeSet<usize>,
        found: &mut Vec<Clique>,
        steps: &mut u32,
    ) {
        if open.is_empty() && done.is_empty() {
            found.push(clique.clone());
        }
        while let Some(node) = open.pop_first() {
            let Some(fewer) = steps.checked_sub(1) else { return };
            *steps = fewer;
            let near = self.neighbours(node);
            let mut larger = clique.clone();
            larger.insert(node);
            self.grow(
                &larger,
                open.intersection(near).copied().collect(),
                done.intersection(near).copied().collect(),
                found,
                steps,
            );
            done.insert(node);
        }
    }
}

fn ordered(left: usize, right: usize) -> Edge {
    (left.min(right), left.max(right))
}

fn covers(clique: &Clique, (from, to): Edge) -> bool {
    clique.contains(&from) && clique.contains(&to)
}

/// Takes away groups and members whose edges others cover as well.
fn trim(cover: &mut Vec<Clique>) {
    for index in (0..cover.len()).rev() {
        let mut clique = cover.remove(index);
        let elsewhere = |edge| cover.iter().any(|other| covers(other, edge));
        for node in clique.clone() {
            if clique.iter().all(|other| *other == node || elsewhere(ordered(node, *other))) {
                clique.remove(&node);
            }
        }
        if clique.len() > 1 {
            cover.insert(index, clique);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graphs(most: usize) -> impl Strategy<Value = (usize, Vec<Edge>)> {
        (1..most).prop_flat_map(|nodes| (Just(nodes), prop::collection::vec((0..nodes, 0..nodes), 0..20)))
    }

    /// The least number of cliques, by trying all covers.
    fn least(graph: &Graph) -> usize {
        let edges: Vec<Edge> = graph.edges().collect();
        let nodes = graph.neighbours.len();
        let cliques: Vec<Clique> = (0_u32..1 << nodes)
            .map(|bits| (0..nodes).filter(|node| bits >> node & 1 == 1).collect::<Clique>())
            .filter(|set| set.iter().all(|a| set.iter().all(|b| a == b || graph.neighbours(*a).contains(b))))
            .collect();
        (0..).find(|most| covered(&cliques, &edges, *most)).unwrap()
    }

    fn covered(cliques: &[Clique], open: &[Edge], most: usize) -> bool {
        let Some(edge) = open.first() else { return true };
        most > 0
            && cliques.iter().filter(|clique| covers(clique, *edge)).any(|clique| {
                let left: Vec<Edge> = open.iter().copied().filter(|edge| !covers(clique, *edge)).collect();
                covered(cliques, &left, most - 1)
            })
    }

    proptest! {
        #[test]
        fn two_nodes_share_a_group_if_and_only_if_an_edge_connects_them((nodes, edges) in graphs(12)) {
            let graph = Graph::new(nodes, edges);
            let cover = graph.cover(100).unwrap();
            for from in 0..nodes {
                for to in from + 1..nodes {
                    let shared = cover.iter().any(|clique| covers(clique, (from, to)));
                    prop_assert_eq!(shared, graph.neighbours(from).contains(&to), "{} {}", from, to);
                }
            }
        }

        #[test]
        fn no_cover_has_fewer_groups((nodes, edges) in graphs(7)) {
            let graph = Graph::new(nodes, edges);
            prop_assert_eq!(graph.cover(100).unwrap().len(), least(&graph));
        }
    }

    #[test]
    fn a_large_application_takes_no_long_search() {
        let chain = (0..3000).map(|node| (node, node + 1));
        assert_eq!(Graph::new(3001, chain).cover(12), None);
        let all = (0..60).flat_map(|from| (0..60).map(move |to| (from, to)));
        assert_eq!(Graph::new(60, all).cover(12).unwrap(), [(0..60).collect::<Clique>()]);
    }
}
