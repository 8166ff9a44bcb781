//! `landfall init`: folders as people have them, and the manifests that come out.

mod fields;
mod samples;

use super::{Project, Run, says};

const DOCKERFILE: &str = "\
FROM golang:1.26 AS build
RUN make
FROM scratch
COPY --from=build /out/api /api
EXPOSE 9000/tcp 9001/udp
USER 65532:65532
HEALTHCHECK --interval=5s CMD [\"/probe\", \"http://127.0.0.1:9000/\"]
CMD [\"/api\"]
";

/// Everything that people do, with a secret wherever one may stand.
const COMPOSE: &str = r#"
name: shop
x-common: &common
  restart: unless-stopped
  environment: &env
    LOG_LEVEL: ${LOG_LEVEL:-info}
services:
  web:
    <<: *common
    build: {context: web, args: {NPM_TOKEN: canary-1-args}}
    ports: ["8080:3000", "127.0.0.1:9229:9229"]
    volumes:
      - ./web/src:/app/src
      - /app/node_modules
    environment:
      <<: *env
      API_URL: http://order_api:8080/v1
      PRICE: "$$5"
      TEMPLATE: "{{ braces }}"
    depends_on: [order_api]
  order_api:
    <<: *common
    image: ghcr.io/acme/order-api:2.3.0
    command: ["serve", "--token", "canary-2-flag", "--db=postgres://shop:canary-3-url@db:5432/shop"]
    user: "1000:1000"
    environment:
      - DATABASE_URL=postgres://shop:canary-4-password@db:5432/shop
      - DB_HOST=db
      - DB_NAME=shop
      - CACHE=cache:6379
      - CACHE_PASSWORD=canary-9-redis
      - QUEUE_URL=amqp://guest:canary-5-foreign@queue.example.com:5672/
      - STRIPE_KEY_SECRET=canary-6-name
      - API_TOKEN=${API_TOKEN}
    env_file: api.env
    secrets: [signing-key]
    configs: [{source: api, target: /etc/api.toml}]
    volumes:
      - uploads:/var/lib/uploads
      - ./conf/limits.toml:/etc/limits.toml:ro
    healthcheck:
      test: curl --fail http://localhost:8080/ready || exit 1
      interval: 10s
      retries: 4
    deploy:
      resources: {limits: {memory: 256M, cpus: "0.5"}, reservations: {memory: 128M}}
    stop_grace_period: 40s
    depends_on:
      db: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
  migrate:
    image: ghcr.io/acme/order-api:2.3.0
    command: migrate up --password canary-8-command
    environment: {DATABASE_URL: "postgres://shop:canary-4-password@db:5432/shop"}
    depends_on: [db]
  db:
    image: postgres:16-alpine
    environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: canary-4-password, POSTGRES_DB: shop}
    volumes: ["data:/var/lib/postgresql/data", "./init.sql:/docker-entrypoint-initdb.d/init.sql"]
    ports: ["5432:5432"]
  cache:
    image: docker.io/library/redis:7
    command: redis-server --requirepass canary-9-redis
  debug:
    image: busybox:1.36
    profiles: [debug]
    network_mode: host
    cap_add: [NET_ADMIN]
    runtime: runsc
secrets:
  signing-key: {file: ./key.txt}
configs:
  api: {file: ./conf/api.toml}
volumes: {uploads: {}, data: {}}
"#;

fn empty() -> Project {
    let project = Project::new("");
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    project
}

fn shop() -> Project {
    let project = empty();
    project.put("compose.yaml", COMPOSE);
    project.put("web/Dockerfile", "FROM node:24\nUSER node\n");
    project.put("web/src/index.js", "");
    project.put("conf/limits.toml", "most = 5\n");
    project.put("conf/api.toml", "level = \"info\"\n");
    project.put("init.sql", "create table a ();\n");
    project.put("api.env", "REGION=eu\nMAIL_PASSWORD=canary-7-file\n");
    project.put(".env", "API_TOKEN=canary-0-dotenv\n");
    project
}

/// What was written compiles everywhere, and is laid out.
fn compiles(project: &Project) -> String {
    project.fine(&["render"]);
    project.fine(&["fmt", "--check"]);
    project.text("landfall.kdl")
}

#[test]
fn a_dockerfile_is_enough() {
    let project = empty();
    project.put("Dockerfile", DOCKERFILE);
    project.put("go.mod", "module github.com/acme/stock/v2\n");
    let out = project.fine(&["init", "--yes"]);
    says(&out, &["landfall.kdl: 1 workload, from Dockerfile", "landfall check", "landfall render"]);
    let manifest = compiles(&project);
    says(
        &manifest,
        &[
            "app \"stock\"",
            "image \"ghcr.io/example/stock:1.0.0\"",
            "user 65532\n",
            "port 9000",
            "port \"udp-9001\" 9001 protocol=\"udp\"",
            "route \"stock.example.com\"",
            "health interval=\"5s\" { exec \"/probe\" \"http://127.0.0.1:9000/\" }",
            "build \".\"",
        ],
    );
    says(&project.text("deploy/dev/run.sh"), &["engine build"]);
}

#[test]
fn a_compose_file_becomes_workloads_and_backing_services() {
    let project = shop();
    let out = project.fine(&["init", "--yes", "--host", "shop.acme.com", "--registry", "ghcr.io/acme"]);
    let manifest = compiles(&project);
    says(
        &manifest,
        &[
            "param \"log-level\" default=\"info\"",
            "image \"ghcr.io/acme/shop-web:1.0.0\"",
            "port 3000 publish=8080",
            "route \"shop.acme.com\"",
            "API_URL \"{{ order-api.url }}/v1\"",
            "PRICE \"$5\"",
            "TEMPLATE \"{{ \\\"{{\\\" }} braces }}\"",
            "LOG_LEVEL \"{{ param.log-level }}\"",
            "bind \"web/src\" \"/app/src\"",
            "build \"web\"",
            "user 1000\n",
            "DATABASE_URL \"{{ db.url }}\"",
            "DB_HOST \"{{ db.host }}\"",
            "DB_NAME \"{{ db.name }}\"",
            "CACHE \"{{ cache.host }}:{{ cache.port }}\"",
            "CACHE_PASSWORD \"{{ cache.password }}\"",
            "API_TOKEN (secret)\"api-token\"",
            "REGION \"eu\"",
            "MAIL_PASSWORD (secret)\"mail-password\"",
            "secret-file \"/run/secrets/signing-key\" (secret)\"signing-key\"",
            "config \"/etc/api.toml\" from=\"conf/api.toml\"",
            "config \"/etc/limits.toml\" from=\"conf/limits.toml\"",
            "volume \"uploads\" \"/var/lib/uploads\"",
            "singleton reason=",
            "health \"/ready\" via=\"curl\" interval=\"10s\" failures=4",
            "resources cpu=\"500m\" memory=\"128Mi\" { limit memory=\"256Mi\" }",
            "stop within=\"40s\"",
            "job \"migrate\"",
            "before \"order-api\"",
            "postgres \"db\" version=\"16-alpine\"",
            "config \"/docker-entrypoint-initdb.d/init.sql\" from=\"init.sql\"",
            "redis \"cache\" version=\"7\"",
            "only \"dev\"",
            "in-cluster reason=",
        ],
    );
    says(&out, &["runtime", "NPM_TOKEN", "order_api", "capabilities", "debug"]);
    says(&project.text("deploy/staging/compose.yaml"), &["order-api:8080/v1"]);
}

#[test]
fn no_secret_of_a_compose_file_is_copied_or_shown() {
    let project = shop();
    let Run { out, err, .. } = project.run(&["init", "--yes"]);
    let check = project.run(&["render", "--ledger"]);
    let manifest = project.text("landfall.kdl");
    for text in [&out, &err, &check.out, &check.err, &manifest] {
        assert!(!text.contains("canary-"), "{text}");
    }
    for (path, content) in project.files("deploy") {
        assert!(!String::from_utf8_lossy(&content).contains("canary-"), "{path}");
    }
}

#[test]
fn nothing_but_flags_is_enough() {
    let project = empty();
    project.fine(&[
        "init",
        "--yes",
        "--name",
        "mailer",
        "--port",
        "8025",
        "--health",
        "/ok",
        "--uses",
        "postgres,redis",
        "--production",
        "external",
    ]);
    let manifest = compiles(&project);
    says(
        &manifest,
        &[
            "app \"mailer\"",
            "port 8025",
            "health \"/ok\"",
            "DATABASE_URL \"{{ db.url }}\"",
            "external host=\"cache.example.com\"",
        ],
    );
    let worker = empty();
    worker.fine(&["init", "--yes", "--port", "0", "--name", "worker"]);
    assert!(!compiles(&worker).contains("route"));
}

#[test]
fn what_is_there_is_never_written_over_and_git_ignores_what_holds_secrets() {
    let project = empty();
    project.put(".gitignore", "target");
    project.fine(&["init", "--yes"]);
    let (manifest, ignored) = (project.text("landfall.kdl"), project.text(".gitignore"));
    assert!(
        ignored.starts_with("target\n") && ignored.contains("\ndeploy/*/.env\n") && ignored.contains("\ndeploy/*/secrets/\n"),
        "{ignored}"
    );
    let again = project.run(&["init", "--yes"]);
    assert_eq!((again.code, project.text("landfall.kdl")), (4, manifest));
    says(&again.err, &["there is a manifest already: `landfall.kdl`", "landfall check"]);
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    project.put("landfall.yaml", "app: x\n");
    assert_eq!(project.run(&["init", "--yes"]).code, 4);
    std::fs::remove_file(project.path("landfall.yaml")).unwrap();
    project.fine(&["init", "--yes"]);
    assert_eq!(project.text(".gitignore"), ignored);
}

#[test]
fn a_wrong_answer_on_the_command_line_says_what_is_right() {
    for (flags, words) in [
        (["--uses", "postgress"], "did you mean `postgres`?"),
        (["--name", "My Shop"], "`my-shop`"),
        (["--health", "healthz"], "`/healthz`"),
        (["--host", "https://shop"], "`shop.example.com`"),
    ] {
        let project = empty();
        let run = project.run(&[&["init", "--yes"], flags.as_slice()].concat());
        assert_eq!(run.code, 2, "{}", run.err);
        says(&run.err, &[words]);
        assert!(!project.path("landfall.kdl").exists());
    }
}

#[test]
fn a_compose_file_with_a_mistake_is_shown_and_nothing_is_written() {
    let project = empty();
    project.put("compose.yaml", "services:\n  web:\n    image: [\n");
    let run = project.run(&["init", "--yes"]);
    assert_eq!(run.code, 1);
    says(&run.err, &["compose.yaml:", "yaml-syntax"]);
    assert!(!project.path("landfall.kdl").exists() && !project.path(".gitignore").exists());
}

#[test]
fn it_prints_on_request_and_writes_elsewhere_on_request() {
    let project = empty();
    project.put("sub/Dockerfile", DOCKERFILE);
    let run = project.run(&["init", "sub", "--yes", "--stdout"]);
    assert!(run.code == 0 && run.out.starts_with("//") && !project.path("sub/landfall.kdl").exists(), "{}", run.err);
    let out = project.fine(&["init", "sub", "--yes"]);
    says(&out, &["sub/landfall.kdl", "landfall check -f sub"]);
    assert_eq!(project.text("sub/landfall.kdl"), run.out);
    project.fine(&["check", "-f", "sub"]);
}

#[test]
fn what_production_has_to_know_is_said_where_a_file_cannot() {
    let project = empty();
    project.put("compose.yaml", "services:\n  vpn:\n    image: acme/vpn:1\n    platform: linux/amd64\n    restart: \"no\"\n    ports: [\"51820:51820/udp\"]\n    sysctls: [net.ipv4.ip_forward=1, net.ipv4.tcp_fin_timeout=20]\n");
    let run = project.run(&["init", "--yes"]);
    assert_eq!(run.code, 1);
    says(&run.out, &["it listens at UDP alone", "`sysctl` stands in dev and staging alone", "mend what stands below"]);
    let manifest = project.text("landfall.kdl");
    says(
        &manifest,
        &["image \"acme/vpn:1\" platform=\"linux/amd64\"", "restart \"no\"", "sysctl \"net.ipv4.tcp_fin_timeout\" \"20\""],
    );
    assert_eq!(manifest.matches("sysctl \"net.ipv4.ip_forward\" \"1\"").count(), 2, "{manifest}");
    says(&run.err, &["readiness-required"]);
    assert!(project.path("landfall.kdl").exists());
}
