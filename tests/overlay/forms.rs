//! The checks of form: one mistake, one diagnostic, at its place.

use super::{Texts, given, mistakes, run};

/// The mistakes of a service's body, whose first line is the manifest's second.
fn in_service(body: &str) -> Vec<String> {
    mistakes(&format!("app \"a\"; service \"api\" {{\n{body}\n}}\n"))
}

fn in_yaml(text: &str) -> Vec<String> {
    run(&Texts::new([("landfall.yaml", text)]), "landfall.yaml", "dev", &given()).2
}

macro_rules! mistakes {
    ($($promise:ident: $body:expr => $($message:expr),+;)*) => {
        $(#[test]
        fn $promise() {
            assert_eq!(in_service($body), [$($message),+]);
        })*
    };
}

mistakes! {
    a_misspelt_field_counts_as_the_one_that_was_meant: "imgae \"nginx:1\"" =>
        "unknown-field landfall.kdl:2:1 `service` has no `imgae`";
    a_misspelt_property_is_found: "resources cppu=\"1\"" =>
        "unknown-field landfall.kdl:2:11 `resources` has no `cppu`";
    a_field_that_is_like_none_is_found: "replicas 3" =>
        "unknown-field landfall.kdl:2:1 `service` has no `replicas`";
    a_field_that_was_meant_as_another_lacks_nothing_besides: "scale min=1 max=9 { metric \"jobs\" query=\"sum(jobs)\"; }" =>
        "unknown-field landfall.kdl:2:35 `metric` has no `query`";
    a_doubled_field_is_one_mistake: "workdir \"/a\"\nworkdir \"/b\"" =>
        "written-twice landfall.kdl:3:1 `workdir` is written twice";
    a_doubled_variable_is_one_mistake: "env {\nA \"1\"\nA \"2\"\n}" =>
        "written-twice landfall.kdl:4:1 `env A` is written twice";
    a_doubled_port_is_one_mistake: "port 80\nport 80 protocol=\"http\"" =>
        "written-twice landfall.kdl:3:6 `port 80` is written twice";
    exclusive_checks_are_one_mistake: "health { ready tcp=80 grpc=81 }" =>
        "exclusive-fields landfall.kdl:2:23 `tcp` and `grpc` exclude each other";
    a_bound_among_the_values_lacks_nothing_besides: "scale min 3" =>
        "argument-count landfall.kdl:2:7 `min` is a field of `scale`, and stands among its values";
    a_value_that_is_named_as_well_is_one_mistake: "port \"web\" 80 number 81" =>
        "argument-count landfall.kdl:2:15 `number` is a field of `port`, and stands among its values";
    a_value_that_is_named_is_not_missing: "port \"web\" number 80" =>
        "argument-count landfall.kdl:2:12 `number` is a field of `port`, and stands among its values";
    a_text_for_a_number_is_found: "port \"8080\"" =>
        "wrong-type landfall.kdl:2:6 `port` takes a whole number from 1 to 65535, not text";
    a_number_out_of_range_is_found: "port 80800" =>
        "out-of-range landfall.kdl:2:6 `port` takes a whole number from 1 to 65535, not 80800";
    a_fraction_is_no_whole_number: "scale 1.5" =>
        "wrong-type landfall.kdl:2:7 `scale` takes a whole number from 0 to 10000, not 1.5";
    a_mode_is_text: "config \"/a\" text=\"x\" mode=0755" =>
        "wrong-type landfall.kdl:2:27 `mode` takes a mode of four octal digits, as in `0644`, not a number";
    a_size_wants_a_unit: "tmp \"/a\" size=64" =>
        "wrong-type landfall.kdl:2:15 `size` takes a size with a unit, as in `64Mi` or `10Gi`, not a number";
    a_duration_has_known_units: "stop within=\"5 minutes\"" =>
        "malformed-text landfall.kdl:2:13 `within` takes a time with a unit, as in `500ms`, `30s` or `1h30m`";
    an_unknown_option_is_found: "port 80 protocol=\"tpc\"" =>
        "unknown-word landfall.kdl:2:18 `protocol` takes `tcp`, `udp`, `sctp`, `http`, `https`, `h2c`, `ws`, `wss` or `grpc`";
    an_image_is_checked: "image \"ghcr.io/Acme/web:1\"" =>
        "malformed-text landfall.kdl:2:7 `image` takes an image, as in `ghcr.io/acme/web:2.3.0`";
    a_truth_value_is_no_text: "env { A #true }" =>
        "wrong-type landfall.kdl:2:9 `A` takes text, not true or false";
    null_is_no_value: "workdir #null" =>
        "wrong-type landfall.kdl:2:9 `workdir` takes an absolute path, as in `/var/lib/app`, not `#null`";
    a_field_without_its_value_is_found: "workdir" =>
        "argument-count landfall.kdl:2:1 `workdir` lacks its value";
    too_many_values_are_one_mistake: "workdir \"/a\" \"/b\" \"/c\"" =>
        "argument-count landfall.kdl:2:14 `workdir` takes one value";
    too_many_values_of_a_block_are_found: "image \"a\" \"b\"" =>
        "argument-count landfall.kdl:2:11 `image` takes one value";
    a_flag_that_is_a_property_shows_the_quoted_form: "command -port=80" =>
        "misplaced-property landfall.kdl:2:9 `command` takes arguments, and `-port=…` is a property";
    a_variable_that_is_a_property_is_found: "env LOG=\"info\"" =>
        "misplaced-property landfall.kdl:2:5 `env` takes its entries as children";
    a_schedule_makes_no_sense_for_a_service: "schedule \"@daily\"" =>
        "field-of-another-kind landfall.kdl:2:1 `schedule` makes no sense for `service`";
    before_makes_no_sense_for_a_service: "before \"api\"" =>
        "field-of-another-kind landfall.kdl:2:1 `before` makes no sense for `service`";
    a_time_limit_makes_no_sense_for_a_service: "timeout \"5m\"" =>
        "field-of-another-kind landfall.kdl:2:1 `timeout` makes no sense for `service`";
    an_unknown_annotation_of_a_value_is_found: "env { A (sceret)\"x\" }" =>
        "unknown-annotation landfall.kdl:2:9 `A` takes no `(sceret)`";
    an_annotation_of_a_node_that_belongs_to_the_value_is_found: "env { (secret)A \"x\" }" =>
        "unknown-annotation landfall.kdl:2:7 a node takes no `(secret)`";
    a_secret_is_marked_only_where_it_may_be: "workdir (secret)\"x\"" =>
        "unknown-annotation landfall.kdl:2:9 `workdir` takes no `(secret)`";
    a_variable_has_a_name: "env { \"A=B\" \"x\" }" =>
        "malformed-text landfall.kdl:2:7 `A=B` is not the name of a variable: no `=`, no space";
    a_volume_lacks_its_path: "volume \"data\" size=\"1Gi\"" =>
        "missing-field landfall.kdl:2:8 `volume data` lacks `path`";
    egress_lacks_its_destination: "egress port=443" =>
        "missing-field landfall.kdl:2:1 `egress` lacks one of `internet`, `cidr`, `host` or `namespace`";
    what_is_wrong_is_not_missing_besides: "volume \"data\" 5 size=\"1Gi\"" =>
        "wrong-type landfall.kdl:2:15 `volume` takes an absolute path, as in `/var/lib/app`, not a number";
    a_doubled_field_hides_what_follows_from_it: "volume \"d\" \"/a\" path=\"/b\"" =>
        "written-twice landfall.kdl:2:17 `path` is written twice";
    all_mistakes_are_told_at_once: "imgae \"x\"\nport 0\nworkdir" =>
        "unknown-field landfall.kdl:2:1 `service` has no `imgae`",
        "out-of-range landfall.kdl:3:6 `port` takes a whole number from 1 to 65535, not 0",
        "argument-count landfall.kdl:4:1 `workdir` lacks its value";
    a_route_lacks_its_host: "route { path \"/\" }" =>
        "argument-count landfall.kdl:2:1 `route` lacks its `host`";
    a_removal_says_nothing_besides: "(remove)health \"/a\"" =>
        "argument-count landfall.kdl:2:16 `(remove)health` takes nothing besides its name",
        "nothing-to-remove landfall.kdl:2:9 there is nothing here to take away";
}

#[test]
fn forms_are_checked_in_environments_that_are_not_asked_for() {
    let text = "app \"a\"\nenvironment \"production\" { service \"x\" { prot 80 } }\n";
    assert_eq!(mistakes(text), ["unknown-field landfall.kdl:2:42 `service` has no `prot`"]);
}

#[test]
fn an_unknown_node_of_the_manifest_is_found() {
    assert_eq!(
        mistakes("app \"a\"\nserivce \"x\" { image \"y\" }\nposgres \"db\"\n"),
        [
            "unknown-field landfall.kdl:2:1 the manifest has no `serivce`",
            "unknown-field landfall.kdl:3:1 the manifest has no `posgres`"
        ]
    );
}

#[test]
fn a_password_in_the_manifest_is_refused_without_being_shown() {
    let text = "app \"a\"\npostgres \"db\" { external host=\"x\" password=\"hunter2\" }\n";
    assert_eq!(mistakes(text), ["wrong-type landfall.kdl:2:44 `password` takes a secret, not a value"]);
}

#[test]
fn an_application_is_needed() {
    assert_eq!(mistakes("service \"x\" { image \"y\" }\n"), ["missing-field landfall.kdl:1:1 `manifest` lacks `app`"]);
}

#[test]
fn a_workload_wants_a_dns_label() {
    assert_eq!(
        mistakes("app \"a\"\nservice \"Order_API\" { image \"y\" }\n"),
        ["malformed-text landfall.kdl:2:9 `Order_API` is not a name of lower case letters, digits and hyphens, a letter first"]
    );
}

#[test]
fn a_secret_store_is_named_first() {
    let text = "app \"a\"\nsecrets \"vualt\" server=\"https://v\"\nenvironment \"dev\" { secrets server=\"x\" }\n";
    assert_eq!(
        mistakes(text),
        [
            "unknown-word landfall.kdl:2:9 `secrets` takes `dotenv`, `files`, `environment`, `existing`, `kubernetes` or `vault`",
            "argument-count landfall.kdl:3:21 `secrets` lacks its first value"
        ]
    );
}

#[test]
fn mistakes_of_yaml_are_told_in_its_words() {
    let cases = [
        ("app: a\nservices: {x: {imgae: y}}", "unknown-field landfall.yaml:2:16 `services.x` has no `imgae`"),
        ("app: a\nservice: {}", "unknown-field landfall.yaml:2:1 the manifest has no `service`"),
        ("app: a\nservices: {x: {image: y}, x: {image: z}}", "written-twice landfall.yaml:2:27 `services x` is written twice"),
        ("app: a\nservices: {x: {image: [y]}}", "wrong-type landfall.yaml:2:16 `image` takes an image"),
        ("app: a\nservices: [x]", "wrong-type landfall.yaml:2:11 `services` takes a map by name"),
        ("app: a\nservices: {x: {env: {A: true}}}", "wrong-type landfall.yaml:2:25 `A` takes text, not true or false"),
        ("app: a\nservices: {x: {env: {A: !sceret k}}}", "unknown-annotation landfall.yaml:2:25 `A` takes no `!sceret`"),
        ("app: a\nservices: {x: {configs: {/a: {text: x, mode: 0755}}}}", "wrong-type landfall.yaml:2:46 `mode` takes a mode"),
        ("app: a\nservices: {x: {ports: {http: \"80\"}}}", "wrong-type landfall.yaml:2:30 `ports.http` takes a whole number"),
        ("app: a\nbacking: {db: {type: postgers}}", "unknown-word landfall.yaml:2:22 there is no type `postgers`"),
        ("app: a\nx: &a {<<: *a}", "yaml-unsupported"),
        ("app: a\n---\napp: b", "yaml-unsupported landfall.yaml:3:1 a manifest is one document"),
        ("app: a\nservices: {x: {env: {A: !remove}}}", "nothing-to-remove landfall.yaml:2:22 there is nothing here"),
        ("app: [", "yaml-syntax"),
    ];
    for (text, expected) in cases {
        let found = in_yaml(text);
        assert!(found.len() == 1 || expected == "yaml-unsupported", "{text}: {found:?}");
        assert!(found.first().is_some_and(|found| found.starts_with(expected)), "{text}: {found:?}");
    }
}

#[test]
fn a_mistake_of_syntax_is_one_message_and_the_rest_is_read() {
    let bodies = [
        "resources cpu=100m memory=\"64Mi\"",
        "stop within=30s",
        "image ghcr.io/acme/web:1",
        "tmp /tmp",
        "labels { app.kubernetes.io/name \"x\" }",
        "image: \"nginx:1\"",
        "image = \"nginx:1\"",
        "env { A: \"x\" }",
        "command \"a\", \"b\"",
        "security { read-only true }",
        "image 'nginx:1'",
        "volume \"data\" /data",
        "config \"/a\" text=\"x",
        "env { A \"\\d\" }",
        "port 0x",
        "scale min=1 max=",
    ];
    for body in bodies {
        let text = format!("app \"a\"\nservice \"x\" {{\n    {body}\n}}\nservice \"y\" {{\n    port 81\n}}\n");
        let (_, merged, messages) = run(&Texts::new([("landfall.kdl", &text)]), "landfall.kdl", "dev", &given());
        assert_eq!(messages.len(), 1, "{body}: {messages:#?}");
        let services = merged.unwrap().manifest.layer.services;
        assert!(services.contains_key("x") && services["y"].ports.contains_key("81"), "{body}");
    }
}
