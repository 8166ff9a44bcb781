//! The name of a place in the merged manifest, as `explain` and the ledger write it.

use std::fmt;

/// A path through the merged manifest: `services.api.env.LOG_LEVEL`. A key that is no plain word is quoted.
///
/// Its segments lie in one text, each behind a mark that no segment holds, so that paths are in the order of their segments.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(Box<str>);

/// What stands before each segment.
const MARK: char = '\0';

impl FieldPath {
    /// The path of these segments.
    pub fn new<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Self {
        let mut text = String::new();
        segments.into_iter().for_each(|segment| push(&mut text, segment.as_ref()));
        Self(text.into())
    }

    /// The path of something inside.
    #[must_use]
    pub fn join(&self, segment: impl AsRef<str>) -> Self {
        let segment = segment.as_ref();
        let mut text = String::with_capacity(self.0.len() + MARK.len_utf8() + segment.len());
        text.push_str(&self.0);
        push(&mut text, segment);
        Self(text.into())
    }

    /// What holds it; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (outer, _) = self.0.rsplit_once(MARK)?;
        Some(Self(outer.into()))
    }

    /// Its segments, from the root.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split(MARK).skip(1)
    }

    /// The last of its segments; `None` at the root.
    pub fn last(&self) -> Option<&str> {
        self.0.rsplit_once(MARK).map(|(_, last)| last)
    }

    /// Whether it is the other one, or something inside of it.
    pub fn is_within(&self, outer: &Self) -> bool {
        self.0.strip_prefix(&*outer.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(MARK))
    }

    /// Reads what `Display` writes; `None` where a quote is not closed or a segment is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let mut path = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (segment, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => rest.find('.').map_or((rest, ""), |dot| rest.split_at(dot)),
            };
            if segment.is_empty() {
                return None;
            }
            push(&mut path, segment);
            rest = match after.strip_prefix('.') {
                Some("") => return None,
                Some(inner) => inner,
                None if after.is_empty() => after,
                None => return None,
            };
        }
        Some(Self(path.into()))
    }
}

/// Adds a segment; one that holds the mark, as no target takes it, is named with a sign in the mark's stead.
fn push(path: &mut String, segment: &str) {
    path.push(MARK);
    if segment.contains(MARK) {
        path.push_str(&segment.replace(MARK, "\u{fffd}"));
    } else {
        path.push_str(segment);
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            if segment.contains(['.', '/', ' ', '"']) {
                write!(f, "{dot}\"{segment}\"")?;
            } else {
                write!(f, "{dot}{segment}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldPath({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_what_it_writes() {
        let path = FieldPath::new(["services", "api", "configs", "/etc/api.toml", "mode"]);
        assert_eq!(path.to_string(), r#"services.api.configs."/etc/api.toml".mode"#);
        assert_eq!(FieldPath::parse(&path.to_string()), Some(path));
    }

    #[test]
    fn paths_are_in_the_order_of_their_segments() {
        let mut paths = [FieldPath::new(["a-b"]), FieldPath::new(["a", "z"]), FieldPath::new(["a"]), FieldPath::default()];
        paths.sort();
        assert_eq!(paths.map(|path| path.to_string()), ["", "a", "a.z", "a-b"]);
    }

    #[test]
    fn what_is_within_begins_with_whole_segments() {
        let path = FieldPath::new(["services", "api", "env"]);
        assert!(path.is_within(&path) && path.is_within(&FieldPath::default()));
        assert!(path.parent().is_some_and(|outer| path.is_within(&outer) && !outer.is_within(&path)));
        assert!(!path.is_within(&FieldPath::new(["services", "ap"])));
        assert_eq!((path.last(), FieldPath::default().parent()), (Some("env"), None));
    }

    #[test]
    fn a_segment_stays_one_whatever_it_holds() {
        for segment in ["", "a\0b", "a.b", "ä/ö"] {
            assert_eq!(FieldPath::new(["env", segment]).segments().count(), 2, "{segment:?}");
            assert_eq!(FieldPath::new(["env", segment]).parent(), Some(FieldPath::new(["env"])), "{segment:?}");
        }
    }

    #[test]
    fn a_broken_path_is_none() {
        assert_eq!(FieldPath::parse("services..api"), None);
        assert_eq!(FieldPath::parse("services.\"api"), None);
        assert_eq!(FieldPath::parse("services."), None);
    }
}
