//! What a mesh, the Prometheus operator and Reloader find; ConfigMaps named by their content.

use super::*;
use crate::plan::{ConfigNames, Mesh, MeshKind};

fn in_mesh(kind: MeshKind, minor: u32, change: impl FnOnce(&mut Plan)) -> (Artifacts, Notes) {
    let mut plan = shop();
    plan.platform.kubernetes = minor;
    plan.platform.monitoring = Some("monitoring".into());
    plan.platform.mesh = Some(Mesh { kind, namespace: "mesh".into() });
    change(&mut plan);
    emitted(plan)
}

fn template(artifacts: &Artifacts, path: &str) -> Value {
    let object = object(artifacts, path);
    let place =
        if path.ends_with("cron-job.yaml") { "/spec/jobTemplate/spec/template/metadata" } else { "/spec/template/metadata" };
    at(&object, place).clone()
}

/// The ports of each rule, with the peers' own words.
fn rules(artifacts: &Artifacts, way: &str) -> Vec<(String, Vec<u64>)> {
    let policy = object(artifacts, "base/order-api/network-policy.yaml");
    let peers = if way == "ingress" { "from" } else { "to" };
    let rule = |rule: &Value| {
        let ports = rule["ports"].as_array().into_iter().flatten().map(|port| port["port"].as_u64().unwrap()).collect();
        (rule[peers][0].to_string(), ports)
    };
    at(&policy, &format!("/spec/{way}")).as_array().unwrap().iter().map(rule).collect()
}

#[test]
fn istio_s_proxy_reaches_its_control_plane_and_hands_out_metrics() {
    let (artifacts, notes) = in_mesh(MeshKind::Istio, 33, |_| {});
    let pods = template(&artifacts, DEPLOYMENT);
    assert_eq!(at(&pods, "/labels/sidecar.istio.io~1inject"), "true");
    assert_eq!(at(&pods, "/annotations/sidecar.istio.io~1nativeSidecar"), "true");
    let egress = rules(&artifacts, "egress");
    assert!(egress.iter().any(|(to, ports)| to.contains("\"mesh\"") && *ports == [15012]), "{egress:?}");
    let ingress = rules(&artifacts, "ingress");
    assert!(ingress.iter().any(|(from, ports)| from.contains("monitoring") && *ports == [15020]), "{ingress:?}");
    assert!(ingress.iter().all(|(_, ports)| !ports.contains(&15008)));
    assert_eq!(at(&object(&artifacts, DEPLOYMENT), "/spec/selector/matchLabels/sidecar.istio.io~1inject"), &Value::Null);
    assert_eq!(noted(&notes, is_refused), Vec::<String>::new());
}

#[test]
fn a_tunnel_goes_wherever_pods_call_pods() {
    for (kind, tunnel) in [(MeshKind::IstioAmbient, 15008), (MeshKind::Linkerd, 4143)] {
        let (artifacts, notes) = in_mesh(kind, 33, |_| {});
        let db = rules(&artifacts, "egress").into_iter().find(|(to, _)| to.contains("\"db\"")).unwrap();
        assert_eq!(db.1, [5432, tunnel]);
        let edge = rules(&artifacts, "ingress").into_iter().find(|(from, _)| from.contains("ingress-nginx")).unwrap();
        assert_eq!(edge.1, [8080, tunnel]);
        let names = rules(&artifacts, "egress").into_iter().next().unwrap();
        assert_eq!(names.1, [53, 53], "name servers are asked by themselves");
        let outside = rules(&artifacts, "egress").into_iter().find(|(to, _)| to.contains("10.20.0.0/16")).unwrap();
        assert_eq!(outside.1, [5432]);
        assert!(noted(&notes, is_weakened).contains(&"platform.mesh".to_owned()));
    }
    let (ambient, _) = in_mesh(MeshKind::IstioAmbient, 33, |_| {});
    assert_eq!(at(&template(&ambient, DEPLOYMENT), "/labels/istio.io~1dataplane-mode"), "ambient");
    assert!(rules(&ambient, "ingress").iter().any(|(from, ports)| from.contains("169.254.7.127/32") && *ports == [8080]));
    let (linkerd, _) = in_mesh(MeshKind::Linkerd, 33, |_| {});
    assert_eq!(at(&template(&linkerd, DEPLOYMENT), "/annotations/linkerd.io~1inject"), "enabled");
    assert!(rules(&linkerd, "egress").iter().any(|(to, ports)| to.contains("\"mesh\"") && *ports == [8080, 8086, 8090]));
}

#[test]
fn a_job_that_a_proxy_would_keep_from_ending_stays_outside() {
    for (minor, inside, outside) in [(28, "false", true), (29, "true", false)] {
        let (artifacts, notes) = in_mesh(MeshKind::Istio, minor, |_| {});
        assert_eq!(at(&template(&artifacts, "app/digest/cron-job.yaml"), "/labels/sidecar.istio.io~1inject"), inside);
        assert_eq!(
            noted(&notes, is_weakened).contains(&"crons.digest".to_owned())
                || noted(&notes, is_weakened).contains(&"services.digest".to_owned()),
            outside
        );
    }
    let (ambient, _) = in_mesh(MeshKind::IstioAmbient, 28, |_| {});
    assert_eq!(at(&template(&ambient, "app/digest/cron-job.yaml"), "/labels/istio.io~1dataplane-mode"), "ambient");
}

#[test]
fn the_proxy_s_own_user_is_refused() {
    let (_, notes) = in_mesh(MeshKind::Istio, 33, |plan| {
        plan.workloads.iter_mut().find(|workload| workload.name == "order-api").unwrap().container.security.user =
            Some(User { id: 1337, group: 1337, fs_group: 1337 });
    });
    assert_eq!(noted(&notes, is_refused), ["services.order-api.user"]);
}

#[test]
fn the_operator_finds_each_pod_once() {
    let by_operator = |workload: &mut Workload| workload.metrics.iter_mut().for_each(|metrics| metrics.by_operator = true);
    let of = |change: &dyn Fn(&mut Workload)| {
        let mut api = api();
        by_operator(&mut api);
        change(&mut api);
        let mut plan = sample::plan(vec![api]);
        plan.platform.operator = Some(vec![("release".into(), "kube-prometheus-stack".into())]);
        emitted(plan).0
    };
    let service = of(&|_| {});
    let monitor = object(&service, "app/order-api/service-monitor.yaml");
    assert_eq!(at(&monitor, "/metadata/labels/release"), "kube-prometheus-stack");
    assert_eq!(at(&monitor, "/spec/endpoints"), &json!([{"port": "http", "path": "/metrics"}]));
    assert_eq!(at(&monitor, "/spec/selector/matchLabels/app.kubernetes.io~1instance"), "order-api");
    let annotations = at(&object(&service, DEPLOYMENT), "/spec/template/metadata/annotations").to_string();
    assert!(!annotations.contains("prometheus.io"), "{annotations}");
    let closed = of(&|api| api.ports[0].service = None);
    assert!(closed.get("app/order-api/pod-monitor.yaml").is_some() && closed.get("app/order-api/service-monitor.yaml").is_none());
    let stateful = of(&|api| api.kind = Kind::Stateful);
    assert!(stateful.get("app/order-api/pod-monitor.yaml").is_some());
}

#[test]
fn reloader_is_told_the_secrets_and_a_config_rolls_by_itself() {
    let mut plan = shop();
    plan.platform.reloader = true;
    let (artifacts, _) = emitted(plan);
    let deployment = object(&artifacts, DEPLOYMENT);
    assert_eq!(at(&deployment, "/metadata/annotations/secret.reloader.stakater.com~1reload"), "shop,shop-db");
    assert!(at(&deployment, "/spec/template/metadata/annotations/landfall.dev~1config-checksum").is_string());
    let job = String::from_utf8_lossy(&artifacts.get("before/migrate/job.yaml").unwrap().content).into_owned();
    assert!(!job.contains("reloader"), "{job}");
}

#[test]
fn a_config_map_named_by_its_content_is_never_changed() {
    let of = |layout, content: &[u8]| {
        let mut plan = shop();
        plan.config_names = ConfigNames::Hashed;
        plan.gitops.layout = layout;
        plan.gitops.repository = Some("https://example.com/shop.git".into());
        for config in plan.workloads.iter_mut().flat_map(|workload| &mut workload.container.configs) {
            config.content = content.to_vec();
        }
        let (artifacts, notes) = emitted(plan);
        let map = object(&artifacts, "base/order-api/config-map.yaml");
        let deployment = object(&artifacts, DEPLOYMENT);
        let volumes = at(&deployment, "/spec/template/spec/volumes").to_string();
        assert!(volumes.contains(map["metadata"]["name"].as_str().unwrap()), "{volumes}");
        assert_eq!(at(&deployment, "/spec/template/metadata/annotations/landfall.dev~1config-checksum"), &Value::Null);
        (map, noted(&notes, is_weakened).contains(&"config-names".to_owned()))
    };
    let (one, left_behind) = of(GitopsLayout::Flux, b"1");
    assert_eq!((at(&one, "/immutable"), left_behind), (&json!(true), true));
    assert_eq!(at(&one, "/metadata/annotations/kustomize.toolkit.fluxcd.io~1prune"), "disabled");
    assert_ne!(at(&one, "/metadata/name"), at(&of(GitopsLayout::Flux, b"2").0, "/metadata/name"));
    assert_eq!(at(&one, "/metadata/name"), at(&of(GitopsLayout::Flux, b"1").0, "/metadata/name"));
    let (argo, left_behind) = of(GitopsLayout::Argo, b"1");
    assert!(!left_behind && !argo["metadata"]["annotations"].to_string().contains("Prune=false"));
    assert!(of(GitopsLayout::None, b"1").1);
}
