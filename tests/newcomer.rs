//! From a folder with a Dockerfile to a running application, typed in a terminal as a new user would, with what the screen shows.

use crate::cli::says;
use rexpect::session::{PtySession, spawn_command};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::Command,
};

const PROMPT: &str = "new@here$ ";

/// An image that stands for what people build from; it has a program that answers on 8080, and runs as 10001.
const DOCKERFILE: &str = "FROM ghcr.io/acme/shop-web:2.3.0\nEXPOSE 8080\n";

/// A person at a terminal.
struct Newcomer {
    session: PtySession,
    folder: tempfile::TempDir,
}

impl Newcomer {
    fn at(files: &[(&str, &str)], locale: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(path, text)| fs::write(folder.path().join(path), text).unwrap());
        let programs = Path::new(env!("CARGO_BIN_EXE_landfall")).parent().unwrap().display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell
            .arg("-i")
            .current_dir(folder.path())
            .env("PATH", path)
            .env("PS1", PROMPT)
            .env("TERM", "xterm")
            .env("LC_ALL", locale);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "ENV"] {
            shell.env_remove(name);
        }
        let session = spawn_command(shell, Some(60_000)).unwrap();
        let mut newcomer = Self { session, folder };
        newcomer.until(PROMPT);
        newcomer
    }

    /// Types a line, and waits for the next prompt; what the screen shows meanwhile.
    fn types(&mut self, line: &str) -> String {
        self.begins(line);
        self.until(PROMPT)
    }

    /// Types a line, which goes on.
    fn begins(&mut self, line: &str) {
        self.session.send_line(line).unwrap();
    }

    fn until(&mut self, words: &str) -> String {
        self.session.exp_string(words).unwrap_or_else(|error| panic!("`{words}` does not appear: {error}"))
    }

    /// Answers a question.
    fn answers(&mut self, question: &str, answer: &str) {
        self.until(question);
        self.begins(answer);
    }
}

impl Drop for Newcomer {
    /// An interactive shell ends when it is told to, and no sooner.
    fn drop(&mut self) {
        let _ = self.session.send_line("exit");
    }
}

/// `init` with its questions, `check`, a mistake and its cure, `render`.
fn begins(newcomer: &mut Newcomer) {
    says(
        &newcomer.types("landfall"),
        &["There is no manifest here.", "1. landfall init", "2. landfall check", "3. landfall render"],
    );
    says(&newcomer.types("landfall chek"), &["unrecognized subcommand", "similar", "check"]);
    says(&newcomer.types("landfall check"), &["there is no `landfall.kdl` here", "`landfall init` writes one"]);

    newcomer.begins("landfall init");
    newcomer.answers("A first manifest from `Dockerfile`.", "front");
    newcomer.answers("Which path answers when it is ready? [none]", "healthz");
    newcomer.answers("a path begins with `/`, as in `/healthz`", "/healthz");
    newcomer.answers("Under which host do people reach it? (none: nobody) [front.example.com]", "");
    newcomer.answers("Which services does it use? (as in `postgres, redis`) [none]", "postgress");
    newcomer.answers("did you mean `postgres`?", "none");
    newcomer.answers("Where are its images pushed to? [ghcr.io/example]", "ghcr.io/acme");
    let screen = newcomer.until(PROMPT);
    says(&screen, &["landfall.kdl: 1 workload, from Dockerfile", "next:", "landfall check", "landfall render"]);

    says(&newcomer.types("landfall check"), &["no errors in dev, staging, production"]);
    newcomer.types("sed -i 's/port 8080/prot 8080/' landfall.kdl");
    let screen = newcomer.types("landfall check");
    says(&screen, &["\u{1b}[", "unknown-field", "prot", "did you mean `port`?", "error"]);
    newcomer.types("sed -i 's/prot 8080/port 8080/' landfall.kdl");
    says(&newcomer.types("landfall check prodution"), &["there is no environment `prodution`", "did you mean `production`?"]);
    let screen = newcomer.types("landfall render");
    says(&screen, &["deploy/dev", "deploy/staging", "deploy/production", "next:", "sh deploy/dev/run.sh up"]);
    says(&newcomer.types("landfall"), &["3. sh deploy/dev/run.sh up"]);
}

#[test]
fn a_newcomer_gets_from_a_dockerfile_to_what_every_environment_runs() {
    let mut newcomer = Newcomer::at(&[("Dockerfile", DOCKERFILE)], "C.UTF-8");
    begins(&mut newcomer);
    let screen = newcomer.types("landfall diff dev production");
    says(&screen, &["web"]);
    says(&newcomer.types("landfall init"), &["there is a manifest already: `landfall.kdl`"]);
}

#[test]
fn a_terminal_without_unicode_or_colour_gets_neither() {
    let mut newcomer =
        Newcomer::at(&[("landfall.kdl", "app \"a\"\ninclude \"landfall.kdl\"\nservice \"b\" { use \"c\"; }\n")], "C");
    newcomer.types("export TERM=dumb");
    let screen = newcomer.types("landfall check");
    says(&screen, &["landfall.kdl", "error"]);
    assert!(screen.is_ascii() && !screen.contains('\u{1b}'), "{screen}");
    newcomer.types("export TERM=xterm LC_ALL=C.UTF-8");
    let screen = newcomer.types("landfall check");
    assert!(!screen.is_ascii() && screen.contains('\u{1b}'), "{screen}");
}

#[test]
fn results_keep_to_ascii_where_the_terminal_does() {
    let manifest = "app \"a\"\nservice \"b\" { image \"b:1\"; port 80; env { C \"{{ c.url }}\"; }; }\nservice \"c\" { image \"c:1\"; port 81; }\nenvironment \"dev\" { service \"b\" { image \"b:2\"; }; }\n";
    let mut newcomer = Newcomer::at(&[("landfall.kdl", manifest)], "C");
    for (command, shown) in [
        ("landfall diff dev staging", "->"),
        ("landfall graph dev", "->"),
        ("landfall explain kdl-comment", "..."),
        ("landfall explain dev services", "b:2"),
        ("landfall render dev --ledger", "emitted"),
    ] {
        newcomer.types("export LC_ALL=C");
        let screen = newcomer.types(command);
        assert!(screen.is_ascii() && screen.contains(shown), "{command}: {screen}");
    }
    newcomer.types("export LC_ALL=C.UTF-8");
    assert!(!newcomer.types("landfall diff dev staging").is_ascii());
}

#[test]
fn a_watch_shows_what_is_wrong_in_its_place() {
    let manifest = "app \"a\"\nservice \"web\" {\n    image \"ghcr.io/acme/web:1\"\n    port 8080\n    health \"/\"\n}\n";
    let mut newcomer = Newcomer::at(&[("landfall.kdl", manifest)], "C.UTF-8");
    newcomer.begins("landfall watch dev");
    newcomer.until("1 file, new");
    let path = newcomer.folder.path().join("landfall.kdl");
    fs::write(&path, manifest.replace("port", "prot")).unwrap();
    newcomer.until("landfall.kdl: not written");
    newcomer.until("did you mean `port`?");
    fs::write(&path, manifest.replace("8080", "8081")).unwrap();
    let screen = newcomer.until("1 changed");
    assert!(screen.contains("A\u{1b}[J"), "what was wrong is taken back: {screen:?}");
    newcomer.session.send_control('c').unwrap();
    newcomer.until(PROMPT);
    says(&newcomer.types("echo ended with $?"), &["ended with 0"]);
}

fn get(address: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_newcomer_gets_from_a_dockerfile_to_a_running_application() {
    let mut newcomer = Newcomer::at(&[("Dockerfile", DOCKERFILE)], "C.UTF-8");
    newcomer.types("export DOCKER_BUILDKIT=0");
    begins(&mut newcomer);

    newcomer.begins("sh deploy/dev/run.sh up -d");
    newcomer.until("healthy");
    let screen = newcomer.until(PROMPT);
    says(&screen, &["http://127.0.0.1:8080"]);
    assert!(get("127.0.0.1:8080").ends_with("ok\n"));
    says(&newcomer.types("sh deploy/dev/run.sh status"), &["web", "healthy"]);

    newcomer.types("sed -i 's/memory=\"256Mi\"/memory=\"128Mi\"/' landfall.kdl");
    says(&newcomer.types("landfall render dev --diff"), &["--memory=256m", "--memory=128m"]);
    says(&newcomer.types("landfall render"), &["changed"]);
    says(&newcomer.types("sh deploy/dev/run.sh up -d"), &["healthy"]);
    says(&newcomer.types("docker inspect --format '{{.HostConfig.Memory}}' front-dev-web"), &["134217728"]);
    says(&newcomer.types("landfall diff dev production"), &["web"]);

    newcomer.types("sh deploy/dev/run.sh down -v");
    let left = newcomer.types("docker ps --all --quiet --filter label=landfall.project=front-dev | wc -l");
    assert!(left.lines().any(|line| line.trim() == "0"), "{left}");
    newcomer.types("docker rmi ghcr.io/acme/front:1.0.0");
}
