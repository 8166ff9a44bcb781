//! A cluster of tests/engines, as kubectl sees it.

use std::{
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(180);

/// A cluster, by the kubeconfig that leads to it.
pub(super) struct Cluster {
    kubeconfig: String,
}

impl Cluster {
    /// The one whose node runs containers.
    pub(super) fn node() -> Self {
        Self::of("LANDFALL_NODE")
    }

    /// The one that calls every pod ready.
    pub(super) fn control_plane() -> Self {
        Self::of("LANDFALL_CONTROL_PLANE")
    }

    fn of(variable: &str) -> Self {
        let kubeconfig = std::env::var(variable).unwrap_or_else(|_| panic!("{variable}, of tests/engines"));
        Self { kubeconfig }
    }

    /// Whether a command is content, and what it says.
    pub(super) fn run(&self, command: &mut Command) -> (bool, String) {
        let output = command.env("KUBECONFIG", &self.kubeconfig).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Whether kubectl is content, and what it says.
    pub(super) fn kubectl(&self, words: &[&str]) -> (bool, String) {
        self.run(Command::new("kubectl").args(words))
    }

    #[track_caller]
    pub(super) fn succeeds(&self, words: &[&str]) -> String {
        let (fine, said) = self.kubectl(words);
        assert!(fine, "kubectl {words:?}\n{said}");
        said
    }

    /// Applies a folder with its kustomization, unknown fields and warnings refused.
    #[track_caller]
    pub(super) fn apply(&self, folder: &Path) -> String {
        self.take("--kustomize", folder)
    }

    /// Applies one object, unknown fields and warnings refused.
    #[track_caller]
    pub(super) fn apply_file(&self, object: &Path) -> String {
        self.take("--filename", object)
    }

    #[track_caller]
    fn take(&self, form: &str, place: &Path) -> String {
        let words = ["apply", "--server-side", "--validate=strict", "--field-manager=landfall", form];
        let said = self.succeeds(&[words.as_slice(), &[place.to_str().unwrap()]].concat());
        assert!(!said.contains("Warning"), "{}: {said}", place.display());
        said
    }

    /// What applying a folder once more would change.
    pub(super) fn changes(&self, folder: &Path) -> (bool, String) {
        let folder = folder.to_str().unwrap();
        self.kubectl(&["diff", "--server-side", "--field-manager=landfall", "--kustomize", folder])
    }

    /// What all objects of ours of a kind say, a line for each.
    pub(super) fn all(&self, kind: &str, path: &str) -> String {
        let form = format!("jsonpath={{range .items[*]}}{path}{{\"\\n\"}}{{end}}");
        let ours = "app.kubernetes.io/managed-by=landfall";
        self.kubectl(&["get", kind, "--all-namespaces", "--selector", ours, "--output", &form]).1
    }

    /// What an object in a namespace says at a path; of several, all of it.
    pub(super) fn get(&self, namespace: &str, what: &str, path: &str) -> String {
        self.kubectl(&["get", what, "--namespace", namespace, "--output", &format!("jsonpath={path}")]).1
    }

    /// Waits until nothing is missing any more.
    #[track_caller]
    fn until_nothing(&self, missing: impl Fn() -> Option<String>) {
        let began = Instant::now();
        while let Some(missing) = missing() {
            assert!(began.elapsed() < PATIENCE, "missing: {missing}\n{}", self.state());
            sleep(Duration::from_millis(500));
        }
    }

    /// Waits until something is so.
    #[track_caller]
    pub(super) fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        self.until_nothing(|| (!is_so()).then(|| what.to_owned()));
    }

    /// Waits until what all objects of ours of a kind say is so.
    #[track_caller]
    pub(super) fn until_all(&self, kind: &str, path: &str, is_so: impl Fn(&str) -> bool) {
        self.until_nothing(|| {
            let lines = self.all(kind, path);
            let others: Vec<&str> = lines.lines().filter(|line| !is_so(line)).collect();
            (lines.is_empty() || !others.is_empty()).then(|| format!("{kind}: {others:?}"))
        });
    }

    /// What its pods are like, and what went wrong.
    pub(super) fn state(&self) -> String {
        let words = [
            ["get", "pods,persistentvolumeclaims", "--all-namespaces"].as_slice(),
            &["get", "events", "--all-namespaces", "--field-selector", "type!=Normal"],
        ];
        words.map(|words| self.kubectl(words).1).concat()
    }

    /// Namespaces of these names, of which nothing is there.
    pub(super) fn emptied<S: Into<String>>(&self, names: impl IntoIterator<Item = S>) -> Namespaces<'_> {
        let namespaces = Namespaces { cluster: self, names: names.into_iter().map(Into::into).collect() };
        namespaces.delete();
        namespaces
    }
}

/// Namespaces that are deleted in the end.
pub(super) struct Namespaces<'c> {
    cluster: &'c Cluster,
    names: Vec<String>,
}

impl Namespaces<'_> {
    fn delete(&self) {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let words = ["delete", "namespace", "--ignore-not-found", "--wait=true", "--timeout=120s"];
        self.cluster.kubectl(&[&words, names.as_slice()].concat());
    }
}

impl Drop for Namespaces<'_> {
    fn drop(&mut self) {
        self.delete();
    }
}
