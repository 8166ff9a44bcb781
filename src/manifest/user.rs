//! Who the process is.

use super::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The user of the process: `user 999 group=999`; 10001 by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["id"]}))]
pub struct User {
    /// The user's number.
    pub id: UserId,
    /// The group's number.
    /// Default: the user's.
    pub group: Option<UserId>,
    /// The group that owns the files of volumes.
    /// Default: the group.
    pub fs_group: Option<UserId>,
}
