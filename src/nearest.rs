//! The nearest right name where a name is unknown.

/// The known name that is nearest to one that is not; `None` where none is near.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = name.chars().count().div_ceil(3);
    let known: Vec<&'k str> = known.into_iter().collect();
    let graded = known.iter().filter_map(|candidate| {
        let steps = distance(&name.to_lowercase(), &candidate.to_lowercase(), most)?;
        Some((steps, *candidate))
    });
    graded.min_by_key(|(steps, _)| *steps).map(|(_, candidate)| candidate).or_else(|| only_longer(name, &known))
}

/// The only known name that begins with this one, or has it as a word: `production` for `prod`, `pod.namespace` for `namespace`.
fn only_longer<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    const SHORTEST: usize = 4;
    let name = name.to_lowercase();
    let mut longer = known.iter().filter(|candidate| {
        let candidate = candidate.to_lowercase();
        candidate.starts_with(&name) || candidate.split(['.', '-']).any(|word| word == name)
    });
    longer.next().copied().filter(|_| longer.next().is_none() && name.len() >= SHORTEST)
}

/// How many letters are added, dropped, changed or swapped with their neighbour; `None` where more than `most`.
fn distance(from: &str, to: &str, most: usize) -> Option<usize> {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    if from.len().abs_diff(to.len()) > most {
        return None;
    }
    let mut older: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let change = at(&before, column) + usize::from(letter != other);
            let mut least = change.min(at(&before, column + 1) + 1).min(at(&now, column) + 1);
            let swapped = column > 0 && row > 0 && to.get(column - 1) == Some(letter) && from.get(row - 1) == Some(other);
            if swapped {
                least = least.min(at(&older, column - 1) + 1);
            }
            now.push(least);
        }
        older = std::mem::replace(&mut before, now);
    }
    before.last().copied().filter(|steps| *steps <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant() {
        let known = ["memory", "cpu", "order-api", "ready"];
        for (name, meant) in
            [("memroy", "memory"), ("order-ap", "order-api"), ("raedy", "ready"), ("CPU", "cpu"), ("ordr_api", "order-api")]
        {
            assert_eq!(nearest(name, known), Some(meant), "{name}");
        }
        assert_eq!(nearest("database", known), None);
        assert_eq!(nearest("x", known), None);
    }

    #[test]
    fn a_part_of_one_name_finds_it_and_a_part_of_two_finds_none() {
        let known = ["production", "staging", "pod.namespace", "pod.name", "node.name"];
        assert_eq!(nearest("prod", known), Some("production"));
        assert_eq!(nearest("namespace", known), Some("pod.namespace"));
        assert_eq!(nearest("name", known), None);
        assert_eq!(nearest("sta", known), None);
    }
}
