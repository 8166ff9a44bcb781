//! Arguments in, exit code out.

fn main() -> landfall::cli::Exit {
    landfall::cli::run()
}
