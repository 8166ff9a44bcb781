//! The stages within a process, one after the other on one core.
