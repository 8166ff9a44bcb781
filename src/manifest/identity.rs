//! Who a workload is to clouds, and what it may do in the Kubernetes API.

use super::{Map, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who the workload is to a cloud, by its service account: `identity { aws role="arn:aws:iam::111122223333:role/shop-api"; }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Identity {
    /// A role of AWS.
    pub aws: Option<AwsIdentity>,
    /// A service account of Google Cloud.
    pub gcp: Option<GcpIdentity>,
    /// An identity of Azure.
    pub azure: Option<AzureIdentity>,
    /// Annotations of the service account.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
}

/// A role of AWS: `aws role="arn:aws:iam::111122223333:role/shop-api"`, or `aws "pod-identity"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["via?"], "name": "identity"}))]
pub struct AwsIdentity {
    /// How the role is taken.
    /// Default: `irsa`.
    pub via: Option<AwsWay>,
    /// The role's ARN, for `irsa`.
    /// Default: none; `irsa` wants one.
    pub role: Option<Template>,
}

/// How a role of AWS is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AwsWay {
    /// The service account names the role, and AWS trusts the cluster's tokens.
    #[default]
    Irsa,
    /// AWS associates the service account with a role, and an agent on the node hands out credentials.
    PodIdentity,
}

/// An account of Google Cloud: `gcp "shop-api@project.iam.gserviceaccount.com"`, or `gcp` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["service-account?"], "name": "identity"}))]
pub struct GcpIdentity {
    /// The service account that it acts as.
    /// Default: none: it is itself.
    pub service_account: Option<Template>,
}

/// An identity of Azure: `azure "11111111-2222-3333-4444-555555555555"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["client-id"], "name": "identity"}))]
pub struct AzureIdentity {
    /// The client's number.
    pub client_id: Template,
    /// The tenant's number.
    /// Default: the cluster's.
    pub tenant_id: Option<Template>,
}

/// What it may do in the Kubernetes API: `kube-access { allow "get" "list" resource="pods"; }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KubeAccess {
    /// What is allowed; nothing else is.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub allow: Vec<Allow>,
}

/// A right in the Kubernetes API: `allow "get" "watch" resource="configmaps" name="settings"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["verbs"], "name": "right"}))]
pub struct Allow {
    /// What may be done.
    pub verbs: Vec<String>,
    /// With what, in the plural and in lower case: `pods`, `pods/log`.
    pub resource: String,
    /// The group of the API that has it.
    /// Default: known of what is Kubernetes' own.
    pub group: Option<String>,
    /// With the object of this name alone.
    /// Default: all.
    pub name: Option<String>,
    /// In this namespace, `"*"` in all.
    /// Default: the application's.
    pub namespace: Option<String>,
}
