//! The name of a place in the merged manifest, as `explain` and the ledger write it.

use std::{fmt, sync::Arc};

/// A path through the merged manifest: `services.api.env.LOG_LEVEL`. A key that is no plain word is quoted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(Vec<Arc<str>>);

impl FieldPath {
    /// The path of these segments.
    pub fn new<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Self {
        Self(segments.into_iter().map(|segment| Arc::from(segment.as_ref())).collect())
    }

    /// The path of something inside.
    #[must_use]
    pub fn join(&self, segment: impl AsRef<str>) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(Arc::from(segment.as_ref()));
        Self(segments)
    }

    /// What holds it; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, outer) = self.0.split_last()?;
        Some(Self(outer.to_vec()))
    }

    /// Its segments, from the root.
    pub fn segments(&self) -> &[Arc<str>] {
        &self.0
    }

    /// Reads what `Display` writes; `None` where a quote is not closed or a segment is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (segment, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => rest.find('.').map_or((rest, ""), |dot| rest.split_at(dot)),
            };
            if segment.is_empty() {
                return None;
            }
            segments.push(Arc::from(segment));
            rest = match after.strip_prefix('.') {
                Some("") => return None,
                Some(inner) => inner,
                None if after.is_empty() => after,
                None => return None,
            };
        }
        Some(Self(segments))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
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
    fn a_broken_path_is_none() {
        assert_eq!(FieldPath::parse("services..api"), None);
        assert_eq!(FieldPath::parse("services.\"api"), None);
        assert_eq!(FieldPath::parse("services."), None);
    }
}
