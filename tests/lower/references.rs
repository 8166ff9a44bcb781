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
        ["secret-filter landfall.kdl:5:51 `upper` needs the text of `key`, which is only known at run time"]
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
