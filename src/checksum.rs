//! Checksums of outputs and configurations.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    })
}
