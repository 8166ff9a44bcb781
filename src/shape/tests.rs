use serde_json::{Value, json};

use super::{Format, compile};

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
