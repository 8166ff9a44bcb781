//! `landfall` alone: the three things that one does first.

use super::arguments::Common;
use super::{Exit, Terminal};
use crate::project;

/// Shows how to begin, or how to go on where a project is.
pub(super) fn run(common: &Common, terminal: &mut Terminal) -> Exit {
    #[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
    let here = std::env::current_dir().unwrap_or_default();
    let found = common.file.is_some() || project::find(&here).is_ok();
    let steps = match found {
        true => {
            "1. landfall check                what is wrong, in every environment\n\
             2. landfall render               writes deploy/dev, deploy/staging and deploy/production\n\
             3. sh deploy/dev/run.sh up       starts it here\n"
        }
        false => {
            "There is no manifest here.\n\n\
             1. landfall init                 writes one, from the Dockerfile or the Compose file that is here\n\
             2. landfall check                what is wrong in it, in every environment\n\
             3. landfall render               writes deploy/dev, deploy/staging and deploy/production\n"
        }
    };
    terminal.result(&format!(
        "Landfall: one manifest becomes what each environment runs.\n\n{steps}\n`landfall --help` shows everything else.\n"
    ));
    Exit::Fine
}
