//! Who a workload is to clouds, and what it may do in the Kubernetes API.

use crate::path::FieldPath;

/// Who a workload is to clouds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Annotations of its service account.
    pub annotations: Vec<(String, String)>,
    /// Labels of its pods.
    pub labels: Vec<(String, String)>,
}

/// A right in the Kubernetes API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Where it is written.
    pub path: FieldPath,
    /// What may be done.
    pub verbs: Vec<String>,
    /// The group of the API; empty for its core.
    pub group: String,
    /// With what, as in `pods` or `pods/log`.
    pub resource: String,
    /// With the object of this name alone.
    pub name: Option<String>,
    /// Where.
    pub reach: Reach,
}

/// Where a right holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In the application's namespace.
    Own,
    /// In another namespace.
    Namespace(String),
    /// In all namespaces, or with what stands in none.
    Cluster,
}
