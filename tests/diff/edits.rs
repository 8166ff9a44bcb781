//! Each change of a manifest is told in a few words, and is told to come from the line that was changed.

use super::Compiled;
use crate::overlay::Texts;
use landfall::{
    causes::Cause,
    diff::{Compared, compare, text},
};

const PRODUCTION: usize = 2;

const BASE: &str = r#"app "demo" owner="team"
let greeting "hello"
service "web" {
    image "ghcr.io/acme/web:1.0.0"
    command "serve" "--quiet"
    port 8080
    route "demo.example.com"
    env {
        API "{{ api.url }}"
        GREETING "{{ greeting }}"
        LEVEL "info"
        TOKEN (secret)"token"
    }
    health "/healthz"
    resources cpu="100m" memory="128Mi"
    scale 2
    labels { tier "front"; }
    tmp "/var/cache" size="64Mi"
}
service "api" {
    image "ghcr.io/acme/api:1.0.0"
    port 9000
    config "/etc/api.toml" text="a = 1\n"
    health { ready "/ready"; live "/live"; }
    resources cpu="100m" memory="128Mi"
    scale 2
    depends-on "setup"
    egress cidr="203.0.113.0/24" port=443
    update max-unavailable=1
}
job "setup" {
    image "ghcr.io/acme/api:1.0.0"
    command "setup"
    resources cpu="50m" memory="64Mi"
}
service "worker" {
    image "ghcr.io/acme/api:1.0.0"
    resources cpu="50m" memory="64Mi"
    scale 2
}
cron "sweep" "0 3 * * *" {
    image "ghcr.io/acme/api:1.0.0"
    resources cpu="50m" memory="64Mi"
}
environment "staging" { service "web" { scale 1; }; }
environment "production" {
    platform { edge class="nginx" namespace="ingress-nginx"; }
    secrets "vault" server="https://vault.example.com" path="kv/demo"
    service "worker" { config "/etc/key.toml" text="key = {{ secret.api-key }}\n"; }
}
"#;

const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader}\nrules: []\n";

/// A change of the manifest.
#[derive(Debug)]
enum Edit {
    /// A text instead of another, the first such.
    Change(&'static str, &'static str),
    /// A line more at the beginning of a block, which this text opens.
    Add(&'static str, &'static str),
    /// A line less.
    Drop(&'static str),
}
use Edit::{Add, Change, Drop};

/// What is changed, and what is told of it in production. Only the lines that hold the change may be named.
const EDITS: &[(Edit, &str)] = &[
    (Change("team", "other"), "the application: owner team → other"),
    (Change("api:1.0.0", "api:1.1.0"), "api: image 1.0.0 → 1.1.0"),
    (Change("web:1.0.0", "other:1.0.0"), "web: image ghcr.io/acme/web:1.0.0 → ghcr.io/acme/other:1.0.0"),
    (Change("web:1.0.0\"", "web:1.0.0\" platform=\"linux/arm64\""), "web: adds image platform linux/arm64"),
    (Change("--quiet", "--loud"), "web: command serve --quiet → serve --loud"),
    (Drop("command \"serve\""), "web: drops command"),
    (Change("info", "debug"), "web: variable LEVEL info → debug"),
    (Drop("LEVEL"), "web: drops variable LEVEL"),
    (Add("env", "MORE \"1\""), "web: adds variable MORE 1"),
    (Change("hello", "bye"), "web: variable GREETING hello → bye"),
    (
        Change("(secret)\"token\"", "(secret)\"key\""),
        "the application: drops secret token, adds secret key to be supplied|web: variable TOKEN {{ secret.token }} → {{ secret.key }}",
    ),
    (Change("128Mi", "256Mi"), "web: memory request 128Mi → 256Mi, memory limit 128Mi → 256Mi"),
    (Change("scale 2", "scale min=3 max=9 cpu=80"), "web: replicas 2 → 3 to 9, for 80% of CPU"),
    (Change("front", "back"), "web: label tier front → back"),
    (Change("size=\"64Mi\"", "size=\"32Mi\""), "web: size of scratch space /var/cache 64Mi → 32Mi, disk limit 448Mi → 416Mi"),
    (
        Change("example.com\"", "example.com\" { path \"/a\"; }"),
        "web: drops route demo.example.com, adds route demo.example.com/a to http",
    ),
    (Drop("route"), "web: drops route demo.example.com, no longer reached by namespace ingress-nginx"),
    (Change("a = 1", "a = 2"), "api: config /etc/api.toml 1 line → 1 line (1 added, 1 removed)"),
    (Change("key = ", "name = "), "worker: config /etc/key.toml 1 line → 1 line (1 added, 1 removed)"),
    (Change("text=", "mode=\"0600\" text="), "api: mode of config /etc/api.toml 0644 → 0600"),
    (
        Change("/ready", "/up"),
        "api: probe start HTTP GET /ready at 9000 → HTTP GET /up at 9000, probe ready HTTP GET /ready at 9000 → HTTP GET /up at 9000",
    ),
    (Change("/live\"", "/live\" interval=\"20s\""), "api: probe live: interval 10s → 20s"),
    (Change("/live", "none"), "api: drops probe live"),
    (Add("service \"worker\"", "health \"none\""), "worker: adds no health check, nor the image's own"),
    (Drop("depends-on"), "api: no longer waits for setup"),
    (Add("service \"api\"", "reach \"web\""), "api: reaches web at 8080"),
    (
        Change("203.0.113.0/24", "198.51.100.0/24"),
        "api: no longer reaches 203.0.113.0/24 outside, at 443, reaches 198.51.100.0/24 outside, at 443",
    ),
    (Change("unavailable=1", "unavailable=\"50%\""), "api: fewer at an update 1 → 50%"),
    (Add("job", "timeout \"5m\""), "setup: adds timeout 5m"),
    (Change("0 3 * * *", "0 4 * * *"), "sweep: schedule 0 3 * * * → 0 4 * * *"),
    (
        Add("service \"web\"", "user 20000"),
        "web: user 10001 → 20000, group 10001 → 20000, group of files in volumes 10001 → 20000",
    ),
    (Add("service \"web\"", "stop within=\"1m\""), "web: time to stop 30s → 1m"),
    (
        Add("service \"web\"", "sidecar \"proxy\" { image \"ghcr.io/acme/proxy:1\"; resources cpu=\"10m\" memory=\"16Mi\"; }"),
        "web: adds sidecar proxy ghcr.io/acme/proxy:1",
    ),
    (Add("service \"web\"", "sysctl \"net.ipv4.tcp_fin_timeout\" 20"), "web: adds sysctl net.ipv4.tcp_fin_timeout 20"),
    (Add("service \"web\"", "run-args \"--init\""), "web: adds flags of docker run --init"),
    (
        Change("service \"api\"", "stateful \"api\""),
        "api: kind service → stateful, reached by pods with app.kubernetes.io/instance=api at each of its ports",
    ),
    (
        Change("ingress-nginx", "edge"),
        "the application: namespace of the edge ingress-nginx → edge|web: no longer reached by namespace ingress-nginx, reached by namespace edge at 8080",
    ),
    (Add("environment \"production\"", "namespace \"shop\""), "the application: namespace demo → shop"),
    (Add("environment \"production\"", "object \"kubernetes\" file=\"role.yaml\""), "the application: adds object Role reader"),
    (
        Add("environment \"production\"", "patch \"Deployment\" \"web\" { spec { paused #true; }; }"),
        "the application: adds patch of Deployment web {\"spec\":{\"paused\":true}}",
    ),
];

impl Edit {
    /// The manifest with the change, and the lines that it touches, before or after.
    fn apply(&self) -> (String, std::ops::RangeInclusive<usize>) {
        let place = |text: &str| BASE.find(text).unwrap_or_else(|| panic!("{text}"));
        let line_at = |place: usize| BASE[..place].matches('\n').count() + 1;
        let behind = |place: usize| place + BASE[place..].find('\n').unwrap() + 1;
        match self {
            Change(old, new) => (BASE.replacen(old, new, 1), line_at(place(old))..=line_at(place(old))),
            Add(block, line) => {
                let (above, below) = BASE.split_at(behind(place(&format!("{block} "))));
                (format!("{above}{line}\n{below}"), line_at(above.len())..=line_at(above.len()))
            }
            Drop(start) => {
                let at = place(&format!(" {start} ")) + 1;
                let (above, below) = (BASE[..at].trim_end_matches(' '), &BASE[behind(at)..]);
                (format!("{above}{below}"), line_at(at)..=line_at(at))
            }
        }
    }
}

#[test]
fn every_change_is_told_and_comes_from_the_line_that_was_changed() {
    let base = Texts::new([("landfall.kdl", BASE)]);
    let before = Compiled::new(&base);
    let mut wrong = Vec::new();
    for (edit, told) in EDITS {
        let (edited, touched) = edit.apply();
        let texts = Texts::new([("landfall.kdl", edited.as_str()), ("role.yaml", ROLE)]);
        let after = Compiled::new(&texts);
        let pair = compare(&before.side(&base, PRODUCTION), &after.side(&texts, PRODUCTION));
        let places = pair.differences.iter().flat_map(|one| one.before_because.iter().chain(&one.after_because));
        let lines: Vec<usize> = places
            .filter_map(|cause| match cause {
                Cause::Written(written) => Some(written.position.line),
                _ => None,
            })
            .collect();
        if lines.is_empty() || !lines.iter().all(|line| touched.contains(line)) {
            wrong.push(format!("{edit:?} is said to come from the lines {lines:?}, not {touched:?}"));
        }
        let compared = Compared { against: None, past_errors: 0, pairs: vec![pair], new: Vec::new(), gone: Vec::new() };
        let short = text::short(&compared, text::Look { all: true, color: false });
        let lines: Vec<_> = short.lines().skip(1).map(str::trim).collect();
        if lines.join("|") != *told {
            wrong.push(format!("{edit:?} is told as\n{}", lines.join("|")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_differs_from_itself() {
    let texts = Texts::new([("landfall.kdl", BASE)]);
    // Lines that moved are no difference.
    let moved = format!("// a comment\n\n{BASE}");
    let other = Texts::new([("landfall.kdl", moved.as_str())]);
    let (one, two) = (Compiled::new(&texts), Compiled::new(&other));
    for environment in 0..3 {
        let pair = compare(&one.side(&texts, environment), &two.side(&other, environment));
        assert!(pair.differences.is_empty(), "{:#?}", pair.differences);
    }
}
