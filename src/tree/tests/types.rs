//! What holds for the types of the language.

use crate::manifest::Manifest;
use crate::shape::{Form, Key, ListRule, Shape, compile};
use crate::tree::language;

#[test]
fn the_schema_of_the_language_is_understood() {
    let schema = schemars::schema_for!(Manifest);
    let shape = compile(schema.as_value()).unwrap();
    let block = shape.block().unwrap();
    let services = &block.field("services").unwrap().shape.form;
    let Form::Map(map) = services else { panic!("{services:?}") };
    assert!(matches!(map.key, Key::Name));
    let workload = map.entry.block().unwrap();
    assert!(!workload.field("schedule").unwrap().allowed);
    let Form::List(list) = &workload.field("depends-on").unwrap().shape.form else { panic!() };
    assert_eq!(list.rule, ListRule::Set);
    let Form::Block(health) = &workload.field("health").unwrap().shape.form else { panic!() };
    assert_eq!(health.field("tcp").unwrap().group, Some("handler"));
}

#[test]
fn every_field_and_every_alternative_is_documented() {
    fn walk(shape: &'static Shape, path: &str, bare: &mut Vec<String>) {
        match &shape.form {
            Form::Block(block) => block.fields.iter().for_each(|field| {
                let path = format!("{path}.{}", field.name);
                if field.doc.is_empty() {
                    bare.push(path.clone());
                }
                walk(field.shape, &path, bare);
            }),
            Form::Choice(choice) => choice.variants.iter().for_each(|variant| {
                if variant.doc.is_empty() {
                    bare.push(format!("{path}:{}", variant.name));
                }
                walk(variant.shape, path, bare);
            }),
            Form::Words(words) => {
                bare.extend(words.iter().filter(|word| word.doc.is_empty()).map(|word| format!("{path}={}", word.name)));
            }
            Form::Map(map) => walk(map.entry, path, bare),
            Form::List(list) => walk(list.item, path, bare),
            Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Any => {}
        }
    }
    let mut bare = Vec::new();
    walk(language(), "", &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}
