//! The Compose target on a real engine.

mod engine;
mod proxy;
