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
cron "sweep" "0 3 * * *" {
    image "ghcr.io/acme/api:1.0.0"
    resources cpu="50m" memory="64Mi"
}
environment "staging" { service "web" { scale 1; }; }
environment "production" {
    platform { edge class="nginx" namespace="ingress-nginx"; }
}
"#;

/// What is written, what is written instead, and what is told of it in production. Only the lines that hold the change may be named.
const EDITS: [(&str, &str, &str); 33] = [
    ("owner=\"team\"", "owner=\"other\"", "the application: owner team → other"),
    ("api:1.0.0\"\n    port", "api:1.1.0\"\n    port", "api: image 1.0.0 → 1.1.0"),
    ("web:1.0.0", "other:1.0.0", "web: image ghcr.io/acme/web:1.0.0 → ghcr.io/acme/other:1.0.0"),
    ("\"--quiet\"", "\"--loud\"", "web: command serve --quiet → serve --loud"),
    ("    command \"serve\" \"--quiet\"\n", "", "web: drops command"),
    ("LEVEL \"info\"", "LEVEL \"debug\"", "web: variable LEVEL info → debug"),
    ("        LEVEL \"info\"\n", "", "web: drops variable LEVEL"),
    ("LEVEL \"info\"", "LEVEL \"info\"; MORE \"1\"", "web: adds variable MORE 1"),
    ("greeting \"hello\"", "greeting \"bye\"", "web: variable GREETING hello → bye"),
    (
        "(secret)\"token\"",
        "(secret)\"key\"",
        "the application: drops secret token, adds secret key to be supplied|web: variable TOKEN {{ secret.token }} → {{ secret.key }}",
    ),
    (
        "\"128Mi\"\n    scale 2\n    labels",
        "\"256Mi\"\n    scale 2\n    labels",
        "web: memory request 128Mi → 256Mi, memory limit 128Mi → 256Mi",
    ),
    ("scale 2\n    labels", "scale min=3 max=9 cpu=80\n    labels", "web: replicas 2 → 3 to 9, for 80% of CPU"),
    ("tier \"front\"", "tier \"back\"", "web: label tier front → back"),
    ("size=\"64Mi\"", "size=\"32Mi\"", "web: size of scratch space /var/cache 64Mi → 32Mi, disk limit 448Mi → 416Mi"),
    (
        "demo.example.com\"",
        "demo.example.com\" { path \"/a\"; }",
        "web: drops route demo.example.com, adds route demo.example.com/a to http",
    ),
    ("    route \"demo.example.com\"\n", "", "web: drops route demo.example.com, no longer reached by namespace ingress-nginx"),
    ("text=\"a = 1\\n\"", "text=\"a = 2\\n\"", "api: config /etc/api.toml 1 line → 1 line (1 added, 1 removed)"),
    ("text=\"a = 1\\n\"", "text=\"a = 1\\n\" mode=\"0600\"", "api: mode of config /etc/api.toml 0644 → 0600"),
    (
        "ready \"/ready\"",
        "ready \"/up\"",
        "api: probe start HTTP GET /ready at 9000 → HTTP GET /up at 9000, probe ready HTTP GET /ready at 9000 → HTTP GET /up at 9000",
    ),
    ("live \"/live\"", "live \"/live\" interval=\"20s\"", "api: probe live: interval 10s → 20s"),
    ("live \"/live\"; ", "live \"none\"; ", "api: drops probe live"),
    ("    depends-on \"setup\"\n", "", "api: no longer waits for setup"),
    ("    depends-on \"setup\"\n", "    depends-on \"setup\"\n    reach \"web\"\n", "api: reaches web at 8080"),
    (
        "203.0.113.0/24",
        "198.51.100.0/24",
        "api: no longer reaches 203.0.113.0/24 outside, at 443, reaches 198.51.100.0/24 outside, at 443",
    ),
    ("max-unavailable=1", "max-unavailable=\"50%\"", "api: fewer at an update 1 → 50%"),
    ("command \"setup\"\n", "command \"setup\"\n    timeout \"5m\"\n", "setup: adds timeout 5m"),
    ("0 3 * * *", "0 4 * * *", "sweep: schedule 0 3 * * * → 0 4 * * *"),
    (
        "    tmp",
        "    user 20000\n    tmp",
        "web: user 10001 → 20000, group 10001 → 20000, group of files in volumes 10001 → 20000",
    ),
    ("    tmp", "    stop within=\"1m\"\n    tmp", "web: time to stop 30s → 1m"),
    (
        "    tmp",
        "    sidecar \"proxy\" { image \"ghcr.io/acme/proxy:1\"; resources cpu=\"10m\" memory=\"16Mi\"; }\n    tmp",
        "web: adds sidecar proxy ghcr.io/acme/proxy:1",
    ),
    (
        "service \"api\" {",
        "stateful \"api\" {",
        "api: kind service → stateful, reached by pods with app.kubernetes.io/instance=api at each of its ports",
    ),
    (
        "namespace=\"ingress-nginx\"",
        "namespace=\"edge\"",
        "the application: namespace of the edge ingress-nginx → edge|web: no longer reached by namespace ingress-nginx, reached by namespace edge at 8080",
    ),
    (
        "environment \"production\" {\n",
        "environment \"production\" {\n    namespace \"shop\"\n",
        "the application: namespace demo → shop",
    ),
];

#[test]
fn every_change_is_told_and_comes_from_the_line_that_was_changed() {
    let base = Texts::new([("landfall.kdl", BASE)]);
    let before = Compiled::new(&base);
    let mut wrong = Vec::new();
    for (old, new, told) in EDITS {
        assert!(BASE.contains(old), "{old}");
        let edited = BASE.replacen(old, new, 1);
        let texts = Texts::new([("landfall.kdl", edited.as_str())]);
        let after = Compiled::new(&texts);
        let pair = compare(&before.side(&base, PRODUCTION), &after.side(&texts, PRODUCTION));
        let places = pair.differences.iter().flat_map(|one| one.before_because.iter().chain(&one.after_because));
        let lines: Vec<usize> = places
            .filter_map(|cause| match cause {
                Cause::Written(written) => Some(written.position.line),
                _ => None,
            })
            .collect();
        let (first, last) = lines_of(old, new);
        if lines.is_empty() || !lines.iter().all(|line| (first..=last).contains(line)) {
            wrong.push(format!("{old:?} to {new:?} is said to come from the lines {lines:?}, not {first} to {last}"));
        }
        let compared = Compared { against: None, pairs: vec![pair], new: Vec::new(), gone: Vec::new() };
        let short = text::short(&compared, text::Look { all: true, color: false });
        let lines: Vec<_> = short.lines().skip(1).map(str::trim).collect();
        if lines.join("|") != told {
            wrong.push(format!("{old:?} to {new:?} is told as\n{}", lines.join("|")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines that an edit touches, before or after.
fn lines_of(old: &str, new: &str) -> (usize, usize) {
    let at = BASE.find(old).unwrap();
    let line = |end: usize| BASE[..end].matches('\n').count() + 1;
    let grown = new.matches('\n').count().max(old.matches('\n').count());
    (line(at), line(at) + grown)
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
