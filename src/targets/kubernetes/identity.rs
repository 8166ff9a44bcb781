//! The identity of a workload: a service account of its own, without a token.

use super::{objects::Objects, phase::Phase};
use crate::plan::Workload;
use k8s_openapi::api::core::v1::ServiceAccount;

pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let metadata = objects.scene.metadata(workload, &workload.name);
    let account = ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() };
    objects.add(Phase::Base, format!("{}/service-account", workload.name), account);
}
