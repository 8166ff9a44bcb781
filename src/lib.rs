//! Landfall: one manifest becomes what each environment runs.
//!
//! The modules stand in the order of the pipeline; each uses only those before it.

pub mod source;
pub mod path;
pub mod checksum;
pub mod nearest;
pub mod date;
pub mod suspicion;
pub mod diagnostic;
pub mod kdl;
pub mod yaml;
pub mod shape;
pub mod text;
pub mod manifest;
pub mod tree;
pub mod catalogue;
pub mod overlay;
pub mod plan;
pub mod facts;
pub mod graph;
pub mod artifact;
pub mod policy;
pub mod ledger;
pub mod template;
pub mod targets;
pub mod reference;
pub mod secrets;
pub mod output;
pub mod compile;
pub mod causes;
pub mod explain;
pub mod diff;
pub mod schema;
pub mod import;
pub mod project;
pub mod cli;
