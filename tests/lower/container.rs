//! Containers: defaults, health, resources, files, and what only the user can know.

use super::{Texts, env, lower_text, lowered};
use landfall::plan::{Handler, Health, Plan, Pull, Replicas, Scheme, Workload};
use std::time::Duration;

fn web(body: &str, environment: &str) -> (Workload, Vec<String>) {
    let (plan, messages) = lower_text(&format!("app \"shop\"\nservice \"web\" {{ {body} }}"), environment);
    (plan.workload("web").unwrap().clone(), messages)
}

fn health(body: &str) -> Health {
    let (workload, messages) = web(&format!("image \"w:1\"; port 8080; {body}"), "staging");
    assert!(messages.iter().all(|message| message.starts_with("unreached")), "{messages:?}");
    workload.container.health
}

#[test]
fn a_path_gives_readiness_and_start_and_a_patient_connection() {
    let Health { start, ready, live, none } = health("health \"/healthz\"");
    assert!(!none);
    let (start, ready, live) = (start.unwrap(), ready.unwrap(), live.unwrap());
    assert!(matches!(&ready.handler, Handler::Http { path, port: 8080, .. } if path == "/healthz"));
    assert_eq!((start.probe.handler, start.within, start.probe.failures), (ready.handler, Duration::from_secs(300), 60));
    assert_eq!(live.handler, Handler::Tcp(8080));
    assert!(live.interval * live.failures > ready.interval * ready.failures);
}

#[test]
fn one_check_for_both_is_more_patient_for_liveness() {
    let Health { ready, live, .. } = health("health \"/x\" interval=\"20s\" failures=6 { live }");
    assert_eq!((ready.unwrap().failures, live.unwrap().failures), (6, 12));
}

#[test]
fn none_takes_a_probe_away() {
    let off = Health { none: true, ..Health::default() };
    assert_eq!(health("health \"none\""), off);
    assert_eq!(health("health { ready \"none\" }"), off);
    assert_eq!(health(""), Health::default());
    assert!(health("health \"/x\" { live \"none\" }").live.is_none());
    assert!(health("health \"/x\" { start \"none\" }").start.is_none());
}

#[test]
fn within_is_the_time_to_start() {
    let start = health("health \"/x\" within=\"10m\"").start.unwrap();
    assert_eq!((start.within, start.probe.failures), (Duration::from_secs(600), 120));
    let messages = web("image \"w:1\"; port 80 publish=80; health \"/x\" { ready within=\"1m\" }", "dev").1;
    assert!(messages.len() == 1 && messages[0].starts_with("probe "), "{messages:?}");
}

#[test]
fn a_check_asks_a_port_that_the_workload_has() {
    let messages = web("image \"w:1\"; port 80; health tcp=81", "dev").1;
    assert_eq!(messages, ["unknown-port landfall.kdl:2:50 `web` has no port 81, which its health check asks"]);
    let messages = web("image \"w:1\"; health \"/x\"", "dev").1;
    assert!(messages.len() == 1 && messages[0].starts_with("port-missing"), "{messages:?}");
}

#[test]
fn everybody_is_hardened_without_asking() {
    let (web, _) = web("image \"w:1\"", "dev");
    let security = &web.container.security;
    let user = security.user.unwrap();
    assert_eq!((user.id, user.group, user.fs_group), (10001, 10001, 10001));
    assert!(security.read_only && security.drop_capabilities && security.seccomp && security.capabilities.is_empty());
    assert_eq!(
        web.container.tmps.iter().map(|tmp| (tmp.path.as_str(), tmp.size.to_string())).collect::<Vec<_>>(),
        [("/tmp", "256Mi".into())]
    );
}

#[test]
fn as_image_takes_all_three_back() {
    let (web, _) = web("image \"w:1\"; security \"as-image\"", "dev");
    let security = &web.container.security;
    assert!(security.user.is_none() && !security.read_only && !security.drop_capabilities);
    assert!(web.container.tmps.is_empty());
}

#[test]
fn images_are_written_in_full_and_pulled_where_a_tag_may_move() {
    let image = |image: &str, environment: &str| web(&format!("image \"{image}\""), environment).0.container.image;
    assert_eq!(image("nginx:1", "staging").reference, "docker.io/library/nginx:1");
    assert_eq!((image("nginx:1", "staging").pull, image("nginx:1", "production").pull), (Pull::IfNotPresent, Pull::Always));
    let pinned = format!("nginx:1@sha256:{}", "a".repeat(64));
    assert_eq!(image(&pinned, "production").pull, Pull::IfNotPresent);
}

#[test]
fn a_registrys_pull_secret_goes_with_its_prefix() {
    let text = "app \"shop\"\nregistry \"ghcr.io/acme\" secret=\"ghcr\"\nservice \"a\" { image \"ghcr.io/acme/a:1\" }\nservice \"b\" { image \"ghcr.io/acmeb/b:1\" }";
    let (plan, _) = lower_text(text, "production");
    let secrets = |name: &str| plan.workload(name).unwrap().container.image.pull_secrets.clone();
    assert_eq!((secrets("a"), secrets("b")), (vec!["ghcr".to_owned()], vec![]));
}

#[test]
fn a_workload_without_an_image_is_told_the_line() {
    assert_eq!(web("port 80 publish=80", "dev").1, ["image-missing landfall.kdl:2:9 the service `web` has no image"]);
}

#[test]
fn an_evaluated_image_must_be_one() {
    let text = "app \"shop\"\nparam \"tag\" default=\"no tag\"\nservice \"web\" { image \"web:{{ param.tag }}\" }";
    assert_eq!(lower_text(text, "dev").1, ["image-reference landfall.kdl:3:17 `web:no tag` is no image"]);
}

#[test]
fn only_targets_that_build_have_a_build() {
    let texts = |folder: &str| {
        Texts::default()
            .with("landfall.kdl", "app \"shop\"\nservice \"web\" { image \"w:1\"; build \"./web\" }")
            .with(folder, "FROM scratch")
    };
    let build = |plan: Plan| plan.workload("web").unwrap().container.image.build.clone().map(|build| build.context);
    assert_eq!(build(lowered(&texts("web/Dockerfile"), "dev").0), Some("web".to_owned()));
    assert_eq!(build(lowered(&texts("web/Dockerfile"), "staging").0), None);
    assert_eq!(
        lowered(&texts("other/Dockerfile"), "dev").1[0].1,
        "build-context landfall.kdl:2:36 the folder `web` of `web` is not there"
    );
    assert!(lowered(&texts("other/Dockerfile"), "staging").1.is_empty());
}

#[test]
fn production_asks_for_resources_and_replicas() {
    let messages = web("image \"w:1\"", "production").1;
    assert_eq!(
        messages,
        [
            "replicas-missing landfall.kdl:2:9 production has to know how many of `web` run: it has no readiness check",
            "resources-missing landfall.kdl:2:9 the service `web` has no resources"
        ]
    );
}

const ASKED: &str = "image \"w:1\"; port 80; resources cpu=\"500m\" memory=\"128Mi\"; ";

#[test]
fn three_run_in_production_of_what_can_be_checked_and_keeps_nothing() {
    let replicas = |body: &str, environment: &str| web(&format!("{ASKED}{body}"), environment).0.replicas;
    assert_eq!(replicas("health \"/x\"", "production"), Replicas::Fixed(3));
    assert_eq!(replicas("health \"/x\"", "staging"), Replicas::Fixed(1));
    assert_eq!(replicas("singleton reason=\"a lock\"", "production"), Replicas::Fixed(1));
    assert_eq!(replicas("scale 5", "dev"), Replicas::Fixed(1));
    assert_eq!(replicas("scale min=2 max=4", "production"), Replicas::Auto { min: 2, max: 4, cpu: Some(70), memory: None });
}

#[test]
fn scales_that_contradict_themselves_are_errors() {
    for body in ["scale min=5 max=4 cpu=70", "scale 2; singleton reason=\"x\""] {
        let messages = web(&format!("{ASKED}{body}"), "staging").1;
        assert!(messages[0].starts_with("scale-bounds"), "{body}: {messages:?}");
    }
}

#[test]
fn limits_follow_requests() {
    let limited =
        |body: &str, environment: &str| web(&format!("image \"w:1\"; {body}"), environment).0.container.resources.limits;
    let limits = |body: &str| limited(body, "staging");
    for (environment, request, most) in [("production", "500m", "2"), ("staging", "500m", "1"), ("staging", "1500m", "1500m")] {
        let limit = limited(&format!("resources cpu=\"{request}\" memory=\"128Mi\""), environment);
        assert_eq!((limit.cpu.unwrap().to_string(), limit.memory.unwrap().to_string()), (most.to_owned(), "128Mi".to_owned()));
    }
    assert_eq!(limits("resources cpu=\"100m\"").cpu.unwrap().to_string(), "1");
    assert_eq!(limits("resources cpu=\"100m\" { limit cpu=\"none\" }").cpu, None);
    let messages = web("image \"w:1\"; resources memory=\"1Gi\" { limit memory=\"512Mi\" }", "dev").1;
    assert_eq!(messages, ["limit-below-request landfall.kdl:2:68 `web` is promised 1Gi of memory, and limited to 512Mi"]);
}

#[test]
fn a_volume_of_one_node_is_not_shared() {
    let body = format!("{ASKED} scale 2; volume \"data\" \"/data\" size=\"1Gi\"");
    let messages = web(&body, "production").1;
    assert!(messages[0].starts_with("volume-access landfall.kdl:2:"), "{messages:?}");
    let text = format!("app \"shop\"\nstateful \"web\" {{ {body} }}");
    assert!(!lower_text(&text, "production").1.iter().any(|message| message.starts_with("volume")));
    assert!(web(&body, "staging").1.iter().all(|message| !message.starts_with("volume")));
}

#[test]
fn a_volume_needs_a_size_in_a_cluster() {
    let body = "image \"w:1\"; volume \"data\" \"/data\"; scale 1; resources cpu=\"1\" memory=\"1Gi\"";
    assert_eq!(web(body, "production").1, ["volume-size landfall.kdl:2:37 the volume `data` of `web` has no size"]);
    assert!(web(body, "staging").1.is_empty());
}

#[test]
fn each_path_is_mounted_once() {
    let messages = web("image \"w:1\"; volume \"data\" \"/data\"; tmp \"/data\"", "dev").1;
    assert_eq!(messages, ["path-twice landfall.kdl:2:57 two things are mounted at `/data` in `web`"]);
    let (web, messages) = web("image \"w:1\"; volume \"data\" \"/tmp\"", "dev");
    assert!(messages.is_empty() && web.container.tmps.is_empty());
}

#[test]
fn configs_are_files_folders_or_texts() {
    let manifest = r#"
app "shop"
service "web" {
    image "w:1"
    config "/etc/a" from="conf/a.bin"
    config "/etc/d" from="conf/d"
    config "/etc/t" from="conf/t" template=#true
    config "/etc/x" text="{{ app }}" mode="0600"
}
"#;
    let texts = Texts::default()
        .with("landfall.kdl", manifest)
        .with("conf/a.bin", vec![0_u8, 255])
        .with("conf/d/one", "{{ kept }}")
        .with("conf/d/sub/two", "2")
        .with("conf/t", "name={{ app }}");
    let (plan, messages) = lowered(&texts, "dev");
    assert_eq!(messages, []);
    let configs = &plan.workload("web").unwrap().container.configs;
    let seen: Vec<_> = configs.iter().map(|config| (config.path.as_str(), config.content.as_slice(), config.mode)).collect();
    assert_eq!(
        seen,
        [
            ("/etc/a", &[0, 255][..], 0o644),
            ("/etc/d/one", b"{{ kept }}", 0o644),
            ("/etc/d/sub/two", b"2", 0o644),
            ("/etc/t", b"name=shop", 0o644),
            ("/etc/x", b"shop", 0o600)
        ]
    );
}

#[test]
fn lines_between_three_quotes_end_with_a_new_line_and_other_texts_are_as_they_were_written() {
    let configs = [
        ("text=\"\"\"\n    a\n    b\n    \"\"\"", "a\nb\n"),
        ("{ text (public)#\"\"\"\n    a\n    \"\"\"#; }", "a\n"),
        ("text=\"\"\"\n    a\n\n    \"\"\"", "a\n\n"),
        ("text=\"\"\"\n    \"\"\"", ""),
        ("text=\"a\\nb\"", "a\nb"),
        ("text=\"a\"", "a"),
    ];
    for (written, expected) in configs {
        let config = format!("image \"a:1\"\nconfig \"/a\" {written}\nlabels {{ a \"\"\"\n    b\n    \"\"\"; }}");
        let (workload, messages) = web(&config, "dev");
        assert_eq!(messages, Vec::<String>::new(), "{written}");
        assert_eq!(String::from_utf8_lossy(&workload.container.configs[0].content), expected, "{written}");
        assert_eq!(workload.labels, [("a".to_owned(), "b".to_owned())], "a label is no file");
    }
}

#[test]
fn a_config_has_one_content_that_can_be_read_and_is_not_too_large() {
    let code = |body: &str| {
        web(&format!("image \"w:1\"; {body}"), "dev").1.first().map(|message| message.split(' ').next().unwrap().to_owned())
    };
    assert_eq!(code("config \"/a\""), Some("config-source".into()));
    assert_eq!(code("config \"/a\" from=\"x\" text=\"y\""), Some("config-source".into()));
    assert_eq!(code("config \"/a\" from=\"missing\""), Some("config-file".into()));
    let texts = Texts::default()
        .with("landfall.kdl", "app \"shop\"\nservice \"web\" { image \"w:1\"; config \"/a\" from=\"big\" }")
        .with("big", vec![b'x'; (1 << 20) + 1]);
    assert!(lowered(&texts, "dev").1[0].1.starts_with("config-size"));
}

#[test]
fn a_cron_needs_a_schedule() {
    assert_eq!(
        lower_text("app \"shop\"\ncron \"c\" { image \"c:1\" }", "dev").1,
        ["cron-schedule landfall.kdl:2:6 the cron `c` has no schedule"]
    );
}

#[test]
fn names_labels_and_variables_have_the_forms_that_targets_take() {
    let code = |text: &str| {
        lower_text(&format!("app \"shop\"\n{text}"), "dev")
            .1
            .iter()
            .map(|message| message.split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(code(&format!("cron \"{}\" \"@daily\" {{ image \"c:1\" }}", "c".repeat(53))), ["name-length"]);
    assert_eq!(code("service \"a\" { image \"a:1\" }\njob \"a\" { image \"a:1\" }"), ["name-taken"]);
    assert_eq!(code("let \"a\" \"x\"\nservice \"a\" { image \"a:1\" }"), ["name-taken"]);
    let two_words = "service \"a\" { image \"a:1\"; labels { team \"two words\" } }";
    assert_eq!(code(two_words), Vec::<String>::new(), "Docker takes any text, as Traefik's rules");
    let in_cluster = lower_text(&format!("app \"shop\"\n{two_words}"), "production").1;
    assert!(in_cluster.iter().any(|message| message.starts_with("label-form")), "{in_cluster:?}");
    assert_eq!(code("service \"a\" { image \"a:1\"; labels { \"app.kubernetes.io/name\" \"x\" } }"), ["label-form"]);
    assert_eq!(code("service \"a\" { image \"a:1\"; annotations { team \"two words\" } }"), Vec::<String>::new());
    assert_eq!(code("service \"a\" { image \"a:1\"; port \"a\" 80; port \"b\" 80 }"), ["port-twice"]);
}

#[test]
fn ports_have_names_that_outputs_can_use() {
    let names = |ports: &str| {
        web(&format!("image \"w:1\"; {ports}"), "production").0.ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("port 8080"), ["http"]);
    assert_eq!(names("port 8300; port 53 protocol=\"udp\"; port \"grpc\" 9090"), ["tcp-8300", "udp-53", "grpc"]);
}

#[test]
fn a_variable_without_a_value_comes_from_the_surroundings_in_dev_alone() {
    let (plan, messages) = lower_text("app \"shop\"\nservice \"web\" { image \"w:1\"; env { HOME } }", "dev");
    assert_eq!((env(&plan, "web", "HOME").as_str(), messages.len()), ("<inherit>", 0));
    let messages = lower_text("app \"shop\"\nservice \"web\" { image \"w:1\"; env { HOME } }", "staging").1;
    assert!(messages[0].starts_with("env-value landfall.kdl:2:36"), "{messages:?}");
}

#[test]
fn every_default_is_recorded_with_its_rule() {
    let (plan, _) = lower_text("app \"shop\"\nservice \"web\" { image \"w:1\"; port 80; health \"/x\" }", "production");
    let rule =
        |path: &str| plan.inferred.iter().find(|one| one.path.to_string() == path).map(|one| (one.value.as_str(), one.rule));
    assert_eq!(rule("services.web.user"), Some(("10001", "high-uid-gid")));
    assert_eq!(rule("services.web.scale"), Some(("3", "replicas-min")));
    assert_eq!(rule("services.web.health.live"), Some(("tcp=80", "liveness-differs")));
    assert_eq!(rule("services.web.image.pull"), Some(("always", "image-pull-policy")));
    assert_eq!(rule("platform.kubernetes"), Some(("1.33", "language")));
}

#[test]
fn a_port_is_meant_by_its_number_or_its_name() {
    let text = |http: &str, admin: &str, metrics: &str| {
        format!(
            "image \"a:1\"\nport {http}8080\nport \"admin\" 9000 service=#false\nport \"m\" 9100\nroute \"a.example.com\" {{ port {}; }}\n\
             metrics port={metrics}\nhealth \"/up\" port={admin} {{ live grpc={metrics}; }}",
            if http.is_empty() { "\"tcp-8080\"".to_owned() } else { http.to_owned() },
        )
    };
    let by_number = web(
        "image \"a:1\"\nport \"http\" 8080\nport \"admin\" 9000 service=#false\nport \"m\" 9100\nroute \"a.example.com\" { port 8080; }\n\
             metrics port=9100\nhealth \"/up\" port=9000 { live grpc=9100; }",
        "dev",
    );
    let by_name = web(&text("\"http\" ", "\"admin\"", "\"m\""), "dev");
    assert_eq!(by_number.1, Vec::<String>::new());
    assert_eq!(by_name.1, Vec::<String>::new());
    assert_eq!(by_number.0, by_name.0);
    let health = &by_name.0.container.health;
    assert_eq!(health.ready.as_ref().unwrap().handler, Handler::Http { path: "/up".into(), port: 9000, scheme: Scheme::Http });
    assert_eq!(health.live.as_ref().unwrap().handler, Handler::Grpc(9100));
    assert_eq!(by_name.0.routes[0].port, "http");
    assert_eq!(
        web(&text("", "\"admin\"", "9100"), "dev").0.routes[0].port,
        "tcp-8080",
        "a port has a name though none is written"
    );
}
