//! An application of any size, as a person would write it: 17 lines a service.

use std::fmt::Write;

/// The manifest of an application with that many services, each of which calls the one before it.
pub(crate) fn manifest(services: usize) -> String {
    let mut text = String::from("app \"bench\" owner=\"platform\"\n\nlet \"registry\" \"ghcr.io/acme\"\n");
    for number in 0..services {
        service(&mut text, number, number + 1 == services);
    }
    text.push_str("\nenvironment \"staging\" {\n    service \"svc-0\" { env { LOG_LEVEL \"debug\"; }; }\n}\n");
    text.push_str("\nenvironment \"production\" {\n    platform { kubernetes \"1.33\"; edge class=\"nginx\" namespace=\"ingress-nginx\"; }\n");
    text.push_str("    service \"svc-0\" { scale min=3 max=10 cpu=70; }\n}\n");
    text
}

/// A service; every tenth is reached from outside, and so is the last, which no other calls.
fn service(text: &mut String, number: usize, last: bool) {
    let upstream = match number.checked_sub(1) {
        Some(before) => format!("{{{{ svc-{before}.url }}}}"),
        None => String::from("http://upstream.example.com"),
    };
    let port = 8000 + number;
    let route =
        if last || number.is_multiple_of(10) { format!("\n    route \"svc-{number}.example.com\"") } else { String::new() };
    write!(
        text,
        r#"
service "svc-{number}" {{
    image "{{{{ registry }}}}/svc-{number}:1.{number}.0"
    port {port}{route}
    env {{
        LOG_LEVEL "info"
        UPSTREAM  "{upstream}"
        WORKERS   4
        API_KEY   (secret)"api-key"
    }}
    config "/etc/app/config.toml" text="[server]\nlisten = \"0.0.0.0:{port}\"\nname = \"svc-{number}\"\n"
    tmp "/var/cache/app" size="64Mi"
    health {{
        ready "/ready"
        live "/healthz"
    }}
    resources cpu="100m" memory="128Mi"
}}
"#
    )
    .unwrap();
}
