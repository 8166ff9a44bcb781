//! What went wrong with a file of the output.

use std::{fmt, io};

/// A file that could not be read or written, or must not be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Its path, relative to the environment's folder.
    pub path: String,
    /// What went wrong.
    pub trouble: Trouble,
}

/// What went wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The system's own words, behind what was tried.
    System {
        /// What was tried, as in `read`.
        tried: &'static str,
        /// The system's words.
        words: String,
    },
    /// It, or a folder that it lies in, is a symbolic link.
    Link,
    /// The lock is not one.
    BrokenLock(String),
    /// The lock was written by a compiler that is newer than this one; its version.
    NewerLock(String),
    /// It was written by the compiler, and changed by somebody since.
    Changed,
    /// It is in the way, and was not written by the compiler.
    Foreign,
}

impl Failure {
    /// An error of the system.
    pub(super) fn system(path: impl Into<String>, tried: &'static str, error: &io::Error) -> Self {
        Self { path: path.into(), trouble: Trouble::System { tried, words: error.to_string() } }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System { tried, words } => write!(f, "cannot {tried} it: {words}"),
            Self::Link => f.write_str("it is a symbolic link, and nothing is written through one"),
            Self::BrokenLock(words) => write!(f, "it is no lock that can be read: {words}"),
            Self::NewerLock(version) => write!(f, "it was written by landfall {version}, which is newer than this one"),
            Self::Changed => f.write_str("it was changed by hand since it was written"),
            Self::Foreign => f.write_str("it is in the way, and landfall did not write it"),
        }
    }
}
