//! The reader of KDL: the official suite, agreement with another reader, and mistakes.

mod canonical;
mod suite;
