//! A check that a container runs in itself, as probes.

use super::dockerfile::Check;
use super::node::Node;
use crate::{shape::Format, tree::scalar::check as has_form};

/// `health`, where a check is an HTTP request of this port's in disguise or else a command.
pub(super) fn node(check: &Check, first_port: Option<u16>) -> Node {
    let node = match request(&check.command) {
        Some(Request { path, port, tool, secure }) => {
            let node = Node::new("health").text(&path);
            let node = match port.filter(|port| Some(*port) != first_port) {
                Some(port) => node.numbered("port", port),
                None => node,
            };
            let node = if secure { node.property("scheme", "https") } else { node };
            node.property("via", tool)
        }
        None => Node::new("health"),
    };
    let is_command = request(&check.command).is_none();
    let node = times(check).into_iter().fold(node, |node, (name, time)| node.property(name, &time));
    let node = match check.failures {
        Some(failures @ 1..=1000) => node.numbered("failures", failures),
        _ => node,
    };
    match is_command {
        true => node.block([Node::new("exec").texts(check.command.iter().map(String::as_str))]),
        false => node,
    }
}

/// The times that a manifest can say; starting may take five minutes anyway.
fn times(check: &Check) -> Vec<(&'static str, String)> {
    let long = |time: &&String| {
        time.ends_with('h') || time.strip_suffix('m').and_then(|time| time.parse().ok()).is_some_and(|minutes: u32| minutes > 5)
    };
    let given = [
        ("interval", check.interval.as_ref()),
        ("timeout", check.timeout.as_ref()),
        ("within", check.start.as_ref().filter(long)),
    ];
    given
        .into_iter()
        .filter_map(|(name, time)| Some((name, time.filter(|time| has_form(Format::Duration, time).is_ok())?.clone())))
        .collect()
}

struct Request {
    path: String,
    port: Option<u16>,
    tool: &'static str,
    secure: bool,
}

/// The plain GET of the container itself that a command makes.
fn request(command: &[String]) -> Option<Request> {
    let text = command.join(" ");
    let tool = ["curl", "wget"].into_iter().find(|tool| text.contains(tool))?;
    let ends = ["|| exit 1", "||exit 1", "|| false"].iter().find_map(|end| text.trim_end().strip_suffix(end)).unwrap_or(&text);
    let odd = ends.contains(['|', '&', ';', '>', '<', '$', '`', '{']);
    let more = ends.split_whitespace().any(|word| {
        ["-H", "-X", "-d", "-u"].iter().any(|option| word.starts_with(option))
            || ["--header", "--post", "--data", "--request", "--user", "--method"].iter().any(|option| word.starts_with(option))
    });
    if odd || more {
        return None;
    }
    let address = ends.split_whitespace().map(|word| word.trim_matches(['"', '\''])).find_map(own)?;
    let (secure, rest) = address;
    let (authority, path) =
        rest.split_once('/').map_or((rest, String::from("/")), |(authority, path)| (authority, format!("/{path}")));
    let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    Some(Request { path, port: port.or(Some(if secure { 443 } else { 80 })), tool, secure })
}

/// Whether it is encrypted, and the rest, of an address of the container itself.
fn own(word: &str) -> Option<(bool, &str)> {
    let (secure, rest) = match (word.strip_prefix("https://"), word.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, rest) => (false, rest.unwrap_or(word)),
    };
    let here = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].iter().find_map(|host| rest.strip_prefix(host))?;
    (here.is_empty() || here.starts_with([':', '/'])).then_some((secure, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &str) -> String {
        let check = Check {
            command: ["sh", "-c", command].map(str::to_owned).to_vec(),
            interval: Some("10s".to_owned()),
            failures: Some(3),
            ..Check::default()
        };
        let mut out = String::new();
        node(&check, Some(8080)).write(0, &mut out);
        out.trim_end().to_owned()
    }

    #[test]
    fn a_request_of_the_container_itself_is_a_path() {
        assert_eq!(
            said("curl --fail http://localhost:8080/ready || exit 1"),
            "health \"/ready\" via=\"curl\" interval=\"10s\" failures=3"
        );
        assert_eq!(said("wget -qO- localhost:9000"), "health \"/\" port=9000 via=\"wget\" interval=\"10s\" failures=3");
        assert_eq!(
            said("curl -f 'https://127.0.0.1/a'"),
            "health \"/a\" port=443 scheme=\"https\" via=\"curl\" interval=\"10s\" failures=3"
        );
    }

    #[test]
    fn what_is_more_than_a_request_stays_a_command() {
        for command in ["curl -X POST http://localhost/", "curl http://other:80/", "curl localhost | grep ok", "pg_isready"] {
            assert!(said(command).starts_with("health interval=\"10s\" failures=3 { exec \"sh\" \"-c\""), "{}", said(command));
        }
    }
}
