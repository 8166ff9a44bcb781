//! Services of the catalogue on an engine: healthy as the catalogue asks them, and open to those who have the password alone.

use super::script::Script;
use std::process::Command;

const MANIFEST: &str = r#"
app "types"
service "client" {
    image "docker.io/library/memcached:1.6"
    command "sleep" "3600"
    env {
        SQL "{{ sql.url }}"
        QUEUE "{{ queue.url }}"
        BUS "{{ bus.url }}"
        BUS_USER "{{ bus.username }}"
        BUS_PASSWORD "{{ bus.password }}"
        KEPT "{{ kept.url }}"
        KEEPER "{{ keeper.url }}"
    }
}
mariadb "sql"
rabbitmq "queue"
nats "bus"
memcached "kept"
zookeeper "keeper"
"#;

/// What a shell in a workload's container prints.
fn ask(workload: &str, script: &str) -> String {
    let container = format!("types-dev-{workload}");
    let output = Command::new("docker").args(["exec", &container, "sh", "-c", script]).output().expect("docker is there");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn services_of_the_catalogue_are_healthy_and_take_their_password_alone() {
    let types = Script::of(MANIFEST);
    let (_, progress) = types.succeeds(&["up", "-d"]);
    for name in ["sql", "queue", "bus", "kept", "keeper"] {
        let line = progress.lines().find(|line| line.trim_start().starts_with(&format!("{name} ")));
        assert!(line.is_some_and(|line| line.contains("healthy")), "{name}: {progress}");
    }
    let bus =
        |login: &str| ask("client", &format!(r#"printf "CONNECT {{{login}\"verbose\":true}}\r\nPING\r\n" | nc -w 2 bus 4222"#));
    let answer = bus(r#"\"user\":\"$BUS_USER\",\"pass\":\"$BUS_PASSWORD\","#);
    assert!(answer.contains("+OK") && answer.contains("PONG"), "{answer}");
    assert!(bus("").contains("Authorization Violation"));
    let kept = ask("client", r#"printf "set a 0 0 1\r\nx\r\nget a\r\nquit\r\n" | nc kept 11211"#);
    assert!(kept.contains("STORED") && kept.contains("VALUE a 0 1"), "{kept}");
    assert!(ask("client", "echo srvr | nc keeper 2181").contains("Mode: standalone"));
    let sql = |password: &str| ask("sql", &format!(r#"mariadb -h 127.0.0.1 -u types -p"{password}" types -e 'select user()'"#));
    assert!(sql("$(cat /run/secrets/password)").contains("types@"));
    assert!(sql("wrong").contains("Access denied"));
    assert!(ask("queue", r#"rabbitmqctl authenticate_user types "$RABBITMQ_DEFAULT_PASS""#).contains("Success"));
}
