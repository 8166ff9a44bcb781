//! The reader of KDL: the official suite, agreement with another reader, and mistakes.

mod agreement;
mod canonical;
mod format;
mod mistakes;
mod mutation;
mod places;
mod robustness;
mod suite;
