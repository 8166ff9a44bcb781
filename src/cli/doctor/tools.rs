//! The programs that people run beside landfall.

/// A program, what is asked of it, and why one wants it.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) asks: &'static [&'static str],
    /// The oldest version that the output was tried with.
    pub(super) least: Option<(u32, u32)>,
    pub(super) needed_for: &'static str,
    pub(super) get: &'static str,
    /// What to do where it is there and fails.
    pub(super) cure: &'static str,
}

impl Tool {
    const fn new(name: &'static str, asks: &'static [&'static str], needed_for: &'static str, get: &'static str) -> Self {
        Self { name, asks, least: None, needed_for, get, cure: get }
    }

    const fn least(mut self, major: u32, minor: u32) -> Self {
        self.least = Some((major, minor));
        self
    }

    const fn cure(mut self, cure: &'static str) -> Self {
        self.cure = cure;
        self
    }
}

/// The program that says what the cluster runs.
pub(super) const CLUSTER: &str = "cluster";

const DAEMON: &str =
    "start Docker (`sudo systemctl start docker`), and see that you may use its socket (`sudo usermod -aG docker $USER`)";

pub(super) const TOOLS: [Tool; 10] = [
    Tool::new("docker", &["docker", "--version"], "the docker target", "https://docs.docker.com/engine/install").least(20, 10),
    Tool::new(
        "docker daemon",
        &["docker", "version", "--format", "{{.Server.Version}}"],
        "the docker and compose targets",
        "https://docs.docker.com/engine/install",
    )
    .least(20, 10)
    .cure(DAEMON),
    Tool::new(
        "docker compose",
        &["docker", "compose", "version"],
        "the compose target",
        "https://docs.docker.com/compose/install",
    )
    .least(2, 26),
    Tool::new("podman", &["podman", "--version"], "containers without Docker", "https://podman.io/docs/installation").least(4, 3),
    Tool::new("kubectl", &["kubectl", "version", "--client"], "the kubernetes target", "https://kubernetes.io/docs/tasks/tools"),
    Tool::new(
        CLUSTER,
        &["kubectl", "version", "--request-timeout=4s", "--output=json"],
        "applying the kubernetes output from here",
        "https://kubernetes.io/docs/tasks/tools",
    )
    .cure("see which cluster is meant: `kubectl config get-contexts`, then `kubectl config use-context NAME`"),
    Tool::new(
        "kustomize",
        &["kustomize", "version"],
        "looking at the kubernetes output without kubectl",
        "https://kubectl.docs.kubernetes.io/installation/kustomize",
    ),
    Tool::new(
        "kubeseal",
        &["kubeseal", "--version"],
        "the certificate of sealed secrets",
        "https://github.com/bitnami-labs/sealed-secrets",
    ),
    Tool::new("sops", &["sops", "--version"], "secrets that SOPS encrypts", "https://getsops.io"),
    Tool::new("git", &["git", "--version"], "`diff --against`, and GitOps", "https://git-scm.com/downloads"),
];
