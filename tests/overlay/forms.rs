//! The checks of form.

use super::mistakes;

#[test]
fn a_misspelt_field_counts_as_the_one_that_was_meant() {
    assert_eq!(
        mistakes("app \"a\"\nservice \"api\" {\n    imgae \"nginx:1\"\n    port 80\n}\n"),
        ["unknown-field landfall.kdl:3:5 `service` has no `imgae`"]
    );
}
