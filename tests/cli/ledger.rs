//! What the ledger says is what becomes of a field.

use super::{HELLO, Project};

const WORKER: &str = "service \"worker\" { image \"ghcr.io/acme/web:1.0.0\"; resources cpu=\"50m\" memory=\"64Mi\"; scale 2; }\n";

/// What the ledger of an environment says of a field and of all that is in it.
fn said(project: &Project, environment: &str, field: &str) -> Vec<String> {
    let ledger = project.fine(&["render", environment, "--ledger"]);
    let of_field = |line: &&str| {
        let rest = line.get(10..).and_then(|line| line.strip_prefix(field));
        rest.is_some_and(|rest| rest.starts_with([':', '.', ' ']) || rest.is_empty())
    };
    let lines = ledger.lines().filter(of_field);
    lines.filter(|line| !line.starts_with("inferred")).map(|line| line.replacen(field, "…", 1)).collect()
}

#[test]
fn no_check_is_none_of_the_image_s_own_either() {
    let project = Project::new(&format!("{HELLO}{}", WORKER.replace("scale", "health \"none\"; scale")));
    for environment in ["dev", "staging", "production"] {
        assert_eq!(said(&project, environment, "services.worker.health"), ["emitted   ….none"], "{environment}");
    }
    assert!(project.text("deploy/dev/run.sh").contains("--no-healthcheck"));
    assert!(project.text("deploy/staging/compose.yaml").contains("healthcheck:\n      disable: true"));
    let silent = Project::new(&format!("{HELLO}{WORKER}"));
    silent.fine(&["render", "dev"]);
    assert!(!silent.text("deploy/dev/run.sh").contains("--no-healthcheck"), "the image's own is nobody's to switch off");
}

#[test]
fn where_there_is_one_check_the_ledger_knows_which_it_is() {
    let probes = "health { ready \"/ready\"; live \"/live\"; }";
    let both = Project::new(&HELLO.replace("health \"/healthz\"", probes));
    let alone =
        Project::new(&format!("{HELLO}{}", WORKER.replace("scale", "port 80; health { live \"/live\" via=\"wget\"; }; scale")));
    for environment in ["dev", "staging"] {
        let live = said(&both, environment, "services.web.health.live");
        assert!(live.len() == 1 && live[0].starts_with("ignored   ….http: Docker has one check"), "{live:?}");
        let live = said(&alone, environment, "services.worker.health.live");
        assert!(live.len() == 1 && live[0].starts_with("weakened  …: Docker has one check, and this is it"), "{live:?}");
    }
}

#[test]
fn a_collector_is_said_to_be_told_where_it_is() {
    for (collector, named, format, left_out) in [
        ("logs \"fluent-bit\"", "emitted", "emitted", "emitted"),
        ("logs \"datadog\"", "emitted", "ignored", "emitted"),
        ("logs \"loki\"", "ignored", "ignored", "ignored"),
        ("", "", "ignored", "ignored"),
    ] {
        let web = HELLO.replace("config", "logs format=\"json\"\n    config");
        let worker = WORKER.replace("scale", "logs collect=#false; scale");
        let project = Project::new(&format!("{web}{collector}\n{worker}"));
        let fate = |field: &str| {
            let lines = said(&project, "production", field).join("\n");
            lines.split(' ').next().unwrap_or_default().to_owned()
        };
        assert_eq!(fate("logs.collector"), named, "{collector}");
        assert_eq!(fate("services.web.logs"), format, "{collector}");
        assert_eq!(fate("services.worker.logs"), left_out, "{collector}");
    }
}

#[test]
fn a_first_manifest_gets_no_warning_and_reads_in_the_ledger_who_reaches_its_route() {
    let hello = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello/landfall.kdl")).unwrap();
    let project = Project::new(&hello);
    let run = project.run(&["render"]);
    assert!(run.code == 0 && run.err.is_empty(), "{}", run.err);
    let route = said(&project, "production", "services.web.routes.\"hello.example.com\"");
    assert!(route.len() == 1 && route[0].starts_with("weakened  …: all of the cluster reaches it"), "{route:?}");
    let known = Project::new(&format!("{hello}platform {{ edge namespace=\"ingress-nginx\"; }}\n"));
    assert_eq!(said(&known, "production", "services.web.routes.\"hello.example.com\"").len(), 1);
    assert!(known.run(&["render", "production"]).err.is_empty());
}

#[test]
fn times_below_a_second_are_said_to_grow_on_kubernetes() {
    let probes =
        "health \"/healthz\" interval=\"500ms\" within=\"1ms\" { ready { timeout \"1500ms\"; }; }; stop within=\"1500ms\"";
    let project = Project::new(&HELLO.replace("health \"/healthz\"", probes));
    for (field, becomes) in [
        ("health.interval", "`500ms` becomes `1s`"),
        ("health.ready.timeout", "`1500ms` becomes `2s`"),
        ("health.within", "`1ms` becomes `1s`"),
        ("stop.within", "`1500ms` becomes `2s`"),
    ] {
        let lines = said(&project, "production", &format!("services.web.{field}"));
        assert!(lines.len() == 1 && lines[0].starts_with("weakened") && lines[0].contains(becomes), "{field}: {lines:?}");
    }
}

#[test]
fn isolation_that_is_lost_to_too_many_networks_is_said_with_what_gives_more() {
    let service = |number: usize| {
        let fields = "image \"ghcr.io/acme/web:1.0.0\"; port 80; health \"/\" via=\"wget\"; resources cpu=\"1m\" memory=\"16Mi\"";
        format!("service \"s{number}\" {{ {fields}; reach \"s{}\"; }}\n", (number + 1) % 14)
    };
    let manifest = format!("app \"many\" owner=\"team\"\n{}", (0..14).map(service).collect::<String>());
    let lost = said(&Project::new(&manifest), "staging", "app");
    let why = lost.iter().find(|line| line.starts_with("weakened  …: more than 12 networks")).unwrap();
    assert!(why.contains("`platform { subnets from="), "{why}");
    assert!(lost.contains(&"emitted   ….owner".to_owned()), "{lost:?}");
    let room = Project::new(&format!("{manifest}platform {{ subnets from=\"10.231.0.0/16\"; }}\n"));
    assert_eq!(said(&room, "staging", "app"), ["emitted   ….name", "emitted   ….owner"]);
}
