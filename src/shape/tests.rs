use serde_json::{Value, json};

use super::{Form, Format, Key, ListRule, compile};

/// A type with the properties, and whatever else is given.
fn object(properties: Value, more: Value) -> Value {
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let (Some(schema), Value::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
    schema
}

fn refusal(schema: &Value) -> String {
    compile(schema).map(|shape| format!("{shape:?}")).expect_err("the schema is refused")
}

#[test]
fn a_keyword_that_is_not_known_is_refused() {
    assert!(refusal(&object(json!({"a": {"type": "string", "pattern": "x"}}), json!({}))).contains("`pattern`"));
    assert!(refusal(&object(json!({}), json!({"patternProperties": {}}))).contains("`patternProperties`"));
}

#[test]
fn a_format_without_a_check_is_refused() {
    assert!(refusal(&object(json!({"a": {"type": "string", "format": "colour"}}), json!({}))).contains("`colour` has no check"));
    assert!(refusal(&object(json!({"a": {"type": "integer", "format": "int8"}}), json!({}))).contains("int8"));
    assert!(refusal(&object(json!({"a": {"type": "number"}}), json!({}))).contains("`number`"));
}

#[test]
fn an_extension_that_is_not_known_is_refused() {
    assert!(refusal(&object(json!({}), json!({"x-kdl": {"colour": 1}}))).contains("`x-kdl` has no `colour`"));
    let field = json!({"a": {"type": "string", "x-node": {"colour": 1}}});
    assert!(refusal(&object(field, json!({}))).contains("`x-node` has no `colour`"));
    let list = json!({"a": {"type": "array", "items": {"type": "string"}, "x-node": {"list": "sorted"}}});
    assert!(refusal(&object(list, json!({}))).contains("`list` has no `sorted`"));
}

#[test]
fn an_extension_that_names_no_field_is_refused() {
    assert!(refusal(&object(json!({}), json!({"x-kdl": {"args": ["a"]}}))).contains("`args` names `a`"));
    let variant = json!({"type": "object", "properties": {"on": {"type": "boolean"}}});
    assert!(refusal(&json!({"oneOf": [variant], "x-kdl": {"plain": "off"}})).contains("`x-kdl` names `off`"));
    let map = json!({"m": {"type": "object", "additionalProperties": object(json!({}), json!({})), "x-node": {"key": ["a"]}}});
    assert!(refusal(&object(map, json!({}))).contains("`key` names `a`"));
}

#[test]
fn a_map_that_does_not_say_its_key_is_refused() {
    let map = json!({"m": {"type": "object", "additionalProperties": {"type": "string"}}});
    assert!(refusal(&object(map, json!({}))).contains("`key` or `raw`"));
}

#[test]
fn two_fields_of_one_name_are_refused() {
    let inner = object(json!({"a": {"type": "string"}}), json!({"x-node": {"inline": true}}));
    assert!(refusal(&object(json!({"a": {"type": "string"}, "b": inner}), json!({}))).contains("two fields are written `a`"));
}

#[test]
fn a_type_that_holds_itself_is_refused() {
    let schema = json!({"$ref": "#/$defs/A", "$defs": {"A": object(json!({"a": {"$ref": "#/$defs/A"}}), json!({}))}});
    assert!(refusal(&schema).contains("`A` holds itself"));
}

#[test]
fn a_format_has_one_name() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(*format));
    }
}

#[test]
fn the_schema_of_the_language_is_understood() {
    let schema = schemars::schema_for!(crate::manifest::Manifest);
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
    fn walk(shape: &'static super::Shape, path: &str, bare: &mut Vec<String>) {
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
    walk(crate::tree::language(), "", &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}
