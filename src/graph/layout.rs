//! Where the nodes of a graph stand, and how its lines run: in columns from the left to the right, with few crossings.

use std::collections::{BTreeMap, BTreeSet};

/// The room between two columns.
const COLUMN_GAP: f64 = 96.0;
/// The room between two nodes of a column.
const ROW_GAP: f64 = 22.0;
/// The room beside a line that passes a column.
const LINE_GAP: f64 = 12.0;
/// How often the order of columns is looked over.
const SWEEPS: usize = 16;
/// Between how many neighbours of a column places are exchanged.
const EXCHANGED: usize = 64;
/// The greatest distance of two lines at a node.
const PORT_GAP: f64 = 14.0;

/// What is to be placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Card {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Whether it stands in the last column.
    pub(super) last: bool,
}

/// A node with its place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A point of a line.
pub(super) type Point = (f64, f64);

/// All places.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) nodes: Vec<Placed>,
    /// The points of each link, from its start to its end.
    pub(super) lines: Vec<Vec<Point>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An item of a column: a node, or the place where a line passes.
#[derive(Clone, Copy, Default)]
struct Item {
    column: usize,
    width: f64,
    height: f64,
    /// The middle.
    y: f64,
    passes: bool,
}

/// Places nodes and lines; links go from a node to another by their places.
pub(super) fn layout(cards: &[Card], links: &[(usize, usize)]) -> Layout {
    let columns = columns(cards, links);
    let mut drawing = Drawing::new(cards, links, &columns);
    drawing.order();
    drawing.rows();
    drawing.finish(cards.len())
}

fn at<T: Copy + Default>(list: &[T], place: usize) -> T {
    list.get(place).copied().unwrap_or_default()
}

/// The nodes in an order in which most links lead on; a circle is broken where least is lost.
fn sequence(count: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut coming = vec![BTreeSet::new(); count];
    let mut leaving = vec![BTreeSet::new(); count];
    for (from, to) in links.iter().filter(|(from, to)| from != to) {
        if let (Some(leaving), Some(coming)) = (leaving.get_mut(*from), coming.get_mut(*to)) {
            leaving.insert(*to);
            coming.insert(*from);
        }
    }
    let mut left: BTreeSet<usize> = (0..count).collect();
    let mut ready: BTreeSet<usize> =
        left.iter().copied().filter(|node| coming.get(*node).is_some_and(BTreeSet::is_empty)).collect();
    let mut sequence = Vec::with_capacity(count);
    while !left.is_empty() {
        let size = |sets: &[BTreeSet<usize>], node: &usize| sets.get(*node).map_or(0, BTreeSet::len);
        let next = ready.pop_first().or_else(|| {
            left.iter()
                .copied()
                .max_by_key(|node| (size(&leaving, node) + count - size(&coming, node).min(count), std::cmp::Reverse(*node)))
        });
        let Some(node) = next else { break };
        left.remove(&node);
        sequence.push(node);
        for to in leaving.get(node).cloned().unwrap_or_default() {
            let Some(others) = coming.get_mut(to) else { continue };
            others.remove(&node);
            if others.is_empty() && left.contains(&to) {
                ready.insert(to);
            }
        }
    }
    sequence
}

/// The column of each node: behind all that lead to it, and as near to what it leads to as that allows.
fn columns(cards: &[Card], links: &[(usize, usize)]) -> Vec<usize> {
    let sequence = sequence(cards.len(), links);
    let mut rank = vec![0_usize; cards.len()];
    sequence.iter().enumerate().for_each(|(place, node)| {
        if let Some(rank) = rank.get_mut(*node) {
            *rank = place;
        }
    });
    let onward: Vec<(usize, usize)> = links
        .iter()
        .filter(|(from, to)| from != to)
        .map(|(from, to)| if at(&rank, *from) < at(&rank, *to) { (*from, *to) } else { (*to, *from) })
        .collect();
    let mut behind: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut before: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in &onward {
        behind.entry(*from).or_default().push(*to);
        before.entry(*to).or_default().push(*from);
    }
    let mut column = vec![0_usize; cards.len()];
    for node in &sequence {
        let after = at(&column, *node) + 1;
        for to in behind.get(node).into_iter().flatten() {
            if let Some(column) = column.get_mut(*to) {
                *column = after.max(*column);
            }
        }
    }
    let most = column.iter().copied().max().unwrap_or_default();
    for (node, card) in cards.iter().enumerate() {
        if let Some(column) =
            column.get_mut(node).filter(|_| card.last && !behind.contains_key(&node) && before.contains_key(&node))
        {
            *column = most;
        }
    }
    // What nothing leads to stands beside the nearest that it leads to.
    for node in sequence.iter().rev().filter(|node| !before.contains_key(node)) {
        let nearest = behind.get(node).into_iter().flatten().map(|to| at(&column, *to)).min();
        if let (Some(nearest), Some(column)) = (nearest, column.get_mut(*node)) {
            *column = nearest.saturating_sub(1);
        }
    }
    column
}

/// Nodes and lines in the making.
struct Drawing {
    items: Vec<Item>,
    /// The items of each column, from the top.
    columns: Vec<Vec<usize>>,
    /// For each link, the items that it runs through, from the left to the right, and whether it runs the other way.
    paths: Vec<(Vec<usize>, bool)>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Drawing {
    fn new(cards: &[Card], links: &[(usize, usize)], columns: &[usize]) -> Self {
        let count = columns.iter().copied().max().map_or(0, |most| most + 1);
        let mut drawing =
            Self { items: Vec::new(), columns: vec![Vec::new(); count], paths: Vec::new(), left: Vec::new(), right: Vec::new() };
        for (card, column) in cards.iter().zip(columns) {
            drawing.add(Item { column: *column, width: card.width, height: card.height, y: 0.0, passes: false });
        }
        for (from, to) in links {
            let (one, other) = (at(columns, *from), at(columns, *to));
            let back = one > other;
            let (start, end) = if back { (*to, *from) } else { (*from, *to) };
            let mut path = vec![start];
            for column in one.min(other) + 1..one.max(other) {
                path.push(drawing.add(Item { column, width: 0.0, height: 0.0, y: 0.0, passes: true }));
            }
            path.push(end);
            for pair in path.windows(2) {
                let [one, other] = pair else { continue };
                if let Some(right) = drawing.right.get_mut(*one) {
                    right.push(*other);
                }
                if let Some(left) = drawing.left.get_mut(*other) {
                    left.push(*one);
                }
            }
            drawing.paths.push((path, back));
        }
        drawing
    }

    fn add(&mut self, item: Item) -> usize {
        let place = self.items.len();
        if let Some(column) = self.columns.get_mut(item.column) {
            column.push(place);
        }
        self.items.push(item);
        self.left.push(Vec::new());
        self.right.push(Vec::new());
        place
    }

    fn neighbours(&self, item: usize, to_left: bool) -> &[usize] {
        let sides = if to_left { &self.left } else { &self.right };
        sides.get(item).map_or(&[], Vec::as_slice)
    }

    /// Orders each column by the middle of its neighbours, to and fro, and keeps the order with the fewest crossings.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let to_left = sweep % 2 == 0;
            let count = self.columns.len();
            for step in 1..count {
                let column = if to_left { step } else { count - 1 - step };
                self.order_column(column, to_left);
            }
            self.exchange();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.items.len()];
        for (place, item) in self.columns.iter().flat_map(|column| column.iter().enumerate()) {
            if let Some(slot) = places.get_mut(*item) {
                *slot = place;
            }
        }
        places
    }

    fn order_column(&mut self, column: usize, to_left: bool) {
        let places = self.places();
        let Some(items) = self.columns.get(column) else { return };
        let middle = |item: usize| {
            let neighbours = self.neighbours(item, to_left);
            match neighbours.len() {
                0 => to_f64(at(&places, item)),
                count => neighbours.iter().map(|other| to_f64(at(&places, *other))).sum::<f64>() / to_f64(count),
            }
        };
        let mut keyed: Vec<(f64, usize)> = items.iter().map(|item| (middle(*item), *item)).collect();
        keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
        if let Some(items) = self.columns.get_mut(column) {
            *items = keyed.into_iter().map(|(_, item)| item).collect();
        }
    }

    /// Exchanges neighbours of a column wherever that takes crossings away.
    fn exchange(&mut self) {
        for column in 0..self.columns.len() {
            let count = self.columns.get(column).map_or(0, Vec::len);
            if count > EXCHANGED {
                continue;
            }
            for upper in 0..count.saturating_sub(1) {
                let places = self.places();
                let Some(&[one, other]) = self.columns.get(column).and_then(|items| items.get(upper..upper + 2)) else {
                    continue;
                };
                let between = |one: usize, other: usize| {
                    [true, false]
                        .iter()
                        .map(|side| crossed(self.neighbours(one, *side), self.neighbours(other, *side), &places))
                        .sum::<usize>()
                };
                if between(other, one) < between(one, other)
                    && let Some(items) = self.columns.get_mut(column)
                {
                    items.swap(upper, upper + 1);
                }
            }
        }
    }

    fn crossings(&self) -> usize {
        let places = self.places();
        let of_column = |items: &Vec<usize>| {
            let mut ends: Vec<(usize, usize)> = Vec::new();
            for item in items {
                ends.extend(self.neighbours(*item, false).iter().map(|other| (at(&places, *item), at(&places, *other))));
            }
            ends.sort_unstable();
            inversions(&mut ends.into_iter().map(|(_, end)| end).collect::<Vec<_>>())
        };
        self.columns.iter().map(of_column).sum()
    }

    /// Gives each item its height: as near to its neighbours as the order and the room allow.
    fn rows(&mut self) {
        for column in 0..self.columns.len() {
            let wanted = vec![0.0; self.columns.get(column).map_or(0, Vec::len)];
            self.settle(column, &wanted);
        }
        for sweep in 0..SWEEPS {
            let to_left = sweep % 2 == 0;
            let count = self.columns.len();
            for step in 0..count {
                let column = if to_left { step } else { count - 1 - step };
                let Some(items) = self.columns.get(column) else { continue };
                let wanted: Vec<f64> = items.iter().map(|item| self.wanted(*item, to_left, sweep + 2 >= SWEEPS)).collect();
                self.settle(column, &wanted);
            }
        }
    }

    /// Where an item would stand without others: in the middle of its neighbours, of both sides at the end.
    fn wanted(&self, item: usize, to_left: bool, both: bool) -> f64 {
        let own = self.items.get(item).copied().unwrap_or_default();
        let sides: &[bool] = if both { &[true, false] } else { std::slice::from_ref(if to_left { &true } else { &false }) };
        let mut sum = (0.0, 0.0);
        for other in sides.iter().flat_map(|side| self.neighbours(item, *side)) {
            let other = self.items.get(*other).copied().unwrap_or_default();
            let weight = if own.passes && other.passes { 4.0 } else { 1.0 };
            sum = (sum.0 + other.y * weight, sum.1 + weight);
        }
        if sum.1 > 0.0 { sum.0 / sum.1 } else { own.y }
    }

    /// Places the items of a column as near to where they want to be as their order and the room between them allow.
    fn settle(&mut self, column: usize, wanted: &[f64]) {
        let Some(items) = self.columns.get(column).cloned() else { return };
        let mut offsets = Vec::with_capacity(items.len());
        let mut offset = 0.0;
        let mut above: Option<Item> = None;
        for item in &items {
            let item = self.items.get(*item).copied().unwrap_or_default();
            if let Some(above) = above {
                let gap = if above.passes || item.passes { LINE_GAP } else { ROW_GAP };
                offset += above.height / 2.0 + gap + item.height / 2.0;
            }
            offsets.push(offset);
            above = Some(item);
        }
        let free: Vec<f64> = wanted.iter().zip(&offsets).map(|(wanted, offset)| wanted - offset).collect();
        for ((item, free), offset) in items.iter().zip(rising(&free)).zip(&offsets) {
            if let Some(item) = self.items.get_mut(*item) {
                item.y = free + offset;
            }
        }
    }

    fn finish(self, nodes: usize) -> Layout {
        let top = self.items.iter().map(|item| item.y - item.height / 2.0).fold(f64::INFINITY, f64::min);
        let bottom = self.items.iter().map(|item| item.y + item.height / 2.0).fold(f64::NEG_INFINITY, f64::max);
        if self.items.is_empty() {
            return Layout::default();
        }
        let mut starts = Vec::with_capacity(self.columns.len());
        let mut widths = Vec::with_capacity(self.columns.len());
        let mut x = 0.0;
        for column in &self.columns {
            let width = column.iter().filter_map(|item| self.items.get(*item)).map(|item| item.width).fold(0.0, f64::max);
            starts.push(x);
            widths.push(width);
            x += width + COLUMN_GAP;
        }
        let placed = |item: &Item| Placed {
            x: at(&starts, item.column),
            y: item.y - item.height / 2.0 - top,
            width: at(&widths, item.column),
            height: item.height,
        };
        let placed: Vec<Placed> = self.items.iter().map(placed).collect();
        let lines = self.lines(&placed);
        let nodes = placed.into_iter().take(nodes).collect();
        Layout { nodes, lines, width: x - COLUMN_GAP, height: bottom - top }
    }

    /// The points of each link. Where several meet at a node, they stand below each other in the order in which they come.
    fn lines(&self, placed: &[Placed]) -> Vec<Vec<Point>> {
        let middle = |item: usize| at(placed, item).y + at(placed, item).height / 2.0;
        let mut doors: BTreeMap<(usize, bool), Vec<(f64, usize)>> = BTreeMap::new();
        for (link, (path, _)) in self.paths.iter().enumerate() {
            if let [first, second, ..] = path.as_slice() {
                doors.entry((*first, false)).or_default().push((middle(*second), link));
            }
            if let [.., before, last] = path.as_slice() {
                doors.entry((*last, true)).or_default().push((middle(*before), link));
            }
        }
        let mut ends: BTreeMap<(usize, bool), f64> = BTreeMap::new();
        for ((item, is_left), mut links) in doors {
            links.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            let gaps = to_f64(links.len().saturating_sub(1));
            let gap = if gaps > 0.0 { PORT_GAP.min((at(placed, item).height - 16.0) / gaps) } else { 0.0 };
            for (place, (_, link)) in links.into_iter().enumerate() {
                ends.insert((link, is_left), middle(item) + (to_f64(place) - gaps / 2.0) * gap);
            }
        }
        let line = |(link, (path, back)): (usize, &(Vec<usize>, bool))| {
            let mut points = Vec::new();
            for (step, item) in path.iter().enumerate() {
                let box_of = at(placed, *item);
                if step == 0 {
                    points.push((box_of.x + box_of.width, ends.get(&(link, false)).copied().unwrap_or(middle(*item))));
                } else if step + 1 == path.len() {
                    points.push((box_of.x, ends.get(&(link, true)).copied().unwrap_or(middle(*item))));
                } else {
                    points.extend([(box_of.x, middle(*item)), (box_of.x + box_of.width, middle(*item))]);
                }
            }
            if *back {
                points.reverse();
            }
            points
        };
        self.paths.iter().enumerate().map(line).collect()
    }
}

/// How many lines to the neighbours of one item cross those of another below it.
fn crossed(upper: &[usize], lower: &[usize], places: &[usize]) -> usize {
    upper.iter().map(|one| lower.iter().filter(|other| at(places, **other) < at(places, *one)).count()).sum()
}

/// How many pairs stand in the wrong order, by sorting them.
fn inversions(list: &mut Vec<usize>) -> usize {
    if list.len() < 2 {
        return 0;
    }
    let mut right = list.split_off(list.len() / 2);
    let mut count = inversions(list) + inversions(&mut right);
    let mut merged = Vec::with_capacity(list.len() + right.len());
    let (mut one, mut other) = (list.iter().peekable(), right.iter().peekable());
    loop {
        match (one.peek(), other.peek()) {
            (Some(left), Some(right)) if left > right => {
                count += one.len();
                merged.extend(other.next());
            }
            (Some(_), _) => merged.extend(one.next()),
            (None, Some(_)) => merged.extend(other.next()),
            (None, None) => break,
        }
    }
    *list = merged;
    count
}

/// The rising values nearest to these: neighbours that would fall meet in their middle.
fn rising(values: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for value in values {
        let mut block = (*value, 1_usize);
        while let Some((mean, count)) = blocks.last().copied().filter(|(mean, _)| *mean > block.0) {
            blocks.pop();
            let all = count + block.1;
            block = ((mean * to_f64(count) + block.0 * to_f64(block.1)) / to_f64(all), all);
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean, count)).collect()
}

fn to_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(count: usize) -> Vec<Card> {
        vec![Card { width: 100.0, height: 40.0, last: false }; count]
    }

    #[test]
    fn a_line_leads_to_the_right_and_a_circle_is_drawn_all_the_same() {
        let Layout { nodes, lines, .. } = layout(&cards(3), &[(0, 1), (1, 2), (2, 0)]);
        assert!(nodes[0].x < nodes[1].x && nodes[1].x < nodes[2].x);
        assert!(lines.iter().all(|line| line.len() >= 2));
        // The one that closes the circle leads back.
        assert!(lines[2].first() > lines[2].last());
    }

    #[test]
    fn nodes_never_overlap_and_crossings_that_can_be_avoided_are() {
        let links = [(0, 5), (1, 4), (2, 3), (0, 3)];
        let Layout { nodes, .. } = layout(&cards(6), &links);
        for (place, one) in nodes.iter().enumerate() {
            for other in nodes.iter().skip(place + 1) {
                let apart = (one.x - other.x).abs() > 99.0 || (one.y - other.y).abs() >= 40.0;
                assert!(apart, "{one:?} {other:?}");
            }
        }
        assert_eq!((nodes[0].y < nodes[1].y), (nodes[5].y < nodes[4].y));
    }

    #[test]
    fn rising_values_are_the_nearest() {
        assert_eq!(rising(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
    }

    #[test]
    fn pairs_in_the_wrong_order_are_counted() {
        assert_eq!(inversions(&mut vec![3, 1, 2, 0]), 5);
    }

    #[test]
    fn nothing_is_placed_nowhere() {
        assert!(layout(&[], &[]).nodes.is_empty());
    }
}
