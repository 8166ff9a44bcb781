//! Who a workload is, and what it may do in the API.

use super::*;
use crate::plan::{Identity, KubeAccess, Reach};

fn right(verbs: &[&str], group: &str, resource: &str, reach: Reach) -> KubeAccess {
    KubeAccess {
        path: FieldPath::new(["services", "api", "kube-access", "allow", "0"]),
        verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
        group: group.into(),
        resource: resource.into(),
        name: None,
        reach,
    }
}

fn with(change: impl FnOnce(&mut Plan)) -> (Artifacts, Notes) {
    let mut plan = sample::plan(vec![sample::service("api"), sample::service("web")]);
    change(&mut plan);
    emitted(plan)
}

#[test]
fn a_cloud_s_identity_stands_at_the_service_account_and_its_pods() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let (artifacts, _) = with(|plan| {
        plan.workloads[0].identity = Identity {
            annotations: vec![pair("azure.workload.identity/client-id", "1")],
            labels: vec![pair("azure.workload.identity/use", "true")],
        };
    });
    let account = object(&artifacts, "base/api/service-account.yaml");
    assert_eq!(at(&account, "/metadata/annotations/azure.workload.identity~1client-id"), "1");
    assert_eq!(at(&account, "/automountServiceAccountToken"), false);
    let deployment = object(&artifacts, "app/api/deployment.yaml");
    let label = "labels/azure.workload.identity~1use";
    assert_eq!(at(&deployment, &format!("/spec/template/metadata/{label}")), "true");
    assert_eq!(at(&deployment, &format!("/spec/selector/matchLabels/{label}")), &Value::Null);
    assert_eq!(at(&deployment, "/spec/template/spec/automountServiceAccountToken"), false);
    assert!(
        !String::from_utf8_lossy(&artifacts.get("app/api/deployment.yaml").unwrap().content).contains("serviceAccountToken:")
    );
}

#[test]
fn rights_are_a_role_in_each_place_bound_to_the_workload_alone() {
    let (artifacts, notes) = with(|plan| {
        let mut leases = right(&["get", "update"], "coordination.k8s.io", "leases", Reach::Own);
        leases.name = Some("leader".into());
        plan.workloads[0].access = vec![
            right(&["get", "list"], "", "pods", Reach::Own),
            leases,
            right(&["create"], "batch", "jobs", Reach::Namespace("batch".into())),
            right(&["delete"], "batch", "jobs", Reach::Namespace("night".into())),
            right(&["get"], "", "nodes", Reach::Cluster),
        ];
    });
    let role = object(&artifacts, "base/api/role.yaml");
    assert_eq!(
        at(&role, "/rules"),
        &json!([
            {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
            {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "resourceNames": ["leader"], "verbs": ["get", "update"]},
        ])
    );
    let binding = object(&artifacts, "base/api/role-binding.yaml");
    assert_eq!(at(&binding, "/subjects"), &json!([{"kind": "ServiceAccount", "name": "api", "namespace": "shop"}]));
    let elsewhere = object(&artifacts, "base/api/role-binding-batch.yaml");
    assert_eq!((at(&elsewhere, "/metadata/namespace"), at(&elsewhere, "/metadata/name")), (&json!("batch"), &json!("shop-api")));
    assert_eq!(at(&elsewhere, "/subjects/0/namespace"), "shop");
    let cluster = object(&artifacts, "base/api/cluster-role-binding.yaml");
    assert_eq!((at(&cluster, "/roleRef/name"), at(&cluster, "/metadata/namespace")), (&json!("shop-api"), &Value::Null));
    assert!(artifacts.get("base/web/role.yaml").is_none());
    assert_eq!(noted(&notes, is_refused), Vec::<String>::new());
    assert_eq!(noted(&notes, is_weakened), ["services.api.kube-access"]);
}

#[test]
fn a_token_that_ends_is_mounted_where_rights_are_and_nowhere_else() {
    let (artifacts, _) = with(|plan| plan.workloads[0].access = vec![right(&["get"], "", "pods", Reach::Own)]);
    let pod = at(&object(&artifacts, "app/api/deployment.yaml"), "/spec/template/spec").clone();
    assert_eq!(at(&pod, "/automountServiceAccountToken"), false);
    let mount = json!({"name": "kube-access", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true});
    assert!(at(&pod, "/containers/0/volumeMounts").as_array().unwrap().contains(&mount));
    let volume = at(&pod, "/volumes").as_array().unwrap().iter().find(|volume| volume["name"] == "kube-access").unwrap();
    assert_eq!(at(volume, "/projected/sources/0/serviceAccountToken"), &json!({"path": "token", "expirationSeconds": 3600}));
    let other = String::from_utf8_lossy(&artifacts.get("app/web/deployment.yaml").unwrap().content).into_owned();
    assert!(!other.contains("kube-access"), "{other}");
}

#[test]
fn the_way_to_the_api_is_open_as_far_as_its_address_is_known() {
    let way = |plan: &mut Plan| {
        plan.workloads[0].access = vec![right(&["get"], "", "pods", Reach::Own)];
        plan.workloads[0].egress = vec![Egress { to: Destination::ApiServer, port: None }];
    };
    let ports = json!([{"protocol": "TCP", "port": 443}, {"protocol": "TCP", "port": 6443}]);
    let policy = |artifacts: &Artifacts| at(&object(artifacts, "base/api/network-policy.yaml"), "/spec/egress/2").clone();
    let (known, notes) = with(|plan| {
        way(plan);
        plan.platform.api_server = vec!["10.40.0.2/32".into()];
    });
    assert_eq!(policy(&known), json!({"to": [{"ipBlock": {"cidr": "10.40.0.2/32"}}], "ports": ports}));
    assert_eq!(noted(&notes, is_weakened), Vec::<String>::new());
    let (unknown, _) = with(way);
    assert_eq!(at(&policy(&unknown), "/to/0/ipBlock/cidr"), "0.0.0.0/0");
    assert_eq!(at(&policy(&unknown), "/ports"), &ports);
}
