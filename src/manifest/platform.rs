//! What the cluster or host is like; a company writes it once and includes it.

use super::{Address, Cidr, ImageReference, KubernetesVersion, Map, Name, PortNumber, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the cluster or host is like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Platform {
    /// The version of the oldest cluster.
    /// Default: `1.33`.
    pub kubernetes: Option<KubernetesVersion>,
    /// How traffic comes in.
    pub edge: Option<Edge>,
    /// Name servers beside the cluster's own.
    pub dns: Option<Dns>,
    /// Where the Kubernetes API answers, for workloads with `kube-access`.
    pub api_server: Option<ApiServer>,
    /// Who scrapes metrics.
    pub monitoring: Option<Monitoring>,
    /// Who scales by metrics from outside the pods.
    pub keda: Option<Keda>,
    /// The storage class of volumes.
    /// Default: the cluster's default.
    pub storage_class: Option<String>,
    /// The priority class of pods, which must exist.
    /// Default: none.
    pub priority: Option<String>,
    /// The pull secret of every image.
    /// Default: none.
    pub pull_secret: Option<String>,
    /// The service mesh that pods belong to.
    pub mesh: Option<Mesh>,
    /// Whether Stakater's Reloader runs, which restarts pods when a Secret changes.
    /// Default: `#false`.
    pub reloader: Option<bool>,
    /// Whether kernel, runtime and volumes allow user namespaces.
    /// Default: `#false`.
    pub user_namespaces: Option<bool>,
    /// Explicit small subnets for the networks of Docker and Compose.
    pub subnets: Option<Subnets>,
    /// The proxy before workloads with routes, in Compose.
    pub proxy: Option<Proxy>,
}

/// How traffic comes in: `edge class="nginx" namespace="ingress-nginx" issuer="letsencrypt"`, or
/// `edge gateway="public" namespace="gateways"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Edge {
    /// The class of Ingresses.
    /// Default: the cluster's default class.
    pub class: Option<String>,
    /// The controller of that class, whose annotations say what an Ingress cannot.
    /// Default: by the class, where that is its name.
    pub controller: Option<Controller>,
    /// The Gateway that HTTPRoutes attach to; they take the place of Ingresses.
    /// Default: none: Ingresses.
    pub gateway: Option<Name>,
    /// The Gateway's listener for routes without a certificate of their own.
    /// Default: all of them.
    pub listener: Option<String>,
    /// The namespace that the controller's pods, or the Gateway, are in.
    /// Default: none; with routes it or `cidr` must be said.
    pub namespace: Option<Name>,
    /// The namespace of the Gateway's pods, as `envoy-gateway-system`.
    /// Default: the Gateway's.
    pub proxy_namespace: Option<Name>,
    /// The addresses that traffic comes from, where it comes from no pod.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub cidr: Vec<Cidr>,
    /// cert-manager's ClusterIssuer of certificates.
    /// Default: none.
    pub issuer: Option<String>,
    /// Whether routes have TLS.
    /// Default: where there is an `issuer`.
    pub tls: Option<EdgeTls>,
    /// Annotations of every Ingress or HTTPRoute.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
}

/// A controller of Ingresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// The Kubernetes project's, of the class `nginx`.
    IngressNginx,
    /// F5's NGINX Ingress Controller, with annotations of `nginx.org`.
    Nginx,
    /// Traefik.
    Traefik,
    /// HAProxy Technologies', with annotations of `haproxy.org`.
    Haproxy,
    /// The community's `haproxy-ingress`.
    HaproxyIngress,
    /// Contour.
    Contour,
    /// Kong.
    Kong,
    /// Cilium.
    Cilium,
    /// The AWS Load Balancer Controller.
    Alb,
    /// Azure's Application Gateway.
    AzureApplicationGateway,
}

/// Whether routes have TLS, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["by", "on"], "name": "tls"}))]
pub enum EdgeTls {
    /// Who has the certificates.
    By(GatewayTls),
    /// Whether there is TLS.
    On(bool),
}

/// Who has the certificates of all routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayTls {
    /// The Gateway: its listeners name them.
    Gateway,
}

/// Name servers beside the cluster's own: `dns cidr="10.0.0.10/32"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dns {
    /// Their addresses.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub cidr: Vec<Cidr>,
}

/// Where the Kubernetes API answers: `api-server cidr="10.0.0.2/32"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ApiServer {
    /// Its addresses, as `kubectl get endpointslices --namespace default kubernetes` shows them.
    /// Default: any.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub cidr: Vec<Cidr>,
}

/// Who scales by metrics from outside the pods: `keda namespace="keda"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Keda {
    /// The namespace of KEDA's pods.
    /// Default: `keda`.
    pub namespace: Option<Name>,
}

/// Who scrapes metrics: `monitoring namespace="monitoring" operator=#true { labels { release "kube-prometheus-stack"; } }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Monitoring {
    /// The namespace that the scraper's pods are in.
    pub namespace: Name,
    /// `#true`: it is the Prometheus operator, which looks for ServiceMonitors and PodMonitors.
    /// Default: `#false`.
    pub operator: Option<bool>,
    /// Labels of those monitors, by which its Prometheus chooses them.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub labels: Map<Template>,
}

/// The service mesh of the cluster: `mesh "istio"`, `mesh "linkerd" namespace="linkerd"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["kind"]}))]
pub struct Mesh {
    /// Which, and how it reaches pods.
    pub kind: MeshKind,
    /// The namespace of its control plane.
    /// Default: `istio-system` or `linkerd`.
    pub namespace: Option<Name>,
}

/// A service mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeshKind {
    /// Istio, with a proxy in each pod.
    Istio,
    /// Istio, with a tunnel on each node.
    IstioAmbient,
    /// Linkerd, with a proxy in each pod.
    Linkerd,
}

/// Explicit small subnets: `subnets from="10.201.0.0/16"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Subnets {
    /// The range that they are taken from, one `/28` a network.
    pub from: Cidr,
}

/// The proxy before workloads with routes, in Compose: `proxy publish=8000`, `proxy "none"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["when?"]}))]
pub struct Proxy {
    /// When there is one.
    /// Default: `several`.
    pub when: Option<ProxyWhen>,
    /// Its image, an nginx of 1.25.1 or newer.
    /// Default: `docker.io/nginxinc/nginx-unprivileged:1.28-alpine`.
    pub image: Option<ImageReference>,
    /// The host's port.
    /// Default: 8080, or the next one that is free in the application.
    pub publish: Option<PortNumber>,
    /// The host's address.
    /// Default: `127.0.0.1`.
    pub host_ip: Option<Address>,
}

/// When one proxy stands before workloads with routes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyWhen {
    /// Where several workloads, or several replicas of one, have a route to a port without `publish=`.
    #[default]
    Several,
    /// Where any workload has a route.
    Always,
    /// Never: what has a route is published by itself.
    None,
}
