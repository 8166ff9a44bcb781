//! What holds for all of the plan: application, namespace, platform, GitOps.

use super::{
    Request,
    draft::Draft,
    labels,
    report::{LANGUAGE, Report},
    scope::Scope,
    suspicion,
};
use crate::{
    diagnostic::codes,
    manifest::{Edge, EdgeTls, GatewayTls, Template},
    path::FieldPath,
    plan::{Application, Controller, Gateway, Gitops, GitopsLayout, Mesh, MeshKind, Namespace, Platform, PlatformEdge, Setting},
};

/// Where KEDA is installed by its own instructions.
const KEDA: &str = "keda";

/// The oldest cluster where the platform names none: a minor version of Kubernetes 1.
const KUBERNETES: u32 = 33;

/// The environment, and what it is compiled to.
pub(super) fn setting(scope: &Scope<'_>) -> Setting {
    let Request { merged, target, .. } = scope.request;
    Setting { environment: merged.environment.name.clone(), target, profile: merged.environment.profile }
}

/// The application.
pub(super) fn application<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Application {
    let app = &scope.request.merged.manifest.app;
    let path = FieldPath::new(["app"]);
    let mut draft = Draft::new(scope, report, None);
    let mut text = |field: &str, text: &Option<Template>, what| {
        text.as_ref().map(|text| draft.plain(text.as_str(), &path.join(field), what))
    };
    let application = Application {
        name: scope.app().to_owned(),
        owner: text("owner", &app.owner, "the owner"),
        version: text("version", &app.version, "the version"),
        part_of: text("part-of", &app.part_of, "a label").unwrap_or_else(|| scope.app().to_owned()),
        edition: app.edition.unwrap_or_default(),
    };
    constants(&mut draft);
    application
}

/// Evaluates every constant once, so that a mistake in one that nobody uses is seen; looks at parameters too.
fn constants(draft: &mut Draft<'_, '_>) {
    for (name, value) in &draft.scope.layer().lets {
        draft.constants.push(name);
        let path = FieldPath::new(["lets", name]);
        draft.text(value.as_str(), &path);
        draft.constants.clear();
        suspicion::constant(draft, name, value, &path);
    }
    for (name, parameter) in &draft.scope.request.merged.manifest.params {
        let value = parameter.default.as_deref().unwrap_or_default();
        suspicion::parameter(draft, name, value, &FieldPath::new(["params", name, "default"]));
    }
}

/// The namespace.
pub(super) fn namespace(scope: &Scope<'_>, report: &mut Report<'_>) -> Namespace {
    let path = FieldPath::new(["namespace"]);
    let Some(written) = &scope.layer().namespace else {
        if scope.in_cluster() {
            report.infer(path, scope.app(), "namespace-explicit", "the application's name");
        }
        return Namespace { name: scope.app().to_owned(), owned: true };
    };
    let name = written.name.as_str();
    if scope.in_cluster() && (name == "default" || name.starts_with("kube-")) {
        let message = format!("the namespace `{name}` belongs to the cluster");
        report.error(
            &codes::RESERVED_NAME,
            &path.join("name"),
            message,
            format!("give the application one of its own: namespace \"{}\"", scope.app()),
        );
    }
    Namespace { name: name.to_owned(), owned: written.owned.unwrap_or(true) }
}

fn namespace_name<'a>(scope: &Scope<'a>) -> &'a str {
    scope.layer().namespace.as_ref().map_or(scope.app(), |namespace| namespace.name.as_str())
}

/// What the cluster or host is like.
pub(super) fn platform<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Platform {
    let written = scope.layer().platform.clone().unwrap_or_default();
    let edge = written.edge.unwrap_or_default();
    let version = written.kubernetes.as_ref().and_then(|version| version.as_str().split_once('.'));
    let version = version.and_then(|(_, minor)| minor.parse().ok());
    if version.is_none() && scope.in_cluster() {
        let path = FieldPath::new(["platform", "kubernetes"]);
        report.infer(path, format!("1.{KUBERNETES}"), LANGUAGE, "the oldest version that is common");
    }
    let mut draft = Draft::new(scope, report, None);
    let annotations = labels::annotations(&mut draft, &edge.annotations, &FieldPath::new(["platform", "edge", "annotations"]));
    let monitoring = written.monitoring;
    let operator = monitoring.as_ref().filter(|monitoring| monitoring.operator == Some(true)).map(|monitoring| {
        labels::of_nodes(&mut draft, &monitoring.labels, &FieldPath::new(["platform", "monitoring", "labels"]))
    });
    let mesh = written.mesh.map(|mesh| Mesh {
        kind: mesh.kind,
        namespace: mesh.namespace.map_or_else(|| control_plane(mesh.kind).to_owned(), |name| name.0),
    });
    edge_conflicts(&edge, report);
    let own = edge.gateway.as_ref().map(|_| namespace_name(scope).to_owned());
    let texts = |list: Vec<crate::manifest::Cidr>| list.into_iter().map(|cidr| cidr.0).collect();
    Platform {
        kubernetes: version.unwrap_or(KUBERNETES),
        edge: PlatformEdge {
            controller: edge.controller.or_else(|| edge.class.as_deref().and_then(controller)),
            gateway: edge.gateway.map(|gateway| Gateway {
                name: gateway.0,
                namespace: edge.namespace.as_ref().map(|name| name.0.clone()),
                listener: edge.listener,
            }),
            class: edge.class,
            namespace: edge.proxy_namespace.or(edge.namespace).map(|name| name.0).or(own),
            cidrs: texts(edge.cidr),
            tls: super::routes::edge_has_tls(edge.tls, edge.issuer.is_some()),
            issuer: edge.issuer,
            annotations,
        },
        dns: texts(written.dns.unwrap_or_default().cidr),
        api_server: texts(written.api_server.unwrap_or_default().cidr),
        monitoring: monitoring.map(|monitoring| monitoring.namespace.0),
        operator,
        mesh,
        reloader: written.reloader.unwrap_or(false),
        keda: written.keda.and_then(|keda| keda.namespace).map_or_else(|| KEDA.to_owned(), |name| name.0),
        storage_class: written.storage_class,
        priority: written.priority,
        user_namespaces: written.user_namespaces.unwrap_or(false),
        subnets: written.subnets.map(|subnets| subnets.from.0),
    }
}

/// The namespace that a mesh's control plane is in where nothing says so.
fn control_plane(mesh: MeshKind) -> &'static str {
    match mesh {
        MeshKind::Istio | MeshKind::IstioAmbient => "istio-system",
        MeshKind::Linkerd => "linkerd",
    }
}

/// The controller that a class of Ingresses is named after: `nginx`, `nginx-internal`, `public-nginx`.
fn controller(class: &str) -> Option<Controller> {
    let known = [
        ("nginx", Controller::IngressNginx),
        ("ingress-nginx", Controller::IngressNginx),
        ("webapprouting.kubernetes.azure.com", Controller::IngressNginx),
        ("nginx.org", Controller::Nginx),
        ("haproxy-ingress", Controller::HaproxyIngress),
        ("traefik", Controller::Traefik),
        ("haproxy", Controller::Haproxy),
        ("contour", Controller::Contour),
        ("kong", Controller::Kong),
        ("cilium", Controller::Cilium),
        ("alb", Controller::Alb),
        ("azure-application-gateway", Controller::AzureApplicationGateway),
    ];
    let exact = known.iter().find(|(name, _)| *name == class);
    let near = |name: &str| {
        class.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
            || class.strip_suffix(name).is_some_and(|rest| rest.ends_with('-'))
    };
    exact.or_else(|| known.iter().find(|(name, _)| near(name))).map(|(_, controller)| *controller)
}

/// Reports what an edge says of Ingresses and of a Gateway at once.
fn edge_conflicts(edge: &Edge, report: &mut Report<'_>) {
    let path = FieldPath::new(["platform", "edge"]);
    let both = [(edge.class.is_some(), "class"), (edge.controller.is_some(), "controller")];
    for (_, field) in both.into_iter().filter(|(written, _)| *written && edge.gateway.is_some()) {
        let message = format!("`{field}` says something of Ingresses, and with `gateway` there are none");
        report.error(
            &codes::EDGE,
            &path.join(field),
            message,
            "keep one of the two; `(replace)edge …` leaves out what a lower layer says",
        );
    }
    let of_gateway = [
        (edge.listener.is_some(), "listener"),
        (edge.proxy_namespace.is_some(), "proxy-namespace"),
        (matches!(edge.tls, Some(EdgeTls::By(GatewayTls::Gateway))), "tls"),
    ];
    for (_, field) in of_gateway.into_iter().filter(|(written, _)| *written && edge.gateway.is_none()) {
        let message = format!("`{field}` says something of a Gateway, and none is named");
        report.error(&codes::EDGE, &path.join(field), message, "name it: `edge gateway=\"public\" namespace=\"gateways\"`");
    }
}

/// How the cluster is brought to what is committed.
pub(super) fn gitops(scope: &Scope<'_>, report: &mut Report<'_>) -> Gitops {
    let environment = &scope.request.merged.environment.name;
    let folder = format!("deploy/{environment}");
    let Some(written) = &scope.layer().gitops else {
        return Gitops { path: folder, revision: "main".to_owned(), ..Gitops::default() };
    };
    let path = FieldPath::new(["gitops"]);
    if written.layout != GitopsLayout::None && written.repository.is_none() && !report.is_wrong(&path.join("repository")) {
        let help = "add it: repository=\"https://git.example.com/acme/shop.git\"";
        report.error(&codes::GITOPS_REPOSITORY, &path, "GitOps has to know the repository that the output is committed to", help);
    }
    Gitops {
        layout: written.layout,
        repository: written.repository.as_ref().map(|url| url.as_str().to_owned()),
        path: written.path.clone().unwrap_or(folder),
        revision: written.revision.clone().unwrap_or_else(|| "main".to_owned()),
    }
}
