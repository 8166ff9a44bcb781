//! Explicit small subnets, so that many networks fit on a host.

use super::names;
use std::{collections::BTreeMap, net::Ipv4Addr};

/// A `/28` holds 13 containers beside its own address, the gateway's and the last one.
const SMALLEST: u32 = 28;
const NOT_FOR_CONTAINERS: u64 = 3;

/// A subnet for each network, given how many containers each has; `None` where the range is none of IPv4, or too small.
///
/// Where a network lies follows from its name, so that a new one moves no other unless the two would overlap.
pub(super) fn assign(range: &str, containers: &BTreeMap<&str, u64>) -> Option<BTreeMap<String, String>> {
    let (address, bits) = range.split_once('/')?;
    let bits: u32 = bits.parse().ok().filter(|bits| (1..=SMALLEST).contains(bits))?;
    let first = u32::from(address.parse::<Ipv4Addr>().ok()?) >> (32 - bits) << (32 - bits);
    let slots = 1_u64 << (SMALLEST - bits);
    let mut taken: Vec<(u64, u64)> = Vec::new();
    let mut subnets = BTreeMap::new();
    for (name, count) in containers {
        let size = (count + NOT_FOR_CONTAINERS).div_ceil(16).next_power_of_two();
        let places = slots / size;
        let wanted = u64::from_str_radix(&names::short(name.as_bytes(), 12), 16).ok()?.checked_rem(places)?;
        let free = |start: &u64| taken.iter().all(|(other, length)| start + size <= *other || other + length <= *start);
        let start = (0..places).map(|step| (wanted + step) % places * size).find(free)?;
        taken.push((start, size));
        let offset = u32::try_from(start * 16).ok()?;
        subnets.insert((*name).to_owned(), format!("{}/{}", Ipv4Addr::from(first + offset), SMALLEST - size.ilog2()));
    }
    Some(subnets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(subnet: &str) -> (u32, u32) {
        let (address, bits) = subnet.split_once('/').unwrap();
        let start = u32::from(address.parse::<Ipv4Addr>().unwrap());
        (start, start + (1 << (32 - bits.parse::<u32>().unwrap())))
    }

    #[test]
    fn subnets_lie_in_the_range_and_apart() {
        let names: Vec<String> = (0..40).map(|number| format!("a_b{number}")).collect();
        let containers = names.iter().enumerate().map(|(number, name)| (name.as_str(), number as u64)).collect();
        let subnets = assign("10.201.0.0/16", &containers).unwrap();
        let mut ranges: Vec<_> = subnets.values().map(|subnet| range(subnet)).collect();
        ranges.sort_unstable();
        let (start, end) = range("10.201.0.0/16");
        assert!(ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        assert!(ranges.iter().all(|(first, last)| start <= *first && *last <= end));
    }

    #[test]
    fn a_range_that_is_too_small_or_none_of_ipv4_gives_nothing() {
        let containers = BTreeMap::from([("a", 2), ("b", 2)]);
        assert_eq!(assign("10.0.0.0/28", &containers), None);
        assert_eq!(assign("fd00::/64", &containers), None);
        assert!(assign("10.0.0.0/27", &containers).is_some());
    }
}
