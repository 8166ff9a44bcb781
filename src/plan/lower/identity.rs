//! Who a workload is to clouds: what its service account says, and the way to whoever hands out credentials.

use super::{draft::Draft, labels, scope::Subject};
use crate::{
    diagnostic::codes,
    manifest::{AwsIdentity, AwsWay, AzureIdentity, GcpIdentity, Template},
    path::FieldPath,
    plan::{Destination, Egress, Identity, Transport},
};

/// The agent of EKS on each node that hands out credentials.
const EKS_AGENT: [(&str, u16); 2] = [("169.254.170.23/32", 80), ("fd00:ec2::23/128", 80)];
/// The metadata server of GKE on each node: behind its usual address, and where Dataplane V2 sees it.
const GKE_METADATA: [(&str, u16); 2] = [("169.254.169.252/32", 988), ("169.254.169.254/32", 80)];

/// What its service account and its pods say.
pub(super) fn identity(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Identity {
    let Some(written) = &subject.body.identity else { return Identity::default() };
    let path = subject.path.join("identity");
    let mut identity = Identity::default();
    if let Some(aws) = &written.aws {
        identity.annotations.extend(role(draft, aws, &path.join("aws")));
    }
    if let Some(GcpIdentity { service_account: Some(account) }) = &written.gcp {
        let at = path.join("gcp").join("service-account");
        let of = Form {
            what: "a service account of Google Cloud",
            example: "shop-api@project.iam.gserviceaccount.com",
            fits: is_account,
        };
        identity
            .annotations
            .extend(checked(draft, account, &at, &of).map(|value| ("iam.gke.io/gcp-service-account", value)).map(owned));
    }
    if let Some(azure) = &written.azure {
        identity.annotations.extend(numbers(draft, azure, &path.join("azure")));
        identity.labels.push(owned(("azure.workload.identity/use", "true".to_owned())));
    }
    let at = path.join("annotations");
    for (key, value) in labels::annotations(draft, &written.annotations, &at) {
        if identity.annotations.iter().any(|(taken, _)| *taken == key) {
            let message = format!("the annotation `{key}` is set by what stands beside it");
            draft.report.error_at_name(&codes::IDENTITY, &at.join(&key), message, "leave it out");
        } else {
            identity.annotations.push((key, value));
        }
    }
    identity
}

/// The way to whoever hands out credentials, and to nobody else.
pub(super) fn egress(subject: &Subject<'_>) -> Vec<Egress> {
    let Some(written) = &subject.body.identity else { return Vec::new() };
    let way = |(range, port): (&str, u16)| Egress { to: Destination::Cidr(range.to_owned()), port: Some((Transport::Tcp, port)) };
    let token_service = || Egress { to: Destination::Internet, port: Some((Transport::Tcp, 443)) };
    let mut ways = Vec::new();
    match written.aws.as_ref().map(|aws| aws.via.unwrap_or_default()) {
        Some(AwsWay::Irsa) => ways.push(token_service()),
        Some(AwsWay::PodIdentity) => ways.extend(EKS_AGENT.map(way)),
        None => {}
    }
    if written.gcp.is_some() {
        ways.extend(GKE_METADATA.map(way));
    }
    if written.azure.is_some() {
        ways.push(token_service());
    }
    ways
}

fn role(draft: &mut Draft<'_, '_>, written: &AwsIdentity, path: &FieldPath) -> Option<(String, String)> {
    match (written.via.unwrap_or_default(), &written.role) {
        (AwsWay::Irsa, Some(role)) => {
            let of = Form { what: "the ARN of a role", example: "arn:aws:iam::111122223333:role/shop-api", fits: is_role };
            let value = checked(draft, role, &path.join("role"), &of)?;
            Some(owned(("eks.amazonaws.com/role-arn", value)))
        }
        (AwsWay::Irsa, None) => {
            let help = "name it: aws role=\"arn:aws:iam::111122223333:role/shop-api\"; or let AWS say it: aws \"pod-identity\"";
            draft.report.error_at_name(&codes::IDENTITY, path, "nothing says which role of AWS it has", help);
            None
        }
        (AwsWay::PodIdentity, Some(_)) => {
            let help = "leave `role` out: `aws eks create-pod-identity-association` names it, with the namespace and the workload as its service account";
            let message = "with Pod Identity the role is AWS' matter, and no annotation is read";
            draft.report.error(&codes::IDENTITY, &path.join("role"), message, help);
            None
        }
        (AwsWay::PodIdentity, None) => None,
    }
}

fn numbers(draft: &mut Draft<'_, '_>, written: &AzureIdentity, path: &FieldPath) -> Vec<(String, String)> {
    let of =
        Form { what: "the number of an identity of Azure", example: "11111111-2222-3333-4444-555555555555", fits: is_number };
    let client = checked(draft, &written.client_id, &path.join("client-id"), &of);
    let tenant = written.tenant_id.as_ref().and_then(|tenant| checked(draft, tenant, &path.join("tenant-id"), &of));
    let named = [("azure.workload.identity/client-id", client), ("azure.workload.identity/tenant-id", tenant)];
    named.into_iter().filter_map(|(name, value)| Some(owned((name, value?)))).collect()
}

/// The form of a name that a cloud gives.
struct Form {
    what: &'static str,
    example: &'static str,
    fits: fn(&str) -> bool,
}

fn checked(draft: &mut Draft<'_, '_>, written: &Template, path: &FieldPath, of: &Form) -> Option<String> {
    let unresolved = draft.unresolved;
    let value = draft.literal(written.as_str(), path, of.what);
    if draft.unresolved > unresolved {
        return None;
    }
    if !(of.fits)(&value) {
        let message = format!("`{value}` is not {}", of.what);
        draft.report.error(&codes::IDENTITY, path, message, format!("it looks like `{}`", of.example));
        return None;
    }
    Some(value)
}

fn is_role(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let digits = |account: &str| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), ["arn", partition, "iam", "", account, role]
        if partition.starts_with("aws") && digits(account) && role.strip_prefix("role/").is_some_and(|name| !name.is_empty()))
}

fn is_account(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.ends_with(".gserviceaccount.com"))
        && !text.contains(char::is_whitespace)
}

fn is_number(text: &str) -> bool {
    let hexadecimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.split('-').all(hexadecimal)
}

fn owned((name, value): (&str, String)) -> (String, String) {
    (name.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_forms_that_clouds_give_them() {
        assert!(is_role("arn:aws:iam::111122223333:role/team/shop-api") && is_role("arn:aws-cn:iam::111122223333:role/a"));
        assert!(!is_role("arn:aws:iam::1111:role/a") && !is_role("arn:aws:iam::111122223333:user/a") && !is_role("shop-api"));
        assert!(is_account("shop-api@project.iam.gserviceaccount.com") && !is_account("shop-api@example.com"));
        assert!(is_number("11111111-2222-3333-4444-55555555aBcD") && !is_number("11111111-2222-3333-4444") && !is_number("x"));
    }
}
