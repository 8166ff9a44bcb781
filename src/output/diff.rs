//! The difference between two contents of a file, as `diff -u` writes it.

use similar::TextDiff;

/// The change of one file; `None` stands for no file.
pub fn unified(path: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    let name = |side: char, content: Option<&[u8]>| content.map_or("/dev/null".to_owned(), |_| format!("{side}/{path}"));
    let (from, to) = (name('a', old), name('b', new));
    let texts = (std::str::from_utf8(old.unwrap_or_default()), std::str::from_utf8(new.unwrap_or_default()));
    let (Ok(old), Ok(new)) = texts else {
        return format!("binary files {from} and {to} differ\n");
    };
    TextDiff::from_lines(old, new).unified_diff().header(&from, &to).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_with_the_lines_around_it() {
        insta::assert_snapshot!(unified("run.sh", Some(b"a\nb\nc\n"), Some(b"a\nB\nc\n")), @r"
        --- a/run.sh
        +++ b/run.sh
        @@ -1,3 +1,3 @@
         a
        -b
        +B
         c
        ");
    }

    #[test]
    fn new_and_gone_files_stand_against_nothing() {
        assert_eq!(unified("a", None, Some(b"x\n")), "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(unified("a", Some(b"x\n"), None), "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
        assert_eq!(unified("a", Some(b"\xff"), Some(b"")), "binary files a/a and b/a differ\n");
    }
}
