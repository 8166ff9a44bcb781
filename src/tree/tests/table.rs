//! The shapes of the language as a table in Rust: what `language.rs` is made by, and checked against.

use std::fmt::Write as _;
use std::path::PathBuf;

use indexmap::IndexMap;

use crate::manifest::{BackingType, Manifest};
use crate::shape::{self, Argument, Block, Choice, Field, Form, Key, List, Map, Member, Shape, Variant, Word};

/// The file's text, from the types.
fn table() -> String {
    let mut printer = Printer::default();
    let mut root = |schema: schemars::Schema| {
        printer.shape(shape::compile(schema.as_value()).expect("the schema of the types is understood"))
    };
    let (manifest, backing_type) = (root(schemars::schema_for!(Manifest)), root(schemars::schema_for!(BackingType)));
    let mut text = String::from(
        "//! The shapes of the language, made from the types of `manifest`: \
         `cargo test remake_the -- --ignored`.\n\n\
         use crate::shape::{Argument, Block, Choice, Field, Form, Format, Key, List, ListRule, Map, Member, Shape, Variant, Word};\n\n",
    );
    let _ = writeln!(text, "/// A whole manifest.\npub(super) static MANIFEST: &Shape = &{manifest};\n");
    let _ =
        writeln!(text, "/// The file of a type of backing service.\npub(super) static BACKING_TYPE: &Shape = &{backing_type};\n");
    printer.statics.into_keys().for_each(|line| text.push_str(&line));
    text
}

/// Equal shapes are printed once.
#[derive(Default)]
struct Printer {
    statics: IndexMap<String, ()>,
}

impl Printer {
    fn shape(&mut self, shape: &'static Shape) -> String {
        let form = self.form(&shape.form);
        let body = format!("Shape {{ name: {:?}, doc: {:?}, form: Form::{form} }};\n", shape.name, shape.doc);
        let known = self.statics.keys().position(|line| line.ends_with(&format!(": Shape = {body}")));
        let number = known.unwrap_or(self.statics.len());
        self.statics.entry(format!("static S{number}: Shape = {body}")).or_default();
        format!("S{number}")
    }

    fn form(&mut self, form: &'static Form) -> String {
        match form {
            Form::Block(block) => format!("Block({})", self.block(block)),
            Form::Choice(choice) => format!("Choice({})", self.choice(choice)),
            Form::Words(words) => {
                let words = words.iter().map(|Word { name, doc }| format!("Word {{ name: {name:?}, doc: {doc:?} }}"));
                format!("Words({})", list(words))
            }
            Form::Map(Map { entry, key, key_format, catalogue }) => {
                let entry = self.shape(entry);
                let key = match key {
                    Key::Child => "Child".to_owned(),
                    Key::Name => "Name".to_owned(),
                    Key::Fields { named, fields } => format!("Fields {{ named: {named}, fields: &{fields:?} }}"),
                };
                format!(
                    "Map(Map {{ entry: &{entry}, key: Key::{key}, key_format: Format::{key_format:?}, catalogue: {catalogue} }})"
                )
            }
            Form::List(List { item, rule }) => format!("List(List {{ item: &{}, rule: ListRule::{rule:?} }})", self.shape(item)),
            Form::Text(format) => format!("Text(Format::{format:?})"),
            Form::Whole { least, most } => format!("Whole {{ least: {least}, most: {most} }}"),
            Form::Bool => "Bool".to_owned(),
            Form::Any => "Any".to_owned(),
        }
    }

    fn block(&mut self, Block { fields, arguments, members, rest }: &'static Block) -> String {
        let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
        let members: Vec<_> = members.iter().map(|member| self.member(member)).collect();
        let arguments =
            arguments.iter().map(|Argument { field, optional }| format!("Argument {{ field: {field:?}, optional: {optional} }}"));
        format!(
            "Block {{ fields: {}, arguments: {}, members: {}, rest: {rest:?} }}",
            list(fields.into_iter()),
            list(arguments),
            list(members.into_iter())
        )
    }

    fn field(&mut self, field: &'static Field) -> String {
        let Field { name, node, doc, default, shape, required, group, only, allowed } = field;
        let shape = self.shape(shape);
        let only = match only {
            Some(places) => format!("Some(&{places:?})"),
            None => "None".to_owned(),
        };
        format!(
            "Field {{ name: {name:?}, node: {node:?}, doc: {doc:?}, default: {default:?}, shape: &{shape}, required: {required}, \
             group: {group:?}, only: {only}, allowed: {allowed} }}"
        )
    }

    fn member(&mut self, Member { name, shape, required, inline }: &'static Member) -> String {
        let shape = self.shape(shape);
        format!("Member {{ name: {name:?}, shape: &{shape}, required: {required}, inline: {inline} }}")
    }

    fn choice(&mut self, Choice { variants, plain, block, empty }: &'static Choice) -> String {
        let variants = variants.iter().map(|Variant { name, doc, shape }| {
            let shape = self.shape(shape);
            format!("Variant {{ name: {name:?}, doc: {doc:?}, shape: &{shape} }}")
        });
        let variants = list(variants);
        format!("Choice {{ variants: {variants}, plain: &{plain:?}, block: {block:?}, empty: {empty:?} }}")
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("&[{}]", items.collect::<Vec<_>>().join(", "))
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tree/language.rs")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the source that it checks")]
fn the_table_of_shapes_is_the_one_of_the_types() {
    let committed = std::fs::read_to_string(path()).unwrap_or_default();
    assert!(committed == table(), "remake it: cargo test remake_the -- --ignored");
}

#[test]
#[ignore = "writes the table anew"]
#[expect(clippy::disallowed_methods, reason = "the test writes the source that it remakes")]
fn remake_the_table() {
    std::fs::write(path(), table()).unwrap();
}
