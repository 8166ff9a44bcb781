//! A real control plane takes the output, makes the pods, and sees no change the second time.

use super::{
    cluster::Cluster,
    output::{Output, Outputs},
};
use std::{path::PathBuf, process::Command};

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_every_object_makes_the_pods_and_sees_no_change() {
    let outputs = Outputs::of_all("secrets \"existing\"");
    let cluster = Cluster::control_plane();
    let _namespaces = cluster.emptied(outputs.namespaces());
    cluster.succeeds(&["apply", "--filename", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kubernetes/runtime-class.yaml")]);
    // One kubectl for each, as each holds its requests back once there are some hundred.
    crate::examples::with_each(|name| {
        let said = cluster.apply(&outputs.of(name));
        assert_eq!(said.lines().count(), outputs.objects_of(name).len(), "{name}: {said}");
    });
    // Claims wait for a disk that this control plane does not have; their pods are made all the same.
    let claims = "{.spec.template.spec.volumes[*].persistentVolumeClaim.claimName}";
    let path = format!("{{.spec.replicas}} {{.status.replicas}} {{.status.readyReplicas}} {claims}");
    cluster.until_all("deployments", &path, |line| match line.splitn(4, ' ').collect::<Vec<_>>()[..] {
        [wanted, made, ready, claims] => wanted == made && (wanted == ready || !claims.is_empty()),
        _ => false,
    });
    let pod = "{.metadata.namespace}/{.metadata.name}";
    cluster.until_all("statefulsets", &format!("{pod}-0"), |wanted| cluster.all("pods", pod).lines().any(|made| made == wanted));
    crate::examples::with_each(|name| {
        assert_eq!(cluster.changes(&outputs.of(name)), (true, String::new()), "{name}");
    });
}

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn the_script_applies_in_phases_and_runs_a_job_once_for_each_change() {
    let cluster = Cluster::control_plane();
    let _namespace = cluster.emptied(["shop"]);
    let shop = Output::of_example("shop", "secrets \"existing\"");
    let apply = |shop: &Output| cluster.run(Command::new(shop.here().join("apply.sh")).args(["--request-timeout", "20s"]));
    let (fine, said) = apply(&shop);
    assert!(fine, "{said}");
    let done = said.find("job migrate: done").unwrap();
    assert!(said.find("configmap/order-api-config").unwrap() < done && done < said.find("deployment.apps/order-api").unwrap());
    let job = || cluster.get("shop", "job/migrate", "{.metadata.uid}");
    let first = job();
    let (fine, said) = apply(&shop);
    assert!(fine && job() == first, "{said}");
    shop.put("landfall.kdl", &shop.read("landfall.kdl").replace("shop-api:2.3.0", "shop-api:2.3.1"));
    shop.render();
    let (fine, said) = apply(&shop);
    assert!(fine && job() != first, "{said}");
    assert_eq!(cluster.get("shop", "deployment/order-api", "{.status.readyReplicas}"), "3");
}

/// What was applied from a folder, deleted in the end: not all of it stands in the namespace.
struct Applied<'c>(&'c Cluster, PathBuf);

impl Drop for Applied<'_> {
    fn drop(&mut self) {
        let Self(cluster, folder) = self;
        cluster.kubectl(&["delete", "--ignore-not-found", "--wait=false", "--kustomize", folder.to_str().unwrap_or_default()]);
    }
}

/// Who looks after a cluster: rights in its API, identities of clouds, monitors, devices, and where pods stand.
const KEEPER: &str = r#"
app "keeper"
config-names "hashed"
defaults { image "ghcr.io/acme/keeper:1.0.0"; resources cpu="50m" memory="64Mi"; }
platform {
    monitoring namespace="monitoring" operator=#true { labels { release "kube-prometheus-stack"; }; }
    mesh "istio-ambient"
    reloader #true
    api-server cidr="10.0.0.1/32"
}
service "api" {
    port 8080
    health "/healthz"
    scale 2
    metrics
    env { KEY (secret)"key"; }
    config "/etc/keeper.toml" text="watch = true"
    identity { azure "11111111-2222-3333-4444-555555555555"; }
    kube-access {
        allow "get" "list" resource="pods"
        allow "get" "update" resource="leases" name="leader"
        allow "list" resource="deployments" namespace="default"
        allow "get" resource="nodes"
    }
    spread { over "zone" max-skew=2; over "node"; }
    affinity { near "worker" over="zone" weight=50; node "disktype" "ssd" weight=10; }
}
service "worker" {
    port "metrics" 9090 service=#false
    health tcp=9090
    scale 1
    metrics
    reach "api"
    identity { aws role="arn:aws:iam::111122223333:role/worker"; }
}
job "train" { resources cpu="50m" memory="64Mi" { gpu 1; }; identity { gcp "train@acme.iam.gserviceaccount.com"; }; }
"#;

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_grants_the_rights_that_are_listed_and_no_others() {
    let cluster = Cluster::control_plane();
    let _namespace = cluster.emptied(["keeper"]);
    let output = Output::of_example("hello", "");
    output.put("landfall.kdl", KEEPER);
    output.render();
    let applied = Applied(&cluster, output.here());
    let said = cluster.apply(&applied.1);
    for kind in ["servicemonitor.monitoring.coreos.com/api", "podmonitor.monitoring.coreos.com/worker", "clusterrole.rbac"] {
        assert!(said.contains(kind), "{said}");
    }
    cluster.until_all("deployments", "{.metadata.namespace} {.spec.replicas}={.status.readyReplicas}", |line| {
        match line.split_once(' ') {
            Some(("keeper", replicas)) => replicas.split_once('=').is_some_and(|(wanted, ready)| wanted == ready),
            _ => true,
        }
    });
    cluster.until_all("jobs", "{.metadata.namespace} {.status.active}", |line| {
        line.strip_prefix("keeper ").is_none_or(|active| active == "1")
    });
    let may = |who: &str, words: &[&str]| {
        let user = format!("--as=system:serviceaccount:keeper:{who}");
        cluster.kubectl(&[&["auth", "can-i"], words, &[user.as_str()]].concat()).1.lines().any(|line| line == "yes")
    };
    let own = ["--namespace", "keeper"];
    for (who, words, allowed) in [
        ("api", &["list", "pods"][..], true),
        ("api", &["delete", "pods"], false),
        ("api", &["update", "leases.coordination.k8s.io/leader"], true),
        ("api", &["update", "leases.coordination.k8s.io/other"], false),
        ("api", &["get", "secrets"], false),
        ("api", &["get", "nodes"], true),
        ("worker", &["list", "pods"], false),
    ] {
        assert_eq!(may(who, &[words, &own].concat()), allowed, "{who} {words:?}");
    }
    assert!(may("api", &["list", "deployments.apps", "--namespace", "default"]));
    assert_eq!(cluster.changes(&applied.1), (true, String::new()));
}

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_the_objects_of_operators() {
    let repository = "repository=\"https://git.example.com/acme/shop.git\"";
    let cluster = Cluster::control_plane();
    let names = ["argocd", "flux-system", "shop"];
    let _namespaces = cluster.emptied(names);
    names.iter().for_each(|name| _ = cluster.succeeds(&["create", "namespace", name]));
    let filled = "service \"order-api\" { config \"/etc/shop/keys.toml\" text=\"url = '{{ db.url }}'\"; }";
    for (layout, count) in [(format!("gitops \"argo\" {repository}"), 4), (format!("gitops \"flux\" {repository}"), 7)] {
        let output = Output::of_example("shop", &format!("{layout}\n{filled}"));
        let objects = output.custom_objects();
        assert_eq!(objects.len(), count, "{objects:?}");
        objects.iter().for_each(|object| _ = cluster.apply_file(object));
    }
}

const GATEWAY: &str = r#"
platform { edge gateway="public" namespace="gateways" proxy-namespace="envoy-gateway-system" issuer="letsencrypt"; }
defaults { resources cpu="50m" memory="64Mi"; }
service "web" {
    image "ghcr.io/acme/web:1.0.0"
    port 8080
    health "/healthz"
    route "shop.example.com" { redirect "https"; timeout "90s"; }
    route "shop.example.com" { path "/terms" type="exact"; tls "shop-own"; }
    route "old.example.com" { redirect "https://shop.example.com/new" status=308; }
    route "*.old.example.com" { redirect "https://shop.example.com:8443"; tls #false; }
}
service "rpc" {
    image "ghcr.io/acme/rpc:1.0.0"
    port 9090 protocol="grpc"
    health grpc=9090
    route "rpc.example.com"
    route "paths.example.com" { path "/users/[0-9]+" type="implementation-specific"; }
}
"#;

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_the_routes_and_listeners_of_a_gateway() {
    let cluster = Cluster::control_plane();
    let _namespace = cluster.emptied(["shop"]);
    let rendered = |manifest: &str| {
        let output = Output::of_example("hello", "");
        output.put("landfall.kdl", &format!("app \"shop\"\n{manifest}"));
        output.render();
        output
    };
    let output = rendered(&GATEWAY.replace("; tls \"shop-own\"", ""));
    cluster.apply(&output.here());
    assert_eq!(output.custom_objects().len(), 7, "{:?}", output.custom_objects());
    let hosts = cluster.get("shop", "listenersets/shop", "{.spec.listeners[*].hostname}");
    assert_eq!(hosts, "old.example.com paths.example.com rpc.example.com shop.example.com");
    let kinds = cluster.get("shop", "httproutes,grpcroutes", "{range .items[*]}{.kind}/{.metadata.name} {end}");
    assert!(kinds.contains("GRPCRoute/rpc ") && kinds.contains("HTTPRoute/rpc-paths.example.com "), "{kinds}");
    assert_eq!(cluster.get("shop", "httproutes/web", "{.spec.rules[0].timeouts.request}"), "1m30s");
    let traefik = GATEWAY.replace(
        "gateway=\"public\" namespace=\"gateways\" proxy-namespace=\"envoy-gateway-system\"",
        "class=\"traefik\" namespace=\"traefik\"",
    );
    let output = rendered(&traefik.replace("tls #false; }", "body-size \"8Mi\"; }"));
    cluster.apply(&output.here());
    assert_eq!(output.custom_objects().len(), 4, "{:?}", output.custom_objects());
}

/// A worker that KEDA scales, by a trigger of every kind, with logins that are secret in part.
const SCALED: &str = r#"
app "work"
rabbitmq "mq" { in-cluster reason="the operations team runs it"; }
redis "cache" { in-cluster reason="the operations team runs it"; }
kafka "log" { in-cluster reason="the operations team runs it"; }
service "worker" {
    image "ghcr.io/acme/worker:1.0.0"
    resources cpu="50m" memory="64Mi"
    env { MQ "{{ mq.url }}"; CACHE "{{ cache.url }}"; LOG "{{ log.url }}"; }
    scale min=0 max=20 cpu=70 memory=80 {
        metric "orders" average=20 { queue "orders" of="mq"; }
        metric "todo" average=5 { queue "todo" of="cache"; }
        metric "lag" average=100 { queue "payments" of="log" group="worker"; }
        metric "requests" average=50 {
            prometheus "sum(rate(http_requests_total[2m]))" server="http://prometheus.monitoring:9090"
        }
        metric "office" { hours "0 8 * * 1-5" until="0 18 * * 1-5" replicas=5 time-zone="Europe/Berlin"; }
        metric "uploads" {
            trigger "aws-sqs-queue" {
                metadata { queueURL "https://sqs.eu-central-1.amazonaws.com/1/uploads"; queueLength "5"; awsRegion "eu-central-1"; }
                secrets { awsAccessKeyID (secret)"aws-key-id"; awsSecretAccessKey (secret)"aws-key"; }
            }
        }
    }
}
"#;

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_what_keda_scales_by() {
    let cluster = Cluster::control_plane();
    let _namespace = cluster.emptied(["work"]);
    let output = Output::of_manifest(SCALED);
    cluster.apply(&output.here());
    let kinds = cluster.get("work", "scaledobjects/worker", "{.spec.triggers[*].type}");
    assert_eq!(kinds, "cpu memory rabbitmq redis kafka prometheus cron aws-sqs-queue");
    let logins = cluster.get("work", "scaledobjects/worker", "{.spec.triggers[*].authenticationRef.name}");
    let there = cluster.get("work", "triggerauthentications", "{.items[*].metadata.name}");
    let sorted = |names: &str| names.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(&logins), sorted(&there), "each trigger that logs in has what it logs in with");
    assert!(sorted(&there).contains("worker-orders") && sorted(&there).contains("worker-uploads"), "{there}");
    assert_eq!(cluster.changes(&output.here()), (true, String::new()));
}
