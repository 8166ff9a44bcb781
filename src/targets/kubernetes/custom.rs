//! Custom resources: objects of operators.

use k8s_openapi::{Metadata, NamespaceResourceScope, Resource, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use serde::Serialize;

/// An object of an operator.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Custom<S> {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: S,
}

/// An operator's group of kinds, in one version of it.
pub(super) struct Api {
    pub(super) group: &'static str,
    version: &'static str,
    whole: &'static str,
}

impl Api {
    /// Of `keda.sh/v1alpha1`.
    pub(super) const fn new(whole: &'static str) -> Self {
        let (group, rest) = whole.split_at(before_slash(whole.as_bytes()));
        let (_, version) = rest.split_at(1);
        Self { group, version, whole }
    }
}

const fn before_slash(text: &[u8]) -> usize {
    match text {
        [] | [b'/', ..] => 0,
        [_, rest @ ..] => 1 + before_slash(rest),
    }
}

/// What an object says of itself.
pub(super) trait Spec: Serialize {
    const API: Api;
    const KIND: &'static str;
    const PLURAL: &'static str;
}

impl<S: Spec> Custom<S> {
    pub(super) fn new(metadata: ObjectMeta, spec: S) -> Self {
        Self { api_version: S::API.whole, kind: S::KIND, metadata, spec }
    }
}

impl<S: Spec> Resource for Custom<S> {
    const API_VERSION: &'static str = S::API.whole;
    const GROUP: &'static str = S::API.group;
    const KIND: &'static str = S::KIND;
    const VERSION: &'static str = S::API.version;
    const URL_PATH_SEGMENT: &'static str = S::PLURAL;
    type Scope = NamespaceResourceScope;
}

impl<S: Spec> Metadata for Custom<S> {
    type Ty = ObjectMeta;

    fn metadata(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn metadata_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}
