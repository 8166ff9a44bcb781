//! What beginners write, and the one message with the cure that they get.

use super::folder::Texts;
use landfall::{
    compile,
    diagnostic::{Diagnostics, Severity},
    overlay::Given,
};

/// What is told of a manifest in production: each error's helps and the texts of its changes.
fn cures(fields: &str, around: &str) -> Vec<Vec<String>> {
    let manifest = format!(
        "app \"shop\"\nservice \"web\" {{\n    image \"acme/web:1\"\n    resources cpu=\"1\" memory=\"1Gi\"\n    scale 2\n    {fields}\n}}\n{around}\n"
    );
    let mut diagnostics = Diagnostics::default();
    let files = Texts::new([("landfall.kdl", manifest.as_str())]);
    let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &["production".to_owned()], &mut diagnostics);
    compile::render_all(&analysis, None, &mut diagnostics);
    diagnostics.sort();
    let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error);
    errors.map(|one| one.helps.iter().cloned().chain(one.suggestions.iter().map(|cure| cure.text.clone())).collect()).collect()
}

#[test]
fn what_is_written_in_a_workload_gets_one_message_with_its_cure() {
    let cases = [
        (r#"entrypoint "web"; workdir "/srv" user 999"#, "end `workdir` before it"),
        (r#"health "/"; port "8080:80""#, "write `port 80 publish=8080`"),
        (r#"health "/"; port "127.0.0.1:53:53/udp""#, r#"write `port 53 publish=53 host-ip="127.0.0.1" protocol="udp"`"#),
        (r#"port 8080 "http"; health "/""#, "write it first"),
        (r#"port; health "/"; route "shop.example.com""#, "it takes a whole number from 1 to 65535"),
        (r#"volume "./data:/data""#, r#"write `bind "./data" "/data"`"#),
        (r#"volume "./data" "/data""#, r#"write `bind "./data" "/data"`"#),
        (r#"bind "/etc/hosts:/hosts:ro""#, r#"write `bind "/etc/hosts" "/hosts" read-only=#true`"#),
        (r#"config "app.toml" "/etc/app.toml""#, r#"write `config "/etc/app.toml" from="app.toml"`"#),
        (r#"config "/etc/app.toml" source="app.toml""#, "it has `from`, `text`, `mode` or `template`"),
        (r#"user "bob""#, "only the image knows the number of `bob`: `docker run --rm --entrypoint id IMAGE bob` says it"),
        ("env { A #null; }", r#"an empty text is `""`; `(remove)` before a node takes away what a lower layer says"#),
        (r#"env { A "a" "b"; }"#, "write them as one text"),
        (r#"env { A "a" B "b"; }"#, "end `A` before the next"),
        (r#"env "A=b""#, r#"its entries stand in braces: `env { A "b"; }`"#),
        (r#"env { A (field)"namespace"; }"#, r#"write `"pod.namespace"`"#),
        (r#"env { A (field)"status.podIP"; }"#, r#"write `"pod.ip"`"#),
        (r#"env { A "{{ app | uppper }}"; }"#, "did you mean `upper`?"),
        (r#"metrics "prometheus""#, "what is said of it stands in fields, such as `port` or `path`"),
        (r#"egress "api.example.com""#, r#"a host is written `egress host="api.example.com" port=443`"#),
        (r#"egress "10.0.0.0/8""#, r#"addresses are written `egress cidr="10.0.0.0/8"`"#),
        (
            r#"egress "nowhere""#,
            r#"another workload is reached with `reach "nowhere"`, a namespace with `egress namespace="nowhere"`, a host with `egress host=… port=443`"#,
        ),
        (r#"ingress "0.0.0.0/0""#, "what is said of it stands in fields, such as `namespace`, `cidr` or `port`"),
        (r#"only "prod""#, "did you mean `production`?"),
        (r#"reach "web:8080""#, "leave out the port: `web`"),
        (r#"port 8080; health "http://localhost:8080/healthz""#, "leave out the scheme and the host: `/healthz`"),
        ("port 8080; health 8080", "a port that only has to answer is written `health tcp=8080`"),
        (r#"port 8080; health "/" timeout="5""#, "add a unit: `5s` for seconds"),
        (r#"security { capabilities { add "CHOWN"; }; }"#, r#"write them one behind the other, as in `capabilities "A" "B"`"#),
        (r#"labels team="web""#, r#"write `labels { team "web"; }`"#),
        (r#"stop grace="30s""#, r#"the time to stop is written `stop within="30s"`"#),
    ];
    for (fields, cure) in cases {
        let told = cures(fields, "");
        assert_eq!(told.len(), 1, "{fields}: {told:#?}");
        assert!(told[0].iter().any(|known| known == cure), "{fields}: {told:#?}");
    }
}

#[test]
fn what_is_written_beside_the_workloads_gets_one_message_with_its_cure() {
    let cases = [
        (
            r#"environment "production" { metrics "prometheus"; }"#,
            "`annotations` are what Prometheus finds pods by; its operator is said in `platform { monitoring operator=#true; }`",
        ),
        (
            r#"environment "production" { patch "deployment" "web" { spec { paused #true; }; }; }"#,
            r#"did you mean `patch "Deployment" "web"`?"#,
        ),
        (
            r#"environment "production" { patch "Deployment" "wep" { spec { paused #true; }; }; }"#,
            r#"did you mean `patch "Deployment" "web"`?"#,
        ),
        (r#"environment "qa" target="k8s""#, r#"write `"kubernetes"`"#),
        (
            r#"environment "production" { secrets "unfit"; }"#,
            "dev reads `dotenv`; Compose reads `files` or `environment`; Kubernetes reads `existing`, `kubernetes` or `vault`",
        ),
        (
            r#"environment "production" { secrets "vault" url="https://vault.example.com" path="kv/shop"; }"#,
            "it has `server`, `path`, `role`, `auth`, `version`, `ca` or `refresh`",
        ),
        (
            r#"environment "production" { service "web" { user 0; }; waive "run-as-non-root" reason="x" owner="y" until="2027-02-01" for="web"; }"#,
            "it has `rule`, `on`, `reason`, `owner` or `until`",
        ),
        (r#"let tag = "1.0""#, "write the name and the value without `=`"),
        (r#"database "db" type="postgres""#, r#"a database is a node of its type: `postgres "db" version="16"`"#),
        (r#"object "rbac.yaml""#, r#"what it is for comes first: `object "kubernetes" file="rbac.yaml"`"#),
        (
            r#"job "migrate" { image "acme/web:1"; command "x"; resources cpu="1" memory="1Gi"; depends-on "redis"; }
               redis "cache" { in-cluster reason="small"; }"#,
            "did you mean `cache`?",
        ),
    ];
    for (around, cure) in cases {
        let told = cures("", around);
        assert_eq!(told.len(), 1, "{around}: {told:#?}");
        assert!(told[0].iter().any(|known| known == cure), "{around}: {told:#?}");
    }
}

#[test]
fn a_text_that_is_no_template_is_left_as_it_was_written() {
    let around = |template: &str| {
        format!(
            "job \"read\" {{ image \"acme/web:1\"; command \"x\"; resources cpu=\"1\" memory=\"1Gi\"; config \"/etc/x\" text=\"{{{{ a }}}}\"{template}; }}"
        )
    };
    assert_eq!(cures("", &around(" template=#false")), Vec::<Vec<String>>::new());
    assert_eq!(cures("", &around("")).len(), 1, "`a` is no name");
}

#[test]
fn a_path_with_a_colon_is_taken_away_as_it_is_written() {
    let around = r#"environment "production" { service "web" { (remove)bind "/a:/b"; }; }"#;
    assert_eq!(cures(r#"bind "./x" "/a:/b""#, around), Vec::<Vec<String>>::new());
}
