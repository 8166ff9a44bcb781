//! Differences that have a name: lines `± FACT  # REASON`.
//!
//! `*` stands for any text, and then the reason says of how many facts: `+ *-mongo mount /tmp  # 21 times: …`. A difference belongs to the
//! first line that covers it.

use std::fmt::Write as _;

struct Named<'t> {
    fact: &'t str,
    times: usize,
}

impl<'t> Named<'t> {
    fn new(line: &'t str) -> Self {
        let (fact, reason) = line.split_once("  # ").unwrap_or_else(|| panic!("`{line}` has no reason"));
        let times = reason.split_once(" times: ").map_or(Some(1), |(times, _)| times.parse().ok());
        assert!(!reason.trim().is_empty(), "`{line}` has no reason");
        Self { fact, times: times.unwrap_or_else(|| panic!("`{line}` says how many times")) }
    }

    fn covers(&self, difference: &str) -> bool {
        let mut parts = self.fact.split('*');
        let Some(mut rest) = difference.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            let Some((_, behind)) = rest.split_once(part) else { return false };
            rest = behind;
        }
        rest.ends_with(last)
    }
}

/// What is wrong with the names of some differences: one without, and a name that stands for more or fewer than it says.
pub(super) fn complaints(of: &str, found: &[String], names: &str) -> String {
    let lines = names.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let named: Vec<Named> = lines.map(Named::new).collect();
    let mut seen = vec![0; named.len()];
    let mut complaints = String::new();
    for difference in found {
        match named.iter().position(|named| named.covers(difference)) {
            Some(index) => seen[index] += 1,
            None => writeln!(complaints, "{of}: a difference without a name: {difference}").unwrap(),
        }
    }
    for (named, seen) in named.iter().zip(seen).filter(|(named, seen)| named.times != *seen) {
        writeln!(complaints, "{of}: named {} times, and found {seen} times: {}", named.times, named.fact).unwrap();
    }
    complaints
}

#[test]
fn a_name_stands_for_as_many_differences_as_it_says() {
    let found = ["+ a mount /tmp", "+ b mount /tmp", "- b image x"].map(str::to_owned);
    assert_eq!(complaints("x", &found, "- b image x  # why\n+ * mount /tmp  # 2 times: why\n"), "");
    assert!(complaints("x", &found, "- b image x  # why\n+ * mount /tmp  # why\n").contains("named 1 times, and found 2 times"));
    assert!(complaints("x", &found, "+ * mount /tmp  # 2 times: why\n").contains("without a name: - b image x"));
    assert!(complaints("x", &found[..1], "+ a mount /tmp  # why\n- c *  # why\n").contains("found 0 times: - c *"));
}
