//! What users of Docker and Kubernetes write as a value, and how it is written here.

use crate::kdl::quote;

/// The node that says what these values of another form say, such as `port "80:8080"`; `None` where they are no such form.
pub(super) fn node(name: &str, values: &[&str]) -> Option<String> {
    match (name, values) {
        ("port", [value]) => port(value),
        ("volume" | "bind", [value]) => mount(value),
        ("volume", [folder, path]) if is_folder(folder) => Some(format!("bind {} {}", quote(folder), quote(path))),
        ("config", [file, path] | [path, file]) if path.starts_with('/') && !file.starts_with('/') => {
            Some(format!("config {} from={}", quote(path), quote(file)))
        }
        _ => None,
    }
}

/// Whether a text names a folder of the host, and no volume.
fn is_folder(text: &str) -> bool {
    text.starts_with(['.', '/', '~'])
}

/// `[ADDRESS:][HOST:]CONTAINER[/PROTOCOL]`.
fn port(value: &str) -> Option<String> {
    let (numbers, protocol) = value.split_once('/').map_or((value, None), |(numbers, protocol)| (numbers, Some(protocol)));
    let (published, container) = numbers.rsplit_once(':').map_or((None, numbers), |(before, last)| (Some(before), last));
    let (address, published) = match published.and_then(|published| published.rsplit_once(':')) {
        Some((address, published)) => (Some(address), Some(published)),
        None => (None, published),
    };
    let is_number = |text: &str| text.parse::<u16>().is_ok();
    let is_foreign = published.is_some() || protocol.is_some();
    if !is_foreign || !is_number(container) || !published.is_none_or(is_number) {
        return None;
    }
    let properties =
        [("publish", published.map(str::to_owned)), ("host-ip", address.map(quote)), ("protocol", protocol.map(quote))];
    let said = properties.into_iter().filter_map(|(name, value)| Some(format!(" {name}={}", value?)));
    Some(format!("port {container}{}", said.collect::<String>()))
}

/// `NAME:PATH[:ro]`, `FOLDER:PATH[:ro]`.
fn mount(value: &str) -> Option<String> {
    let (source, rest) = value.split_once(':')?;
    let (path, options) = rest.split_once(':').map_or((rest, ""), |(path, options)| (path, options));
    if source.is_empty() || !path.starts_with('/') {
        return None;
    }
    let name = if is_folder(source) { "bind" } else { "volume" };
    let read_only = if options.split(',').any(|option| option == "ro") { " read-only=#true" } else { "" };
    Some(format!("{name} {} {}{read_only}", quote(source), quote(path)))
}

/// The word for what Kubernetes calls otherwise.
pub(super) fn word(word: &str) -> Option<&'static str> {
    Some(match word {
        "metadata.name" | "podName" => "pod.name",
        "metadata.namespace" => "pod.namespace",
        "status.podIP" | "podIP" => "pod.ip",
        "spec.nodeName" | "nodeName" => "node.name",
        "status.hostIP" | "hostIP" => "node.ip",
        "k8s" => "kubernetes",
        "docker-compose" => "compose",
        _ => return None,
    })
}

/// What to do about a value that a node does not take, where its words alone do not say it.
pub(super) fn help(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "user" | "group" | "fs-group" => {
            format!("only the image knows the number of `{value}`: `docker run --rm --entrypoint id IMAGE {value}` says it")
        }
        "secrets" => {
            "dev reads `dotenv`; Compose reads `files` or `environment`; Kubernetes reads `existing`, `kubernetes` or `vault`"
                .to_owned()
        }
        "metrics" if value.to_lowercase().starts_with("prom") => {
            "`annotations` are what Prometheus finds pods by; its operator is said in `platform { monitoring operator=#true; }`"
                .to_owned()
        }
        "health" if value.parse::<u16>().is_ok() => format!("a port that only has to answer is written `health tcp={value}`"),
        "object" => format!("what it is for comes first: `object \"kubernetes\" file={}`", quote(value)),
        "egress" if value.contains('/') => format!("addresses are written `egress cidr={}`", quote(value)),
        "egress" if value.contains('.') => format!("a host is written `egress host={} port=443`", quote(value)),
        "egress" => format!(
            "another workload is reached with `reach {}`, a namespace with `egress namespace={0}`, a host with `egress host=… port=443`",
            quote(value)
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_of_docker_become_nodes() {
        let cases: [(&str, &[&str], Option<&str>); 12] = [
            ("port", &["8080:80"], Some("port 80 publish=8080")),
            ("port", &["127.0.0.1:53:5353/udp"], Some(r#"port 5353 publish=53 host-ip="127.0.0.1" protocol="udp""#)),
            ("port", &["53/udp"], Some(r#"port 53 protocol="udp""#)),
            ("port", &["http"], None),
            ("port", &["80"], None),
            ("volume", &["data:/var/lib"], Some(r#"volume "data" "/var/lib""#)),
            ("volume", &["./config:/etc/app:ro"], Some(r#"bind "./config" "/etc/app" read-only=#true"#)),
            ("bind", &["data"], None),
            ("image", &["a:1"], None),
            ("volume", &["./data", "/data"], Some(r#"bind "./data" "/data""#)),
            ("config", &["app.toml", "/etc/app.toml"], Some(r#"config "/etc/app.toml" from="app.toml""#)),
            ("volume", &["data", "/data"], None),
        ];
        for (name, values, written) in cases {
            assert_eq!(node(name, values).as_deref(), written, "{name} {values:?}");
        }
    }
}
