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

/// What an object says of itself.
pub(super) trait Spec: Serialize {
    const GROUP: &'static str;
    const VERSION: &'static str;
    const API_VERSION: &'static str;
    const KIND: &'static str;
    const PLURAL: &'static str;
}

impl<S: Spec> Custom<S> {
    pub(super) fn new(metadata: ObjectMeta, spec: S) -> Self {
        Self { api_version: S::API_VERSION, kind: S::KIND, metadata, spec }
    }
}

impl<S: Spec> Resource for Custom<S> {
    const API_VERSION: &'static str = S::API_VERSION;
    const GROUP: &'static str = S::GROUP;
    const KIND: &'static str = S::KIND;
    const VERSION: &'static str = S::VERSION;
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
