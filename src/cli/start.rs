//! `landfall` alone: the three things that one does first.

use super::arguments::Common;
use super::{Exit, Terminal};
use crate::project;

/// The smallest manifest that compiles everywhere.
const HELLO: &str = r#"    app "hello"

    service "web" {
        image "ghcr.io/acme/web:1.0.0"
        port 8080
        health "/healthz"
        resources cpu="50m" memory="64Mi"
    }
"#;

/// Shows how to begin, or how to go on where a project is.
pub(super) fn run(common: &Common, terminal: &mut Terminal) -> Exit {
    #[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
    let here = std::env::current_dir().unwrap_or_default();
    let found = common.file.is_some() || project::find(&here).is_ok();
    let first = match found {
        true => "1. `landfall check`: what is wrong, in every environment\n".to_owned(),
        false => format!("1. write `landfall.kdl`:\n\n{HELLO}\n"),
    };
    terminal.result(&format!(
        "Landfall: one manifest becomes what each environment runs.\n\n{first}\
         2. `landfall render`: writes deploy/dev, deploy/staging and deploy/production\n\
         3. `sh deploy/dev/run.sh up`: starts it here\n\n`landfall --help` shows everything else.\n"
    ));
    Exit::Fine
}
