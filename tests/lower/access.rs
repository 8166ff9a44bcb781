//! Who a workload is to clouds, and what it may do in the Kubernetes API.

use super::lower_text;
use landfall::plan::{Destination, Plan, Reach};

fn web(body: &str) -> (Plan, Vec<String>) {
    let rest = "image \"w:1\"; port 8080; health \"/x\"; route \"shop.example.com\"; scale 2; resources cpu=\"1\" memory=\"1Gi\"";
    lower_text(&format!("app \"shop\"\nservice \"web\" {{ {rest}; {body} }}\n"), "production")
}

fn ways(body: &str) -> Vec<(String, Option<u16>)> {
    let (plan, messages) = web(body);
    assert!(!messages.iter().any(|message| message.starts_with("identity")), "{messages:?}");
    let egress = plan.workload("web").unwrap().egress.iter();
    let shown = |to: &Destination| match to {
        Destination::Internet => "internet".to_owned(),
        Destination::Cidr(range) => range.clone(),
        other => format!("{other:?}"),
    };
    egress.map(|egress| (shown(&egress.to), egress.port.map(|(_, port)| port))).collect()
}

#[test]
fn an_identity_opens_the_way_to_who_hands_out_credentials_and_no_other() {
    let way = |to: &str, port| (to.to_owned(), Some(port));
    assert_eq!(ways(""), []);
    assert_eq!(ways("identity { annotations { a \"b\"; }; }"), []);
    assert_eq!(ways("identity { aws role=\"arn:aws:iam::111122223333:role/a\"; }"), [way("internet", 443)]);
    assert_eq!(ways("identity { aws \"pod-identity\"; }"), [way("169.254.170.23/32", 80), way("fd00:ec2::23/128", 80)]);
    assert_eq!(ways("identity { gcp; }"), [way("169.254.169.252/32", 988), way("169.254.169.254/32", 80)]);
    assert_eq!(ways("identity { azure \"11111111-2222-3333-4444-555555555555\"; }"), [way("internet", 443)]);
}

#[test]
fn the_group_and_the_place_of_what_is_kubernetes_own_are_known() {
    let text = "kube-access { allow \"list\" resource=\"deployments\"; allow \"get\" resource=\"nodes\"; allow \"get\" resource=\"pods/log\" namespace=\"batch\"; allow \"get\" resource=\"certificates\" group=\"cert-manager.io\"; }";
    let (plan, messages) = web(text);
    assert!(!messages.iter().any(|message| message.starts_with("kube-access")), "{messages:?}");
    let web = plan.workload("web").unwrap();
    let seen: Vec<_> =
        web.access.iter().map(|access| (access.group.as_str(), access.resource.as_str(), access.reach.clone())).collect();
    assert_eq!(
        seen,
        [
            ("apps", "deployments", Reach::Own),
            ("", "nodes", Reach::Cluster),
            ("", "pods/log", Reach::Namespace("batch".into())),
            ("cert-manager.io", "certificates", Reach::Own),
        ]
    );
    assert!(web.egress.iter().any(|egress| egress.to == Destination::ApiServer));
}

#[test]
fn a_layer_adds_a_right_and_takes_one_away() {
    let text = "kube-access { allow \"get\" resource=\"pods\"; } }\nenvironment \"production\" { service \"web\" { kube-access { allow \"get\" resource=\"services\"; (remove)allow \"get\" resource=\"pods\"; }";
    let (plan, messages) = web(text);
    let resources: Vec<_> = plan.workload("web").unwrap().access.iter().map(|access| access.resource.as_str()).collect();
    assert_eq!(resources, ["services"], "{messages:?}");
}
