//! Containers before and beside a workload.

use super::{Texts, lower_text, lowered};
use landfall::plan::{Companion, Condition, EnvValue, Kind, Part, Plan, Restart, Text};

const API: &str = r#"
app "shop"
service "api" {
    image "ghcr.io/acme/api:1.0.0"
    user 20001
    port 8080
    health "/healthz"
    env { LOG "info"; MODE "serve"; }
    config "/etc/app.toml" text="a"
    secret-file "/run/secrets/key" (secret)"key"
    volume "data" "/data" size="1Gi"
    tmp "/work" size="64Mi"
    resources cpu="100m" memory="128Mi"
    scale 1
    init "fetch" { env { MODE "fetch"; }; share "/work"; resources cpu="50m" memory="64Mi"; }
    init "check" { image "ghcr.io/acme/check:2"; share "/data" read-only=#true; resources cpu="50m" memory="64Mi"; }
    sidecar "proxy" { config "/etc/app.toml" text="b"; health tcp=8080; resources cpu="50m" memory="64Mi"; }
}
service "web" { image "w:1"; depends-on "api"; resources cpu="50m" memory="64Mi"; scale 2; }
"#;

fn companions(plan: &Plan) -> &[Companion] {
    &plan.workload("api").unwrap().companions
}

#[test]
fn what_a_companion_does_not_say_it_takes_from_its_workload() {
    let (plan, _) = lower_text(API, "production");
    let [fetch, check, proxy] = companions(&plan) else { panic!("{:?}", companions(&plan)) };
    assert_eq!((fetch.part, check.part, proxy.part), (Part::Before, Part::Before, Part::Beside));
    let set = |text: &str| Some(EnvValue::Set(Text::literal(text)));
    assert_eq!(fetch.container.image.reference, "ghcr.io/acme/api:1.0.0");
    assert_eq!(check.container.image.reference, "ghcr.io/acme/check:2");
    assert_eq!((fetch.container.env.get("LOG").cloned(), fetch.container.env.get("MODE").cloned()), (set("info"), set("fetch")));
    assert_eq!(check.container.env.get("MODE").cloned(), set("serve"));
    let content =
        |companion: &Companion| companion.container.configs.iter().map(|config| config.content.clone()).collect::<Vec<_>>();
    assert_eq!((content(fetch), content(proxy)), (vec![b"a".to_vec()], vec![b"b".to_vec()]));
    assert!([fetch, check, proxy].iter().all(|companion| companion.container.secret_files.len() == 1));
}

#[test]
fn what_a_companion_replaces_it_does_not_take_from_its_workload() {
    let variables = |text: &str| {
        let (plan, messages) = lower_text(text, "production");
        assert!(messages.is_empty(), "{messages:?}");
        let proxy = plan.workload("api").unwrap().companions.last().unwrap().clone();
        proxy.container.env.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(variables(API), ["LOG", "MODE"]);
    let replaced = API.replace("sidecar \"proxy\" {", "sidecar \"proxy\" { (replace)env { PORT 9000; };");
    assert_eq!(variables(&replaced), ["PORT"]);
    let overlay = "environment \"production\" { service \"api\" { sidecar \"proxy\" { env { A \"b\"; }; }; }; }\n";
    assert_eq!(variables(&format!("{replaced}{overlay}")), ["PORT", "A"]);
}

#[test]
fn a_companion_is_hardened_by_itself_and_sees_only_what_it_shares() {
    let (plan, _) = lower_text(API, "production");
    let [fetch, check, proxy] = companions(&plan) else { panic!() };
    for companion in [fetch, check, proxy] {
        let security = &companion.container.security;
        assert!(security.read_only && security.drop_capabilities && security.user.is_some_and(|user| user.id == 20001));
        assert!(companion.container.resources.limits.memory.is_some());
        assert!(companion.container.tmps.iter().any(|tmp| tmp.path == "/tmp"));
    }
    assert_eq!((fetch.scratch.len(), fetch.container.volumes.len()), (1, 0));
    assert!(check.container.volumes.iter().all(|volume| volume.read_only) && check.container.volumes.len() == 1);
    assert!(proxy.container.volumes.is_empty() && proxy.scratch.is_empty());
    assert_eq!((fetch.container.restart, proxy.container.restart), (Restart::No, Restart::UnlessStopped));
}

#[test]
fn without_pods_companions_are_workloads_that_start_in_their_order() {
    let (plan, _) = lower_text(API, "staging");
    assert_eq!(plan.order, ["api-fetch", "api-check", "api", "api-proxy", "web"]);
    assert!(companions(&plan).is_empty());
    let waits =
        |name: &str| plan.workload(name).unwrap().depends_on.iter().map(|on| (on.on.as_str(), on.condition)).collect::<Vec<_>>();
    assert_eq!(waits("api-check"), [("api-fetch", Condition::Completed)]);
    assert_eq!(waits("api-proxy"), [("api", Condition::Started)]);
    assert_eq!(waits("web"), [("api", Condition::Healthy), ("api-proxy", Condition::Healthy)]);
    assert!(matches!(&plan.workload("api-fetch").unwrap().kind, Kind::Job { before, .. } if before == &["api"]));
    let shared = |name: &str| plan.workload(name).unwrap().container.volumes.iter().any(|volume| volume.path == "/work");
    assert!(shared("api") && shared("api-fetch") && !shared("api-proxy"));
    assert!(!plan.workload("api").unwrap().container.tmps.iter().any(|tmp| tmp.path == "/work"));
}

#[test]
fn an_overlay_changes_one_companion_and_removes_another() {
    let overlay =
        "environment \"staging\" { service \"api\" { (remove)init \"fetch\"; init \"check\" { env { MODE \"quick\"; }; }; }; }";
    let (plan, _) = lower_text(&format!("{API}{overlay}"), "staging");
    assert!(plan.workload("api-fetch").is_none());
    let check = &plan.workload("api-check").unwrap().container;
    assert_eq!(check.env.get("MODE"), Some(&EnvValue::Set(Text::literal("quick"))));
    assert_eq!(check.image.reference, "ghcr.io/acme/check:2");
}

#[test]
fn a_mistake_in_what_is_inherited_is_said_once() {
    let manifest = API.replace("LOG \"info\"", "LOG \"{{ nobody.host }}\"");
    let (_, messages) = lowered(&Texts::default().with("landfall.kdl", manifest), "production");
    let unknown = messages.iter().filter(|(_, message)| message.starts_with("unknown-name")).count();
    assert_eq!(unknown, 1, "{messages:?}");
}
