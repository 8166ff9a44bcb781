//! The script of the docker target on a real engine, and before its judge.

mod catalogue;
mod engine;
mod judge;
mod script;
