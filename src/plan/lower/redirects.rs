//! Where a route sends requests instead of to its workload.

use super::{draft::Draft, routes};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest,
    path::FieldPath,
    plan::{Address, Origin, PathType, Redirect, Route, RouteTls},
};

/// What leads to the same address with TLS.
const HTTPS: &str = "https";

/// The status where none is written: moved for good.
const MOVED: u16 = 301;

/// Every status that a redirect may have.
const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// The redirect of a route; `None` where it is wrong, which is reported.
pub(super) fn redirect(
    draft: &mut Draft<'_, '_>,
    route: &Route,
    written: &manifest::Redirect,
    path: &FieldPath,
) -> Option<Redirect> {
    let path = path.join("redirect");
    if let Some(status) = written.status.filter(|status| !STATUSES.contains(status)) {
        let help = "one of 301, 302, 303, 307, 308: 301 and 308 for good, the others for now; 307 and 308 keep the method";
        let message = format!("{status} is no status that a redirect has");
        draft.report.error(&codes::ROUTE_REDIRECT, &path.join("status"), message, help);
    }
    let to = draft.plain(written.to.as_str(), &path.join("to"), "an address");
    if to.is_empty() {
        return None;
    }
    let Some(redirect) = read(&to, route, written.status) else {
        let help = "write \"https\", an address such as \"https://www.example.com\", or a path such as \"/new\"";
        let message = format!("`{to}` is no address that requests could be sent to");
        draft.report.error(&codes::ROUTE_REDIRECT, &path.join("to"), message, help);
        return None;
    };
    match &redirect {
        Redirect::Https { .. } if route.tls == RouteTls::None && draft.scope.in_cluster() => {
            let diagnostic = Diagnostic::warning(&codes::ROUTE_REDIRECT, "requests are sent to HTTPS, and this route has no TLS")
                .at_known(draft.report.place(&path), "nobody may answer there")
                .help("add `tls #true`, or an `issuer=` to the platform's edge; where TLS ends before the edge, this is right");
            draft.report.push(diagnostic);
        }
        Redirect::Elsewhere { to: address, .. } if leads_back(address, route) => {
            let help = "send them to another host, or to a path that this route does not have";
            let message = format!("the redirect to `{to}` leads to itself, again and again");
            draft.report.error(&codes::ROUTE_REDIRECT, &path.join("to"), message, help);
        }
        Redirect::Https { .. } | Redirect::Elsewhere { .. } => {}
    }
    Some(redirect)
}

fn read(to: &str, route: &Route, status: Option<u16>) -> Option<Redirect> {
    if to == HTTPS {
        return Some(Redirect::Https { status });
    }
    let address = address(to)?;
    if let Address { origin: Some(Origin { scheme: HTTPS, host, port: None }), path: None } = &address
        && Some(host) == route.host.as_ref()
    {
        return Some(Redirect::Https { status });
    }
    Some(Redirect::Elsewhere { to: address, status: status.unwrap_or(MOVED) })
}

/// `https://HOST[:PORT][/PATH]`, or `/PATH`.
fn address(text: &str) -> Option<Address> {
    let (origin, path) = match text.split_once("://") {
        None => (None, text),
        Some((scheme, rest)) => {
            let scheme = ["http", HTTPS].into_iter().find(|known| *known == scheme)?;
            let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
            let (host, port) = match authority.split_once(':') {
                None => (authority, None),
                Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port != 0)?)),
            };
            let origin = routes::is_host(host).then(|| Origin { scheme, host: host.to_owned(), port })?;
            (Some(origin), path)
        }
    };
    let is_path = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!&'()*+,;=:@%/".contains(&byte));
    match path {
        "" if origin.is_some() => Some(Address { origin, path: None }),
        _ if is_path => Some(Address { origin, path: Some(path.to_owned()) }),
        _ => None,
    }
}

/// Whether what is sent there comes to the same route again.
fn leads_back(address: &Address, route: &Route) -> bool {
    let same_host = match (&address.origin, &route.host) {
        (None, _) | (Some(_), None) => true,
        (Some(origin), Some(host)) => match host.strip_prefix('*') {
            Some(domain) => origin.host.ends_with(domain),
            None => origin.host == *host,
        },
    };
    let within = |own: &String| match (&address.path, route.path_type) {
        (None, _) => true,
        (Some(path), PathType::Exact) => path == own,
        (Some(path), PathType::Prefix) => {
            let own = own.trim_end_matches('/');
            path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        (Some(_), PathType::ImplementationSpecific) => false,
    };
    let other_port = address.origin.as_ref().is_some_and(|origin| origin.port.is_some());
    same_host && !other_port && route.paths.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;

    #[test]
    fn an_address_is_a_host_with_its_scheme_or_a_path() {
        let origin = |host: &str, port| Some(Origin { scheme: "https", host: host.into(), port });
        assert_eq!(address("/new"), Some(Address { origin: None, path: Some("/new".into()) }));
        assert_eq!(address("https://a.example.com"), Some(Address { origin: origin("a.example.com", None), path: None }));
        let deep = Some(Address { origin: origin("a.example.com", Some(8443)), path: Some("/b/c".into()) });
        assert_eq!(address("https://a.example.com:8443/b/c"), deep);
        for wrong in
            ["", "a.example.com", "ftp://a.example.com", "https://", "https://a b", "https://a:x", "/a b", "/a$b", "/a?b", "//"]
        {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_redirect_to_what_the_route_itself_takes_is_seen() {
        let mut route = sample::route("a.example.com");
        route.paths = vec!["/old".into()];
        for (to, back) in [
            ("/new", false),
            ("/old", true),
            ("/old/x", true),
            ("/older", false),
            ("https://a.example.com/new", false),
            ("http://a.example.com", true),
            ("https://b.example.com", false),
            ("https://a.example.com:8443", false),
        ] {
            assert_eq!(leads_back(&address(to).unwrap(), &route), back, "{to}");
        }
        assert_eq!(read("https://a.example.com", &route, None), Some(Redirect::Https { status: None }));
    }
}
