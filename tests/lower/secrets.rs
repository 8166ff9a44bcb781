//! Secrets, backing services, and traces.

use super::{env, lower_text};
use landfall::plan::{Destination, Kind, Plan, Role, Store, Transport};

const DATABASE: &str = r#"
app "my-shop"
postgres "db" version="16"
service "api" { image "a:1"; env { URL "{{ db.url }}"; NAME "{{ db.name }}" } }
"#;

#[test]
fn a_database_is_a_container_with_a_generated_password() {
    let (plan, messages) = lower_text(DATABASE, "staging");
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(env(&plan, "api", "URL"), "postgres://my_shop:<db-password url>@db:5432/my_shop");
    let db = plan.workload("db").unwrap();
    assert_eq!((&db.kind, &db.role), (&Kind::Stateful, &Role::Backing("postgres".into())));
    assert_eq!(db.container.image.reference, "docker.io/library/postgres:16");
    assert_eq!(
        (env(&plan, "db", "POSTGRES_DB").as_str(), env(&plan, "db", "POSTGRES_PASSWORD_FILE").as_str()),
        ("my_shop", "/run/secrets/password")
    );
    assert_eq!(db.container.security.user.unwrap().id, 999);
    assert_eq!(db.container.volumes[0].path, "/var/lib/postgresql/data");
    assert!(db.container.volumes[0].owned_by_image && db.container.health.ready.is_some());
    let password = &plan.secrets.by_name["db-password"];
    assert!(password.generated && password.used_by.contains("db") && password.used_by.contains("api"));
    assert_eq!((password.object.as_str(), password.key.as_str()), ("my-shop-secrets", "db-password"));
    assert_eq!(plan.workload("api").unwrap().depends_on[0].on, "db");
}

#[test]
fn who_holds_the_password_of_the_administrator_is_let_in() {
    let text = |secret: &str| {
        format!(
            "app \"shop\"\nmysql \"db\"\nservice \"api\" {{ image \"a:1\"; env {{ HOST \"{{{{ db.host }}}}\" }}; \
             secret-file \"/run/secrets/db\" (secret)\"{secret}\" }}"
        )
    };
    assert_eq!(lower_text(&text("db-root-password"), "dev").1, Vec::<String>::new());
    let other = lower_text(&text("other"), "dev").1;
    assert!(other.iter().any(|message| message.starts_with("backing-password")), "{other:?}");
}

#[test]
fn a_database_has_the_names_that_are_given_to_it() {
    let named = DATABASE.replace("version=\"16\"", "version=\"16\" database=\"example\" username=\"postgres\"");
    let (plan, messages) = lower_text(&named, "staging");
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(env(&plan, "api", "URL"), "postgres://postgres:<db-password url>@db:5432/example");
    assert_eq!(env(&plan, "db", "POSTGRES_USER"), "postgres");
}

#[test]
fn postgres_18_keeps_its_data_elsewhere_and_alpine_has_another_user() {
    let db = |tag: &str| lower_text(&DATABASE.replace("\"16\"", &format!("\"{tag}\"")), "dev").0.workload("db").unwrap().clone();
    assert_eq!(db("18").container.volumes[0].path, "/var/lib/postgresql");
    assert!(db("18").container.env.get("PGDATA").is_none() && db("16").container.env.get("PGDATA").is_some());
    assert_eq!(db("16-alpine").container.security.user.unwrap().id, 70);
}

#[test]
fn production_has_to_know_who_runs_it() {
    let messages = lower_text(DATABASE, "production").1;
    assert!(messages.iter().any(|message| message.starts_with("backing-in-production landfall.kdl:3:10")), "{messages:?}");
    let kept = DATABASE.replace("version=\"16\"", "version=\"16\" { in-cluster reason=\"small\" }");
    let (plan, messages) = lower_text(&kept, "production");
    assert!(messages.iter().all(|message| !message.starts_with("backing") && !message.contains("`db` has")), "{messages:?}");
    assert_eq!(plan.workload("db").unwrap().container.resources.requests.memory.unwrap().to_string(), "512Mi");
}

#[test]
fn an_external_service_is_reached_at_its_real_host() {
    let external = |fields: &str| DATABASE.replace("version=\"16\"", &format!("{{ external {fields} }}"));
    let text =
        external("host=\"db.example.com\" cidr=\"10.0.0.0/8\" tls=\"verify-full\" { password (secret)\"p\"; username \"u\" }");
    let (plan, _) = lower_text(&text, "production");
    assert_eq!(env(&plan, "api", "URL"), "postgres://u:<p url>@db.example.com:5432/my_shop?sslmode=verify-full");
    let egress = &plan.workload("api").unwrap().egress;
    assert_eq!(
        egress.iter().map(|one| (one.to.clone(), one.port)).collect::<Vec<_>>(),
        [(Destination::Cidr("10.0.0.0/8".into()), Some((Transport::Tcp, 5432)))]
    );
    assert!(plan.workload("db").is_none() && plan.workload("api").unwrap().depends_on.is_empty());
    let messages = lower_text(&external("host=\"db.example.com\" tls=\"full\""), "production").1;
    assert!(messages.iter().any(|message| message.starts_with("backing-tls landfall.kdl:3:52")), "{messages:?}");
}

#[test]
fn redis_has_a_password_unless_it_says_otherwise() {
    let url = |fields: &str| {
        let text = format!(
            "app \"shop\"\nredis \"cache\" {fields}\nservice \"api\" {{ image \"a:1\"; env {{ URL \"{{{{ cache.url }}}}\" }} }}"
        );
        let (plan, messages) = lower_text(&text, "dev");
        assert_eq!(messages, Vec::<String>::new());
        env(&plan, "api", "URL")
    };
    assert_eq!(url(""), "redis://:<cache-password url>@cache:6379");
    assert_eq!(url("auth=#false"), "redis://cache:6379");
    assert_eq!(url("{ external host=\"c.example.com\" tls=#true }"), "rediss://c.example.com:6379");
}

#[test]
fn a_password_that_nobody_uses_is_a_warning() {
    let text = "app \"shop\"\nredis \"cache\"\nservice \"api\" { image \"a:1\"; env { X \"{{ cache.host }}\" } }";
    assert_eq!(lower_text(text, "dev").1, ["backing-password landfall.kdl:2:7 `api` reaches `cache` without its password"]);
}

#[test]
fn every_type_makes_a_container_and_a_url() {
    for (kind, url) in [
        ("postgres", "postgres://shop:<x-password url>@x:5432/shop"),
        ("mysql", "mysql://shop:<x-password url>@x:3306/shop"),
        ("redis", "redis://:<x-password url>@x:6379"),
        ("rabbitmq", "amqp://shop:<x-password url>@x:5672/"),
        ("mongodb", "mongodb://shop:<x-password url>@x:27017/shop?authSource=admin"),
    ] {
        let text = format!("app \"shop\"\n{kind} \"x\"\nservice \"api\" {{ image \"a:1\"; env {{ URL \"{{{{ x.url }}}}\" }} }}");
        let (plan, messages) = lower_text(&text, "staging");
        assert_eq!(messages, Vec::<String>::new(), "{kind}");
        assert_eq!(env(&plan, "api", "URL"), url);
        assert!(plan.workload("x").unwrap().container.health.ready.is_some(), "{kind}");
    }
}

#[test]
fn what_a_type_does_not_offer_is_named() {
    let text =
        "app \"shop\"\nredis \"cache\"\nservice \"api\" { image \"a:1\"; env { X \"{{ cache.name }}\"; Y \"{{ cache.url }}\" } }";
    assert_eq!(lower_text(text, "dev").1, ["unknown-name landfall.kdl:3:39 the backing service `cache` offers no `name`"]);
    let text = "app \"shop\"\nredis \"cache\" auth=#false\nservice \"api\" { image \"a:1\"; env { X \"{{ cache.password }}\" } }";
    assert_eq!(lower_text(text, "dev").1, ["unknown-name landfall.kdl:3:39 `cache` has no password in this environment"]);
}

#[test]
fn stores_belong_to_targets() {
    let text = "app \"shop\"\nsecrets \"vault\" server=\"https://vault.example.com\" path=\"kv/shop/api\"\nservice \"a\" { image \"a:1\"; env { K (secret)\"k\" } }";
    let messages = lower_text(text, "dev").1;
    assert_eq!(messages, ["secret-store landfall.kdl:2:1 `dev` is compiled to `docker`, which cannot read secrets from `vault`"]);
    let secrets = lower_text(text, "production").0.secrets;
    assert!(matches!(&secrets.store, Store::Vault(vault) if vault.mount == "kv" && vault.prefix == "shop/api"));
    let default = |environment: &str| lower_text("app \"shop\"", environment).0.secrets.store;
    assert_eq!(default("dev"), Store::Dotenv { file: ".env".into() });
    assert_eq!(default("staging"), Store::Files { dir: "secrets".into() });
    assert_eq!(default("production"), Store::Existing);
}

#[test]
fn what_looks_like_a_secret_is_an_error_that_never_shows_it() {
    let token = format!("sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc");
    for (name, value) in [("STRIPE", token.as_str()), ("DB_PASSWORD", "hunter22"), ("URL", "postgres://u:hunter22@db/x")] {
        let body = |value: &str| format!("app \"shop\"\nservice \"a\" {{ image \"a:1\"; env {{ {name} {value} }} }}");
        let messages = lower_text(&body(&format!("\"{value}\"")), "staging").1;
        assert!(messages.len() == 1 && messages[0].starts_with("secret-in-clear"), "{messages:?}");
        assert!(!messages[0].contains(value));
        assert_eq!(lower_text(&body(&format!("(public)\"{value}\"")), "staging").1, Vec::<String>::new());
    }
}

fn traced(own: &str) -> Plan {
    let text = format!(
        "app \"shop\"\ntraces \"otlp\" endpoint=\"http://collector.obs:4317\" sample=25\nservice \"a\" {{ image \"a:7\"; scale 1; resources cpu=\"1\" memory=\"1Gi\"; {own} }}"
    );
    let (plan, messages) = lower_text(&text, "production");
    assert_eq!(messages, Vec::<String>::new());
    plan
}

#[test]
fn traces_are_variables_that_the_user_may_set() {
    let plan = traced("env { OTEL_PROPAGATORS \"b3\" }");
    let value = |name: &str| env(&plan, "a", name);
    assert_eq!(value("OTEL_SERVICE_NAME"), "a");
    assert_eq!(value("OTEL_EXPORTER_OTLP_PROTOCOL"), "grpc");
    assert_eq!(
        (value("OTEL_TRACES_SAMPLER").as_str(), value("OTEL_TRACES_SAMPLER_ARG").as_str()),
        ("parentbased_traceidratio", "0.25")
    );
    assert_eq!(value("OTEL_PROPAGATORS"), "b3");
    assert!(
        value("OTEL_RESOURCE_ATTRIBUTES")
            .starts_with("service.namespace=shop,service.version=7,deployment.environment.name=production,")
    );
    assert_eq!(plan.workload("a").unwrap().egress[0].to, Destination::Namespace("obs".into()));
    assert!(traced("traces #false").workload("a").unwrap().container.env.is_empty());
}

#[test]
fn every_file_of_the_catalogue_is_a_type() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = files.map(|name| name.trim_end_matches(".kdl").to_owned()).collect();
    names.sort();
    assert_eq!(names, landfall::catalogue::Catalogue::default().names());
}

#[test]
fn a_config_holds_secrets_where_the_store_fills_them_in() {
    let text = |store: &str, content: &str| {
        format!(
            "app \"shop\"\nservice \"api\" {{ image \"a:1\"; resources cpu=\"1\" memory=\"1Gi\"; singleton reason=\"one\"; \
             config \"/etc/a\" text=\"{content}\"; config \"/etc/b\" text=\"b\" }}\nenvironment \"production\" {{ {store} }}"
        )
    };
    let vault = "secrets \"vault\" server=\"https://vault.example.com\" path=\"kv/shop\"";
    let (plan, messages) = lower_text(&text(vault, "a={{ secret.key }}&b={{ secret.other | urlencode }}"), "production");
    assert_eq!(messages, Vec::<String>::new());
    let container = &plan.workload("api").unwrap().container;
    assert_eq!(container.configs.iter().map(|config| config.path.as_str()).collect::<Vec<_>>(), ["/etc/b"]);
    assert_eq!(container.secret_configs[0].content.shown(), "a=(secret)key&b=(secret)other");
    let key = &plan.secrets.by_name["key"];
    assert!(key.used_by.contains("api") && key.encodings.is_empty(), "the pod itself reads none of them");
    let clear = lower_text(&text(vault, "a={{ secret.key }}\\ntoken=ghp_0123456789abcdefghijABCDEFGHIJ012345"), "production").1;
    assert!(clear.iter().any(|message| message.starts_with("secret-in-clear")), "{clear:?}");
}
