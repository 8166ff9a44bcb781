//! A project's own type of backing service, and the types that come with the compiler, through the command line.

use crate::cli::{Project, Run};
use landfall::catalogue::Catalogue;
use std::fs;

const OWN: &str = r#"
image "docker.io/minio/minio" version="RELEASE.2025-09-07T16-13-09Z"
port 9000
port "console" 9001
user 1000
username "{{ app }}"
storage "/data" size="10Gi"
resources cpu="250m" memory="512Mi"
command "server" "/data" "--console-address" ":9001"
health { exec "curl" "-fsS" "http://127.0.0.1:9000/minio/health/live"; }
url "http://{{ self.host }}:{{ self.port }}"
tls-url "https://{{ self.host }}:{{ self.port }}"
password {
    env {
        MINIO_ROOT_USER "{{ self.username }}"
        MINIO_ROOT_PASSWORD_FILE "/run/secrets/password"
    }
    secret-file "/run/secrets/password" (secret)"password"
}
"#;

const MANIFEST: &str = r#"
app "shop"
service "api" {
    image "ghcr.io/acme/api:1.0.0"
    port 8080
    route "shop.example.com"
    env {
        S3_ENDPOINT "{{ files.url }}"
        S3_KEY "{{ files.username }}"
        S3_SECRET "{{ files.password }}"
    }
    health "/healthz"
    resources cpu="100m" memory="128Mi"
}
minio "files" storage="20Gi"
environment "production" {
    platform { edge class="nginx" namespace="ingress-nginx"; }
    minio "files" {
        external host="s3.example.com" cidr="10.20.0.0/16" port=443 tls=#true {
            username (secret)"files-key"
            password (secret)"files-secret"
        }
    }
}
"#;

#[test]
fn a_type_of_the_project_is_used_like_one_that_is_built_in() {
    let project = Project::new(MANIFEST);
    project.put("catalogue/minio.kdl", OWN);
    project.fine(&["render"]);
    let read = |path: &str| project.text(&format!("deploy/{path}"));
    let script = read("dev/run.sh");
    for shown in ["docker.io/minio/minio:RELEASE.2025-09-07T16-13-09Z", "http://files:9000", "files-password"] {
        assert!(script.contains(shown), "{shown}:\n{script}");
    }
    let compose = read("staging/compose.yaml");
    for shown in ["user: '1000:1000'", "read_only: true", "/run/secrets/password", "--console-address"] {
        assert!(compose.contains(shown) || compose.contains(&shown.replace('\'', "\"")), "{shown}:\n{compose}");
    }
    let deployment = read("production/app/api/deployment.yaml");
    for shown in ["https://s3.example.com:443", "files-secret", "files-key"] {
        assert!(deployment.contains(shown), "{shown}:\n{deployment}");
    }
}

#[test]
fn a_type_of_the_project_goes_before_one_that_is_built_in() {
    let own = "image \"registry.example.com/redis\" version=\"1\"\nport 7777\nurl \"redis://{{ self.host }}:{{ self.port }}\"\n";
    let manifest =
        "app \"a\"\nservice \"s\" { image \"b.example.com/c:1\"; env { URL \"{{ cache.url }}\"; } }\nredis \"cache\"\n";
    let project = Project::new(manifest);
    project.put("catalogue/redis.kdl", own);
    project.fine(&["render", "dev"]);
    let script = project.text("deploy/dev/run.sh");
    assert!(script.contains("registry.example.com/redis:1") && script.contains("redis://cache:7777"), "{script}");
}

#[test]
fn a_mistake_in_a_type_is_shown_in_its_file_and_said_once() {
    let project = Project::new(MANIFEST);
    project.put("catalogue/minio.kdl", &OWN.replace("resources cpu", "resource cpu"));
    let Run { code, err: said, .. } = project.run(&["render"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    assert!(said.contains("catalogue/minio.kdl:8:1") && said.contains("did you mean `resources`?"), "{said}");
}

/// A service that uses one of each built-in type, which `production` is told this of.
pub(crate) fn with_every_type(in_production: &str) -> String {
    let names = Catalogue::default().names();
    let each = |line: &dyn Fn(&str) -> String| names.iter().map(|name| line(name)).collect::<String>();
    let urls = each(&|name| format!("        {} \"{{{{ the-{name}.url }}}}\"\n", name.to_uppercase()));
    let services = each(&|name| format!("{name} \"the-{name}\"\n"));
    let overlay = each(&|name| format!("    {name} \"the-{name}\" {{ {} }}\n", in_production.replace("TYPE", name)));
    format!(
        r#"app "a"
service "s" {{
    image "b.example.com/c:1"
    resources cpu="100m" memory="128Mi"
    health "/h"
    port 8080
    route "a.example.com"
    env {{
        S3_SECRET "{{{{ the-s3.password }}}}"
{urls}    }}
}}
{services}
environment "production" {{
    platform {{ edge class="nginx" namespace="n"; }}
{overlay}}}
"#
    )
}

#[test]
fn every_built_in_type_renders_in_containers_and_as_somebody_elses() {
    let external = r#"external host="TYPE.example.com" cidr="10.20.0.0/16" { password (secret)"TYPE"; }"#;
    let project = Project::new(&with_every_type(external));
    project.fine(&["render"]);
    assert!(!project.path("deploy/production/app/the-kafka").exists());
    project.put("landfall.kdl", &with_every_type("in-cluster reason=\"a test\""));
    project.fine(&["render"]);
    for name in Catalogue::default().names() {
        let path = project.path(&format!("deploy/production/app/the-{name}"));
        assert!(path.is_dir(), "{}", path.display());
    }
}

#[test]
fn the_page_of_backing_services_names_every_field_of_a_type_and_every_type() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/backing-services.md")).unwrap();
    let fields = landfall::tree::backing_type().block().unwrap().fields;
    let nodes = fields.iter().map(|field| field.node.to_owned());
    for name in nodes.chain(Catalogue::default().names()) {
        let named = [format!("`{name}`"), format!("`{name} ")].iter().any(|form| page.contains(form));
        assert!(named, "docs/backing-services.md does not say what `{name}` is: add it to the table");
    }
}
