//! Samples of awesome-compose as a person runs them: dev builds and starts them, staging takes what was built, and both answer. The
//! folders beside this file stand in for the samples' own sources, at the same ports, under the same paths.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
    thread::{self, sleep},
    time::Duration,
};

/// A sample in a folder of its own, taken down in the end.
struct Sample {
    name: &'static str,
    folder: tempfile::TempDir,
}

impl Sample {
    fn new(name: &'static str) -> Self {
        let sample = Self { name, folder: tempfile::tempdir().unwrap() };
        // Dev mounts it, and what runs there is somebody else.
        fs::set_permissions(sample.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        crate::examples::copy(&format!("awesome-compose/{name}"), sample.folder.path());
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
        crate::examples::copy_folder(&sources, sample.folder.path());
        sample.succeeds(env!("CARGO_BIN_EXE_landfall"), &["render", "dev", "staging", "--quiet"]);
        sample
    }

    fn run(&self, program: &str, words: &[&str]) -> Output {
        Command::new(program).args(words).current_dir(self.folder.path()).output().unwrap()
    }

    #[track_caller]
    fn succeeds(&self, program: &str, words: &[&str]) {
        let output = self.run(program, words);
        let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(output.status.success(), "{}: {program} {words:?}\n{out}{err}", self.name);
    }

    #[track_caller]
    fn dev(&self, words: &[&str]) {
        self.succeeds("sh", &[&["deploy/dev/run.sh"], words].concat());
    }

    #[track_caller]
    fn staging(&self, words: &[&str]) {
        self.succeeds("docker", &[&["compose", "-f", "deploy/staging/compose.yaml"], words].concat());
    }

    #[track_caller]
    fn starts_in_staging(&self) {
        self.succeeds(env!("CARGO_BIN_EXE_landfall"), &["secrets", "init", "staging"]);
        self.staging(&["up", "--wait", "--pull", "never"]);
    }

    /// What the engine keeps for it.
    fn traces(&self) -> String {
        let labels = [format!("landfall.project={}-dev", self.name), format!("com.docker.compose.project={}", self.name)];
        let lists: [&[&str]; 3] = [&["container", "ls", "-a"], &["network", "ls"], &["volume", "ls"]];
        let list = |list: &[&str], label: &String| {
            let output = self.run("docker", &[list, &["--quiet", "--filter", &format!("label={label}")]].concat());
            assert!(output.status.success(), "{output:?}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        labels.iter().flat_map(|label| lists.into_iter().map(move |kind| list(kind, label))).collect()
    }

    /// Takes away all, and sees that nothing stays.
    #[track_caller]
    fn goes_without_a_trace(self) {
        self.dev(&["down", "-v"]);
        self.staging(&["down", "-v"]);
        assert_eq!(self.traces(), "");
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        self.run("sh", &["deploy/dev/run.sh", "down", "-v"]);
        self.run("docker", &["compose", "-f", "deploy/staging/compose.yaml", "down", "-v", "--timeout", "2"]);
    }
}

/// What a port of this host answers at `/`.
#[track_caller]
fn get(port: u16) -> String {
    let answer = ask(port).unwrap();
    assert!(is_fine(&answer), "{port}: {answer}");
    answer
}

/// As `get`, asked again where no check says when it answers.
#[track_caller]
fn get_at_last(port: u16) -> String {
    let early = || {
        sleep(Duration::from_millis(200));
        ask(port).is_ok_and(|answer| is_fine(&answer))
    };
    (0..100).any(|_| early());
    get(port)
}

fn ask(port: u16) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    connection.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

fn is_fine(answer: &str) -> bool {
    answer.lines().next().is_some_and(|line| line.ends_with("200 OK"))
}

/// The name that a sample's store has for itself as long as it is kept.
fn kept(page: &str) -> &str {
    let name = page.lines().find_map(|line| line.strip_prefix("kept: ")).unwrap_or_else(|| panic!("{page}"));
    assert_eq!(name.len(), 32, "{page}");
    name
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn two_samples_run_side_by_side() {
    thread::scope(|scope| {
        scope.spawn(flask_counts_in_redis_from_its_mounted_source);
        scope.spawn(a_table_of_postgresql_outlives_the_containers);
    });
}

fn flask_counts_in_redis_from_its_mounted_source() {
    let sample = Sample::new("flask-redis");
    sample.dev(&["up", "-d"]);
    let page = get(8000);
    assert!(page.contains("visits: "), "{page}");
    // The source is mounted: what is changed there is what runs next.
    let source = sample.folder.path().join("app.py");
    let changed = fs::read_to_string(&source).unwrap().replace("visits: ", "visitors: ");
    fs::write(&source, changed).unwrap();
    sample.succeeds("docker", &["restart", "flask-redis-dev-web"]);
    let again = get_at_last(8000);
    assert!(again.contains("visitors: "), "{again}");
    assert_eq!(kept(&again), kept(&page));
    sample.dev(&["down", "-v"]);
    sample.starts_in_staging();
    let released = get(8000);
    assert!(released.contains("visits: "), "the image is the one that was built: {released}");
    assert_ne!(kept(&released), kept(&page));
    sample.goes_without_a_trace();
}

fn a_table_of_postgresql_outlives_the_containers() {
    let sample = Sample::new("nginx-golang-postgres");
    sample.dev(&["up", "-d"]);
    let page = get(80);
    sample.dev(&["down"]);
    sample.dev(&["up", "-d"]);
    assert_eq!(kept(&get(80)), kept(&page));
    sample.dev(&["down", "-v"]);
    sample.starts_in_staging();
    assert_ne!(kept(&get_at_last(80)), kept(&page));
    sample.goes_without_a_trace();
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn flask_keeps_a_table_of_mariadb_behind_nginx() {
    let sample = Sample::new("nginx-flask-mysql");
    sample.dev(&["up", "-d"]);
    assert_eq!(kept(&get(80)), kept(&get(8000)));
    sample.dev(&["down", "-v"]);
    sample.starts_in_staging();
    assert_eq!(kept(&get(80)), kept(&get(80)));
    assert!(TcpStream::connect(("127.0.0.1", 8000)).is_err(), "only dev opens it");
    sample.goes_without_a_trace();
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn nginx_takes_two_copies_in_turn() {
    let sample = Sample::new("nginx-nodejs-redis");
    let both_answer = || {
        let pages = [80, 80, 81, 82].map(get);
        let by = |copy: &str| pages.iter().filter(|page| page.contains(&format!("\n{copy}: "))).count();
        assert_eq!((by("web1"), by("web2")), (2, 2), "{pages:?}");
        assert!(pages.iter().all(|page| kept(page) == kept(&pages[0])), "{pages:?}");
    };
    sample.dev(&["up", "-d"]);
    both_answer();
    sample.dev(&["down", "-v"]);
    sample.starts_in_staging();
    both_answer();
    sample.goes_without_a_trace();
}
