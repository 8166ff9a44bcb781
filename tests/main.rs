//! The tests that see Landfall from outside; one binary, a module a subject.

mod architecture;
mod kdl;
mod overlay;
