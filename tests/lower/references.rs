//! What `{{ }}` stands for.

use super::{env, lower_text};

const BODY: &str = r#"
app "shop"
service "api" { image "api:1"; port 8080 service=80; port "admin" 9901 }
"#;

fn value(reference: &str, environment: &str) -> String {
    let text = format!("{BODY}\nservice \"web\" {{ image \"web:1\"; env {{ X #\"{reference}\"# }} }}");
    env(&lower_text(&text, environment).0, "web", "X")
}

fn mistake(reference: &str) -> Vec<String> {
    let text = format!("{BODY}\nservice \"web\" {{ image \"web:1\"; port 80; env {{ X #\"{reference}\"# }} }}");
    lower_text(&text, "dev").1
}

#[test]
fn a_workload_is_reached_at_its_own_port_or_its_services() {
    assert_eq!(value("{{ api.url }}", "dev"), "http://api:8080");
    assert_eq!(value("{{ api.url }}", "production"), "http://api:80");
    assert_eq!(value("{{ api.host }}:{{ api.port }}", "production"), "api:80");
    assert_eq!(value("{{ api.ports.admin }}", "production"), "9901");
    assert_eq!(value("{{ api.replicas }}", "staging"), "1");
}

#[test]
fn names_constants_and_filters_are_evaluated() {
    assert_eq!(value("{{ app | upper }}-{{ env }}", "staging"), "SHOP-staging");
    assert_eq!(value(r#"{{ "{{" }} {% if %} {#"#, "dev"), "{{ {% if %} {#");
    let text = "app \"shop\"\nparam \"tag\" default=\"7\"\nlet \"host\" \"{{ app }}.example.com\"\nlet \"url\" \"https://{{ host }}/{{ param.tag }}\"\n\
                service \"web\" { image \"web:1\"; env { X \"{{ url }}\" } }";
    assert_eq!(env(&lower_text(text, "dev").0, "web", "X"), "https://shop.example.com/7");
}

#[test]
fn unknown_names_come_with_the_nearest_known_one() {
    assert_eq!(mistake("{{ apo.url }}"), ["unknown-name landfall.kdl:5:51 `apo.url` names nothing: there is no `apo`"]);
    assert_eq!(mistake("{{ api.hots }}"), ["unknown-name landfall.kdl:5:51 the service `api` offers no `hots`"]);
    assert_eq!(mistake("{{ api }}"), ["unknown-name landfall.kdl:5:51 `api` is a service, and no text by itself"]);
    assert_eq!(mistake("{{ api.ports.amin }}"), ["unknown-name landfall.kdl:5:51 `api` has no port `amin`"]);
    assert_eq!(mistake("{{ param.x }}"), ["unknown-name landfall.kdl:5:51 there is no parameter `x`"]);
}

#[test]
fn the_second_expression_of_a_text_is_the_one_that_is_shown() {
    assert_eq!(
        mistake("{{ api.url }} {{ apo.url }}"),
        ["unknown-name landfall.kdl:5:65 `apo.url` names nothing: there is no `apo`"]
    );
}

#[test]
fn arithmetic_is_sent_to_overlays() {
    let mistakes = mistake("{{ api.port + 1 }}");
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].contains("there is no arithmetic and no condition"), "{mistakes:?}");
}

#[test]
fn constants_in_a_circle_are_reported_with_the_circle() {
    let text =
        "app \"shop\"\nlet \"a\" \"{{ b }}\"\nlet \"b\" \"{{ a }}\"\nservice \"web\" { image \"web:1\"; env { X \"{{ a }}\" } }";
    let mistakes = lower_text(text, "dev").1;
    assert_eq!(mistakes, ["constant-cycle landfall.kdl:3:10 the constant `a` needs itself: a → b → a"]);
}

#[test]
fn a_secret_is_a_piece_and_never_text() {
    assert_eq!(value("https://u:{{ secret.key | urlencode }}@x", "dev"), "https://u:<key url>@x");
    assert_eq!(
        mistake("{{ secret.key | upper }}"),
        ["secret-filter landfall.kdl:5:51 `upper` needs the text of `secret.key`, which is only known at run time"]
    );
}

#[test]
fn secrets_are_refused_where_they_would_be_readable() {
    let text = "app \"shop\"\nservice \"web\" { image \"web:{{ secret.tag }}\"; labels { a \"{{ secret.b }}\" }; config \"/a\" text=\"{{ secret.c }}\" }";
    let codes: Vec<_> =
        lower_text(text, "dev").1.iter().map(|message| message.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(codes, ["secret-place", "secret-place", "secret-place"]);
}

#[test]
fn a_public_address_is_the_published_port_or_the_routes_host() {
    let text = "app \"shop\"\nplatform { edge class=\"nginx\" namespace=\"ingress\" issuer=\"le\" }\n\
                service \"web\" { image \"web:1\"; port 8080; route \"shop.example.com\"; env { X \"{{ web.public_url }}\" } }";
    assert_eq!(env(&lower_text(text, "dev").0, "web", "X"), "http://localhost:8080");
    assert_eq!(env(&lower_text(text, "production").0, "web", "X"), "https://shop.example.com");
}

/// The value of a text in another workload, where the stateful workload `db` runs twice.
fn of_db(reference: &str, environment: &str) -> (String, Vec<String>) {
    let text = format!(
        "app \"shop\"\nstateful \"db\" {{ image \"db:1\"; port 5432 service=432; scale 2; headless \"db-nodes\" }}\n\
         service \"api\" {{ image \"api:1\"; scale 1; env {{ X \"{reference}\" }} }}"
    );
    let (plan, messages) = lower_text(&text, environment);
    let stand_ins = plan.stand_ins.iter().map(ToString::to_string).collect();
    let mistakes: Vec<_> = messages.iter().filter(|message| !message.starts_with("resources-missing")).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    (env(&plan, "api", "X"), stand_ins)
}

#[test]
fn a_replica_is_reached_by_its_own_name_at_the_containers_port() {
    assert_eq!(of_db("{{ db.replicas[1].host }}", "production").0, "db-1.db-nodes");
    assert_eq!(of_db("{{ db.replicas[0].url }}", "production").0, "http://db-0.db-nodes:5432");
    assert_eq!(of_db("{{ db.port }} {{ db.replicas[0].port }}", "production").0, "432 5432");
    assert_eq!(of_db("{{ db.headless }} of {{ db.replicas }}", "production").0, "db-nodes of 2");
}

#[test]
fn outside_a_cluster_one_name_stands_for_each_replica_and_the_text_is_told() {
    assert_eq!(of_db("{{ db.replicas[0].host }}", "dev"), ("db".to_owned(), Vec::new()));
    assert_eq!(of_db("{{ db.replicas[1].host }}", "dev"), ("db".to_owned(), vec!["services.api.env.X".to_owned()]));
    assert_eq!(of_db("{{ db.replicas[0].host }}", "staging").1, ["services.api.env.X"]);
    assert_eq!(of_db("{{ db.headless }}", "staging"), ("db".to_owned(), Vec::new()));
}

#[test]
fn a_replica_that_there_is_not_is_told() {
    let mistake = |reference: &str| {
        let text = format!(
            "app \"shop\"\nstateful \"db\" {{ image \"db:1\"; port 5432; scale 2 }}\nservice \"api\" {{ image \"a:1\"; port 80; env {{ X \"{reference}\" }} }}"
        );
        let messages = lower_text(&text, "dev").1;
        let wrong = messages.iter().filter(|message| message.starts_with("replica-index") || message.starts_with("unknown-name"));
        wrong.filter_map(|message| message.splitn(3, ' ').nth(2)).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        mistake("{{ db.replicas[2].host }}"),
        "the replicas of `db` are `replicas[0]` to `replicas[1]`: there is no `replicas[2]`"
    );
    assert!(mistake("{{ db.replicas[99999999999999999999].host }}").contains("there is no"));
    assert_eq!(mistake("{{ api.replicas[0].host }}"), "`api` is a service: its replicas have no names of their own");
    assert_eq!(mistake("{{ db.replicas.host }}"), "`replicas.host` names no replica of `db`");
    assert_eq!(mistake("{{ db.replicas[0] }}"), "`db.replicas[0]` is a replica, and no text by itself");
    assert_eq!(mistake("{{ db.replicas[0].hots }}"), "a replica of `db` offers no `hots`");
    assert_eq!(mistake("{{ db[0] }}"), "the stateful `db` offers no `[0]`");
}

#[test]
fn a_workload_may_name_its_own_replicas() {
    let text = "app \"shop\"\nstateful \"db\" { image \"db:1\"; port 5432; scale 2; config \"/peers\" text=\"{{ db.replicas[0].host }} {{ db.replicas[1].host }}\" }";
    let (plan, _) = lower_text(text, "production");
    let db = plan.workload("db").unwrap();
    assert_eq!(String::from_utf8_lossy(&db.container.configs[0].content), "db-0.db-headless db-1.db-headless");
    assert!(db.depends_on.is_empty() && plan.edges.is_empty());
}
