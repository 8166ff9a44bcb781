//! Who reaches whom in one environment, as a graph: what comes in, what runs, what is used, and what is reached outside.

mod beyond;
mod build;
pub mod dot;
pub mod json;
mod layout;
mod measure;
pub mod mermaid;
pub mod svg;
pub mod text;

pub use build::graph;

/// Who reaches whom in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The application.
    pub application: String,
    /// The environment.
    pub environment: String,
    /// What it is compiled to.
    pub target: &'static str,
    /// What there is: those who come in, then what runs in the order in which it starts, then what is outside.
    pub nodes: Vec<Node>,
    /// Who reaches whom, and what waits for what, by the places of nodes; sorted.
    pub links: Vec<Link>,
}

/// Something that reaches or is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it is.
    pub sort: Sort,
    /// What a user calls that: `service`, `postgres`.
    pub word: String,
    /// More of it, a line each: how many run, when, where it is.
    pub notes: Vec<String>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Somebody who comes in from outside.
    Entrance,
    /// A workload that runs until it is stopped.
    Running,
    /// A job or a cron.
    Task,
    /// A backing service in a container.
    Backing,
    /// A backing service that somebody else runs.
    External,
    /// Something else outside.
    Beyond,
}

/// One reaches or waits for another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Who calls, or comes first.
    pub from: usize,
    /// Who is called, or comes after.
    pub to: usize,
    /// What the link says.
    pub bond: Bond,
    /// Where: ports, or an address.
    pub at: Vec<String>,
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bond {
    /// The first reaches the second.
    Reaches,
    /// The first ends before the second starts.
    Before,
    /// The first waits for the second, and reaches nothing of it.
    WaitsFor,
}

impl Sort {
    /// What programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entrance => "entrance",
            Self::Running => "running",
            Self::Task => "task",
            Self::Backing => "backing",
            Self::External => "external",
            Self::Beyond => "beyond",
        }
    }
}

impl Bond {
    /// What programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reaches => "reaches",
            Self::Before => "before",
            Self::WaitsFor => "waits-for",
        }
    }
}

impl Graph {
    /// The links that leave a node.
    fn leaving(&self, node: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.from == node)
    }

    /// The links that come to a node.
    fn coming(&self, node: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.to == node)
    }

    /// What it is a picture of.
    fn title(&self) -> String {
        format!("{} in {} ({})", self.application, self.environment, self.target)
    }
}
