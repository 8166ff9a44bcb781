//! Nothing of a Compose file is lost in silence: each field that a service may have is carried, or named.

use super::{Project, empty};

/// Every field of a service in the Compose specification, with a value that says something.
const FIELDS: &str = r#"
annotations: {a: b}
attach: false
blkio_config: {weight: 300}
build: {context: ., network: host}
build: {context: ., dockerfile_inline: "FROM scratch"}
cap_add: [NET_ADMIN]
cap_drop: [ALL]
cgroup: host
cgroup_parent: m
command: serve
configs: [{source: none, target: /etc/none}]
container_name: other
cpu_count: 2
cpu_percent: 50
cpu_period: 100ms
cpu_quota: 50ms
cpu_rt_period: 1ms
cpu_rt_runtime: 1ms
cpu_shares: 73
cpus: 0.5
cpuset: 0-3
credential_spec: {file: a.json}
depends_on: [other]
deploy: {replicas: 4}
deploy: {mode: global}
deploy: {placement: {constraints: [disktype=ssd]}}
deploy: {resources: {limits: {memory: 100M}}}
deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}
deploy: {restart_policy: {condition: on-failure}}
deploy: {update_config: {parallelism: 2}}
develop: {watch: []}
device_cgroup_rules: [c 1:3 mr]
devices: ["/dev/fuse:/dev/fuse"]
dns: 8.8.8.8
dns_opt: [use-vc]
dns_search: example.com
domainname: example.com
entrypoint: /start
env_file: none.env
environment: {A: b}
expose: ["9999"]
expose: ["${NOBODY}"]
extends: {service: other}
external_links: [redis]
extra_hosts: ["a=1.2.3.4"]
gpus: all
group_add: [mail]
healthcheck: {test: [CMD, "true"]}
healthcheck: {disable: true}
healthcheck: {test: [NONE]}
hostname: other
image: acme/other:2
init: true
ipc: host
ipc: shareable
isolation: default
labels: {a: b}
links: [other]
logging: {driver: syslog}
mac_address: 02:42:ac:11:65:43
mem_limit: 64m
mem_reservation: 32m
mem_swappiness: 60
memswap_limit: 1g
models: [llm]
network_mode: host
network_mode: "service:other"
networks: [a]
networks: {a: {ipv4_address: 172.20.0.2}}
networks: {a: {aliases: [api]}}
oom_kill_disable: true
oom_score_adj: 100
pid: host
pids_limit: 100
platform: linux/amd64
platform: odd
ports: ["7000"]
ports: ["${NOBODY}:80"]
post_start: [{command: a}]
pre_stop: [{command: a}]
privileged: true
profiles: [a]
pull_policy: always
read_only: true
restart: "no"
restart: always
restart: weird
restart: on-failure:5
runtime: runsc
scale: 5
secrets: [a]
secrets: [{source: a, mode: 0400}]
security_opt: ["seccomp:unconfined"]
shm_size: 64m
stdin_open: true
stop_grace_period: 1m
stop_signal: SIGINT
storage_opt: {size: 1G}
sysctls: [net.core.somaxconn=1024]
sysctls: {net.core.somaxconn: "${NOBODY}"}
sysctls: [net.core.somaxconn]
sysctls: [{a: b}]
tmpfs: /run
tty: true
ulimits: {nofile: 1024}
use_api_socket: true
user: "1234"
user: postgres
userns_mode: host
uts: host
volumes: ["data:/data"]
volumes: ["/data"]
volumes: ["/srv:/data"]
volumes: ["./none:/data"]
volumes: ["../none:/data"]
volumes: ["~/data:/data"]
volumes: ["relative:data"]
volumes_from: [other]
working_dir: /app
"#;

fn told(project: &Project, lines: &str) -> String {
    let service = if lines.contains("image:") || lines.contains("build:") { "" } else { "    image: acme/web:1\n" };
    project.put("compose.yaml", &format!("services:\n  web:\n{service}    {lines}\n  other:\n    image: acme/other:1\n"));
    let run = project.run(&["init", "--yes", "--stdout"]);
    run.out + run.err.split("error[").next().unwrap_or_default()
}

#[test]
fn every_field_of_a_service_is_carried_or_named() {
    let project = empty();
    let without = told(&project, "image: acme/web:1");
    let mut silent = Vec::new();
    for line in FIELDS.lines().filter(|line| !line.is_empty()) {
        let with = told(&project, line);
        if with == without {
            silent.push(line);
        }
    }
    assert!(silent.is_empty(), "lost in silence: {silent:#?}");
}

#[test]
fn every_field_of_a_backing_service_is_carried_or_named() {
    let project = empty();
    let without = told(&project, "image: postgres:17.5");
    for line in ["platform: linux/amd64", "restart: \"no\"", "sysctls: [net.core.somaxconn=1024]", "healthcheck: {disable: true}"]
    {
        assert_ne!(told(&project, &format!("image: postgres:17.5\n    {line}")), without, "lost in silence: {line}");
    }
}

#[test]
fn a_check_that_is_switched_off_and_a_counted_restart_are_said() {
    let project = empty();
    let off = told(&project, "ports: [\"80:80\"]\n    healthcheck: {disable: true}");
    assert!(off.contains("health \"none\""), "{off}");
    let counted = told(&project, "restart: on-failure:5");
    assert!(counted.contains("restart \"on-failure\"") && counted.contains("however many"), "{counted}");
}

#[test]
fn what_stands_beside_the_services_is_carried_or_named() {
    let project = empty();
    let whole = |rest: &str| {
        project.put("compose.yaml", &format!("services:\n  web:\n    image: acme/web:1\n{rest}\n"));
        let run = project.run(&["init", "--yes", "--stdout"]);
        run.out + &run.err
    };
    let without = whole("");
    for rest in [
        "include: [other.yaml]",
        "volumes: {a: {driver: nfs}}",
        "volumes: {a: {external: true}}",
        "networks: {a: {driver: overlay}}",
        "networks: {a: {ipam: {config: [{subnet: 172.20.0.0/24}]}}}",
        "networks: {a: {external: true}}",
        "models: {llm: {model: a}}",
        "name: other",
    ] {
        assert_ne!(whole(rest), without, "{rest}");
    }
    project.put("compose.override.yaml", "services: {}\n");
    assert!(whole("").contains("compose.override.yaml"));
}
