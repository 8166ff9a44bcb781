//! The texts of a run, the places in them, and changes to them.

use std::sync::Arc;

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file, `start` included and `end` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// The smallest range that holds both; `self` where `other` is in another file.
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
    }
}

/// A change to a source: the text that replaces what stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// One text of a run.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it is, relative to the project's folder, with `/` between names.
    pub path: String,
    /// What it says.
    pub text: Arc<str>,
}

/// A line and a column, both counted from one; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

/// All texts of a run. At most 4 GiB each.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Takes a text in and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { path: path.into(), text: text.into() });
        id
    }

    /// The file's path and text.
    pub fn file(&self, id: FileId) -> &SourceFile {
        self.files.get(id.0 as usize).expect("a FileId comes from the map that made it")
    }

    /// Every file, in the order in which it was added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }

    /// The text at a place; empty where the place is not on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The line and column at which a place begins.
    pub fn position(&self, span: Span) -> Position {
        let text = &self.file(span.file).text;
        let before = text.get(..span.start as usize).unwrap_or(text);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Position { line, column }
    }

    /// `path:line:column`, as compilers write it and editors read it.
    pub fn locate(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.file(span.file).path)
    }
}

/// Why a file of the project could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is none at that path.
    Missing,
    /// The path leads out of the project's folder.
    Outside,
    /// The system's own words.
    Failed(String),
}

impl Unreadable {
    /// The mistake, and what to do. `sought` is what should be there: `file`.
    pub fn told(&self, path: &str, sought: &str) -> (String, &'static str) {
        match self {
            Self::Missing => (format!("there is no {sought} `{path}`"), "a path is relative to the file that names it"),
            Self::Outside => {
                let help = "copy it into the project, so that who checks it out can compile it; a link does not bring it in";
                (format!("`{path}` lies outside of the project's folder"), help)
            }
            Self::Failed(why) => (format!("`{path}` cannot be read: {why}"), "see to its permissions"),
        }
    }
}

/// The project's folder, as the core sees it. Paths are relative to it, with `/` between names.
pub trait Files: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where there is no such file, it lies outside, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;

    /// The paths of all files below a folder, sorted; `None` where it is no folder.
    fn list(&self, folder: &str) -> Option<Vec<String>>;

    /// The names of the files that stand in a folder itself; none where that is not known.
    fn names(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let mut map = SourceMap::default();
        let file = map.add("landfall.kdl", "a\nüb c");
        assert_eq!(map.locate(Span::new(file, 4, 5)), "landfall.kdl:2:2");
        assert_eq!(map.slice(Span::new(file, 4, 5)), "b");
    }
}
