//! A project's folder in memory.

use landfall::source::{Files, Unreadable};
use std::collections::BTreeMap;

/// Texts by path.
pub(crate) struct Texts(BTreeMap<String, String>);

impl Texts {
    /// A folder with these files.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect())
    }
}

impl Files for Texts {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let below: Vec<String> = self.0.keys().filter(|path| path.starts_with(&format!("{folder}/"))).cloned().collect();
        (!below.is_empty()).then_some(below)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names = self.0.keys().filter_map(|path| path.strip_prefix(&inside));
        names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
    }
}
