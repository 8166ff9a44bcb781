//! An engine runs the script: everything gets healthy, answers, takes a change, and goes without a trace.

use super::script::Script;
use landfall::checksum::checksum;
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
};

/// What `http://ADDRESS/` answers to a request.
fn ask(url: &str, request: &str) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

fn get(url: &str) -> String {
    let answer = ask(url, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    answer
}

/// Where `status` says that a workload is reached.
fn address(script: &Script, workload: &str) -> String {
    let (table, _) = script.succeeds(&["status"]);
    let row = table.lines().find(|line| line.split_whitespace().next() == Some(workload)).unwrap();
    row.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned()
}

fn docker(words: &[&str]) -> String {
    let output = Command::new("docker").args(words).output().expect("docker is there");
    assert!(output.status.success(), "docker {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The id of a container.
fn id(name: &str) -> String {
    docker(&["container", "inspect", "--format", "{{.Id}}", name])
}

/// The names of all that the engine keeps for an application.
fn traces(project: &str) -> String {
    let filter = format!("label=landfall.project={project}");
    let lists: [&[&str]; 3] = [&["container", "ls", "-a"], &["network", "ls"], &["volume", "ls"]];
    lists.into_iter().map(|list| docker(&[list, &["--quiet", "--filter", &filter]].concat())).collect()
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn the_shop_runs_takes_a_change_and_goes_without_a_trace() {
    let shop = Script::of_example("shop");
    let missing = shop.fails(&["up", "-d"]);
    assert!(missing.contains("lacks secrets") && missing.contains("STRIPE_KEY"), "{missing}");
    let kept = shop.read("deploy/dev/.env");
    shop.put("deploy/dev/.env", &format!("{kept}export stripe-key = \"sk_\\$5{{x}}\\\"'\\\\\" # a comment\n"));

    let (_, progress) = shop.succeeds(&["up", "-d"]);
    assert!(progress.contains("healthy") && progress.contains("http://"), "{progress}");
    let page = get(&address(&shop, "web"));
    for told in ["shop-web uid: 10001", "log level: debug", &checksum(b"sk_$5{x}\"'\\"), "read-timeout = \"10s\""] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(shop.succeeds(&["run", "digest"]).0.contains("digest of 0 orders"));
    let (shown, _) = shop.succeeds(&["env"]);
    assert!(shown.contains("STRIPE_KEY=********") && !shown.contains("sk_"), "{shown}");

    let (_, again) = shop.succeeds(&["up", "-d"]);
    assert_eq!(again.matches("unchanged").count(), 5, "{again}");

    let before = (id("shop-dev-order-api"), id("shop-dev-db"));
    shop.put("config/api.toml", &shop.read("config/api.toml").replace("\"10s\"", "\"7s\""));
    shop.render();
    shop.succeeds(&["up", "-d"]);
    assert_ne!(id("shop-dev-order-api"), before.0);
    assert_eq!(id("shop-dev-db"), before.1);
    assert!(get(&address(&shop, "web")).contains("read-timeout = \"7s\""));

    shop.succeeds(&["down"]);
    shop.succeeds(&["up", "-d"]);
    shop.succeeds(&["down", "-v"]);
    assert_eq!(traces("shop-dev"), "");
    assert!(shop.read("deploy/dev/.env").contains("DB_PASSWORD="));
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn the_voting_application_counts_a_vote() {
    let voting = Script::of_example("voting");
    voting.succeeds(&["up", "-d"]);
    let vote = address(&voting, "vote");
    let answer =
        ask(&vote, "POST / HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nvote=a");
    assert!(!answer.is_empty(), "{vote}");
    let result = address(&voting, "result");
    let counted = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        get(&result).contains("a: 1")
    });
    assert!(counted, "{}", get(&result));
    voting.succeeds(&["down", "-v"]);
    assert_eq!(traces("voting-dev"), "");
}

#[test]
#[ignore = "needs Podman, and a Docker Engine with the images of tests/engines"]
fn the_shop_runs_with_podman() {
    let images = [
        "docker.io/library/postgres:16",
        "docker.io/library/redis:7",
        "ghcr.io/acme/shop-api:2.3.0",
        "ghcr.io/acme/shop-web:2.3.0",
    ];
    let engines = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/engines");
    assert!(Command::new(engines).args(["load", "podman"]).args(images).status().unwrap().success());
    let shop = Script::of_example_on("podman", "shop");
    shop.put("deploy/dev/.env", "STRIPE_KEY=sk_test\n");
    shop.succeeds(&["up", "-d"]);
    let page = get(&address(&shop, "web"));
    for told in ["shop-web uid: 10001", "/tmp: writable", "/var/cache/shop: writable", &checksum(b"sk_test")] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let (_, again) = shop.succeeds(&["up", "-d"]);
    assert_eq!(again.matches("unchanged").count(), 5, "{again}");
    shop.succeeds(&["down", "-v"]);
    let left = Command::new("podman").args(["ps", "-aq", "--filter", "label=landfall.project=shop-dev"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&left.stdout), "");
}

/// A service of the API's image with another body.
fn service(name: &str, body: &str) -> String {
    format!("service \"{name}\" {{ image \"ghcr.io/acme/shop-api:2.3.0\"; {body}; }}\n")
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_container_writes_where_it_may_after_a_restart_too() {
    let places = "port 80; entrypoint \"sleep\" \"1000\"; stop within=\"1s\"; volume \"data\" \"/var/lib/api\" size=\"1Gi\"; tmp \"/var/cache/api\"";
    let script = Script::of(&format!("app \"landfall-places\"\n{}", service("api", places)));
    let write =
        |path: &str| script.succeeds(&["exec", "api", "sh", "-c", &format!("date >> {path}/x && mkdir -p -m 700 {path}/y")]);
    script.succeeds(&["up", "-d"]);
    for place in ["/var/lib/api", "/var/cache/api", "/tmp"] {
        write(place);
    }
    script.succeeds(&["restart", "api"]);
    write("/var/cache/api");
    script.succeeds(&["down"]);
    script.succeeds(&["up", "-d"]);
    write("/var/lib/api");
    let seen = script.succeeds(&["exec", "api", "sh", "-c", "grep -c . /var/lib/api/x; stat -c %u:%g /var/lib/api/y"]).0;
    assert_eq!(seen, "2\n10001:10001\n");
    assert!(!script.run(&["exec", "api", "touch", "/etc/x"]).status.success());
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_failure_shows_the_end_of_the_log() {
    let script = Script::of(&format!("app \"landfall-failure\"\n{}", service("api", "port 80; command \"nonsense\"")));
    let said = script.fails(&["up", "-d"]);
    assert!(said.contains("has ended with 1") && said.contains("| ") && said.contains("unknown command"), "{said}");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_port_that_is_taken_gets_a_clear_word() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let script = Script::of(&format!("app \"landfall-port\"\n{}", service("api", &format!("port 80 publish={port}"))));
    let said = script.fails(&["up", "-d"]);
    assert!(said.contains("its port is taken on this host") && said.contains("publish="), "{said}");
    assert_eq!(docker(&["ps", "-aq", "--filter", "label=landfall.project=landfall-port-dev"]), "");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn what_left_the_manifest_leaves_the_host() {
    let manifest = |names: &[&str]| {
        let sleepers = names.iter().map(|name| service(name, "port 80; entrypoint \"sleep\" \"1000\"; stop within=\"1s\""));
        format!("app \"landfall-orphan\"\n{}", sleepers.collect::<String>())
    };
    let script = Script::of(&manifest(&["a", "b", "c"]));
    script.succeeds(&["up", "-d"]);
    script.put("landfall.kdl", &manifest(&["a", "c"]));
    script.render();
    let (_, said) = script.succeeds(&["up", "-d"]);
    assert!(said.contains("removed, as it is no longer in the manifest") && said.contains("unchanged"), "{said}");
    assert_eq!(docker(&["ps", "-q", "--filter", "name=landfall-orphan-dev-"]).lines().count(), 2);
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn ctrl_c_stops_what_up_follows() {
    let body = "port 80; entrypoint \"sh\" \"-c\" \"echo hello; exec sleep 1000\"; stop within=\"1s\"";
    let script = Script::of(&format!("app \"landfall-follow\"\n{}{}", service("a", body), service("b", body)));
    let up = script.command(&["up"]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let running = || docker(&["ps", "-q", "--filter", "label=landfall.project=landfall-follow-dev"]).lines().count();
    let until = |count: usize| {
        (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            running() == count
        })
    };
    assert!(until(2));
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert!(Command::new("kill").args(["-INT", &up.id().to_string()]).status().unwrap().success());
    let output = up.wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!((output.status.code(), running()), (Some(130), 0));
    assert!(printed.contains("a     | hello") && printed.contains("b     | hello"), "{printed}");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_single_service_runs_attached_in_a_terminal() {
    let hello = Script::of_example("hello");
    let terminal = format!("{} up", hello.here().join("run.sh").display());
    let mut up = Command::new("script")
        .args(["-qec", &terminal, "/dev/null"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let attached = || docker(&["ps", "--filter", "name=hello-dev-web", "--format", "{{.Names}}"]) == "hello-dev-web\n";
    assert!((0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        attached()
    }));
    let inspected = docker(&["inspect", "--format", "{{.Config.Tty}} {{.HostConfig.AutoRemove}}", "hello-dev-web"]);
    assert_eq!(inspected, "true true\n");
    up.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
    up.wait_with_output().unwrap();
    assert_eq!(traces("hello-dev"), "");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn inits_run_before_and_a_sidecar_shares_localhost() {
    let pods = Script::of(include_str!("../companions.kdl"));
    pods.succeeds(&["up", "-d", "caller"]);
    let (probe, _) = pods.succeeds(&["logs", "api-probe"]);
    assert_eq!(probe, "first\nhello\n");
    let before = id("pods-dev-api");
    docker(&["restart", "pods-dev-api"]);
    let (_, again) = pods.succeeds(&["up", "-d"]);
    assert!(again.contains("api-check    unchanged") && again.contains("api-probe    changed, healthy"), "{again}");
    assert_eq!(id("pods-dev-api"), before);
    docker(&["stop", "pods-dev-api"]);
    let (_, again) = pods.succeeds(&["up", "-d", "api"]);
    assert!(again.contains("api-prepare  changed, done") && again.contains("api-probe    changed, healthy"), "{again}");
    pods.succeeds(&["down", "-v"]);
    assert_eq!(traces("pods-dev"), "");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_command_runs_before_each_stop_by_the_script() {
    let body = r#"entrypoint "sh" "-c" "trap 'echo signal >> /var/lib/api/log; exit' TERM; while :; do sleep 0.1; done"
        volume "data" "/var/lib/api" size="1Gi"
        stop within="5s" { before "sh" "-c" "echo \"before $0\" >> /var/lib/api/log" "{{ app }}"; }"#;
    let script = Script::of(&format!("app \"landfall-stop\"\n{}{}", service("api", body), service("b", "reach \"api\"")));
    script.succeeds(&["up", "-d", "api"]);
    script.succeeds(&["restart", "api"]);
    script.put("landfall.kdl", &script.read("landfall.kdl").replace("0.1", "0.2"));
    script.render();
    script.succeeds(&["up", "-d", "api"]);
    script.succeeds(&["down"]);
    script.succeeds(&["up", "-d", "api"]);
    let (log, _) = script.succeeds(&["exec", "api", "cat", "/var/lib/api/log"]);
    assert_eq!(log, "before landfall-stop\nsignal\n".repeat(3));
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn one_workload_reads_what_another_wrote() {
    let stays = "entrypoint \"sleep\" \"1000\"; stop within=\"1s\"";
    let writes = format!("{stays}; volume \"common\" \"/srv\" shared=#true");
    let reads = format!("{stays}; reach \"a\"; volume \"common\" \"/in\" shared=#true read-only=#true");
    let script =
        Script::of(&format!("app \"landfall-common\"\nvolume \"common\"\n{}{}", service("a", &writes), service("b", &reads)));
    script.succeeds(&["up", "-d"]);
    script.succeeds(&["exec", "a", "sh", "-c", "echo hello > /srv/said"]);
    assert_eq!(script.succeeds(&["exec", "b", "cat", "/in/said"]).0, "hello\n");
    assert!(!script.run(&["exec", "b", "touch", "/in/x"]).status.success());
    assert_eq!(
        docker(&["volume", "ls", "-q", "--filter", "label=landfall.project=landfall-common-dev"]),
        "landfall-common-dev_common\n"
    );
    script.succeeds(&["down", "-v"]);
    assert_eq!(traces("landfall-common-dev"), "");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_volume_that_somebody_else_makes_has_to_be_there() {
    let body =
        "entrypoint \"sleep\" \"1000\"; stop within=\"1s\"; volume \"old\" \"/old\" existing=\"landfall-kept\" read-only=#true";
    let script = Script::of(&format!("app \"landfall-existing\"\n{}{}", service("a", body), service("b", "reach \"a\"")));
    let said = script.fails(&["up", "-d", "a"]);
    assert!(said.contains("docker volume create landfall-kept"), "{said}");
    docker(&["volume", "create", "landfall-kept"]);
    script.succeeds(&["up", "-d", "a"]);
    script.succeeds(&["down", "-v"]);
    assert_eq!(docker(&["volume", "ls", "-q", "--filter", "name=landfall-kept"]), "landfall-kept\n");
    docker(&["volume", "rm", "landfall-kept"]);
}
