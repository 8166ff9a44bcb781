//! Values of secrets: read from a `.env` file, and never written but to standard output.

mod dotenv;
mod objects;

pub use dotenv::{Mistake, Values, assignments, read};
pub use objects::objects;
