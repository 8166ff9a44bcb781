//! From a JSON Schema, as schemars derives it, to a [`Shape`]; whatever is not understood is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map as Object, Value};

use super::extension::{FieldForm, TypeForm};
use super::{Argument, Block, Choice, Field, Form, Format, Key, List, ListRule, Map, Member, Shape, Variant, Word};

type Schema = Object<String, Value>;

const KEYWORDS: &[&str] = &[
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "default",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "oneOf",
    "const",
    "format",
    "minimum",
    "maximum",
    "x-kdl",
    "x-node",
];

/// Compiles a schema. What it gives lives as long as the process: call it once for a language.
///
/// # Errors
/// Where the schema has a keyword, a `format` or an extension that is not understood, or an extension names no field.
pub fn compile(schema: &Value) -> Result<&'static Shape, String> {
    let root = object(schema)?;
    let definitions = match root.get("$defs") {
        Some(definitions) => object(definitions)?.clone(),
        None => Schema::new(),
    };
    let mut compiler = Compiler { definitions, done: BTreeMap::new(), names: BTreeSet::new(), open: Vec::new() };
    compiler.shape(root, None, "")
}

struct Compiler {
    definitions: Schema,
    done: BTreeMap<(String, &'static str), &'static Shape>,
    names: BTreeSet<&'static str>,
    open: Vec<String>,
}

impl Compiler {
    /// One copy of each name, so that equal names are also the same address.
    fn name(&mut self, text: &str) -> &'static str {
        if let Some(known) = self.names.get(text) {
            return known;
        }
        let name: &'static str = Box::leak(text.into());
        self.names.insert(name);
        name
    }

    /// A type, where it stands: `place` is the map that holds it.
    fn shape(&mut self, schema: &Schema, field: Option<&FieldForm>, place: &'static str) -> Result<&'static Shape, String> {
        if let Some(unknown) = schema.keys().find(|keyword| !KEYWORDS.contains(&keyword.as_str())) {
            return Err(format!("the schema has `{unknown}`, which is not understood"));
        }
        if let Some(reference) = schema.get("$ref") {
            return self.reference(reference, place);
        }
        if let Some(inner) = optional(schema) {
            return self.shape(object(inner)?, field, place);
        }
        let type_form = TypeForm::read(schema)?;
        let form = self.form(schema, &type_form, field, place)?;
        let titled = || schema.get("title").and_then(Value::as_str).map(spoken);
        let spoken = type_form.name.clone().or_else(titled).or_else(|| field.and_then(|field| field.name.clone()));
        let name = self.name(&spoken.unwrap_or_default());
        Ok(Box::leak(Box::new(Shape { name, doc: self.doc(schema), form })))
    }

    fn reference(&mut self, reference: &Value, place: &'static str) -> Result<&'static Shape, String> {
        let name = reference.as_str().and_then(|path| path.strip_prefix("#/$defs/")).unwrap_or_default().to_owned();
        let key = (name.clone(), place);
        if let Some(shape) = self.done.get(&key) {
            return Ok(shape);
        }
        if self.open.contains(&name) {
            return Err(format!("`{name}` holds itself"));
        }
        let definition = self.definitions.get(&name).ok_or_else(|| format!("there is no `{name}`"))?;
        let mut definition = object(definition)?.clone();
        definition.entry("title").or_insert_with(|| Value::String(name.clone()));
        self.open.push(name.clone());
        let shape = self.shape(&definition, None, place).map_err(|error| format!("{name}: {error}"))?;
        self.open.pop();
        self.done.insert(key, shape);
        Ok(shape)
    }

    fn form(&mut self, schema: &Schema, form: &TypeForm, field: Option<&FieldForm>, place: &'static str) -> Result<Form, String> {
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            return self.alternatives(variants, form, place);
        }
        let Some(kind) = schema.get("type") else { return Ok(Form::Any) };
        match type_name(kind)? {
            "object" => match schema.get("additionalProperties") {
                Some(Value::Object(entry)) => self.map(entry, form, field),
                _ => self.block(schema, form, place).map(Form::Block),
            },
            "array" => self.list(schema, field),
            "string" => Ok(Form::Text(format_of(schema)?)),
            "integer" => whole(schema),
            "boolean" => Ok(Form::Bool),
            other => Err(format!("the type `{other}` is not understood")),
        }
    }

    fn map(&mut self, entry: &Schema, form: &TypeForm, field: Option<&FieldForm>) -> Result<Form, String> {
        let place = match field.and_then(|field| field.name.as_deref()) {
            Some(name) => self.name(name),
            None => "",
        };
        let entry = self.shape(entry, None, place)?;
        let key = match field.and_then(|field| field.key.as_deref()) {
            None if form.raw => Key::Child,
            None => return Err("a map wants `key` or `raw`".to_owned()),
            Some([name]) if name == "name" => Key::Name,
            Some(fields) => self.key_fields(fields, entry)?,
        };
        let key_format = match field.and_then(|field| field.key_format.as_deref()) {
            Some(name) => Format::named(name).ok_or_else(|| format!("the format `{name}` has no check"))?,
            None => Format::Text,
        };
        Ok(Form::Map(Map { entry, key, key_format, catalogue: field.is_some_and(|field| field.catalogue) }))
    }

    fn key_fields(&mut self, fields: &[String], entry: &'static Shape) -> Result<Key, String> {
        let named = fields.first().is_some_and(|first| first == "name?");
        let block = entry.block().ok_or("`key` names fields of a type that has none")?;
        let mut names = Vec::new();
        for field in fields.iter().skip(usize::from(named)) {
            let known = block.field(field).ok_or_else(|| format!("`key` names `{field}`, which is no field"))?;
            names.push(known.name);
        }
        Ok(Key::Fields { named, fields: keep(names) })
    }

    fn list(&mut self, schema: &Schema, field: Option<&FieldForm>) -> Result<Form, String> {
        let item = schema.get("items").ok_or("a list wants `items`")?;
        let item = self.shape(object(item)?, None, "")?;
        let rule = field.and_then(|field| field.list).unwrap_or(ListRule::Replace);
        Ok(Form::List(List { item, rule }))
    }

    fn block(&mut self, schema: &Schema, form: &TypeForm, place: &'static str) -> Result<Block, String> {
        let mut parts = Parts::default();
        let required = required(schema);
        if let Some(properties) = schema.get("properties") {
            for (name, property) in object(properties)? {
                let needed = required.contains(&name.as_str());
                self.property(&mut parts, name, object(property)?, needed, place)
                    .map_err(|error| format!("`{name}`: {error}"))?;
            }
        }
        if let Some(twice) = repeated(&parts.fields) {
            return Err(format!("two fields are written `{twice}`"));
        }
        let arguments = form.args.iter().map(|argument| self.argument(argument, &parts.fields)).collect::<Result<_, _>>()?;
        let Parts { fields, members, rest } = parts;
        Ok(Block { fields: keep(fields), arguments: keep(arguments), members: keep(members), rest })
    }

    fn property(
        &mut self,
        parts: &mut Parts,
        name: &str,
        schema: &Schema,
        required: bool,
        place: &'static str,
    ) -> Result<(), String> {
        let mut field = FieldForm::read(schema)?;
        let name = self.name(name);
        let node = self.name(field.name.as_deref().unwrap_or(name));
        let shape = if field.inline {
            self.shape(schema, Some(&field), place)?
        } else {
            field.name = Some(name.to_owned());
            self.shape(schema, Some(&field), "")?
        };
        parts.members.push(Member { name, shape, required, inline: field.inline });
        let only = field.only.map(|places| self.places(&places));
        let allowed = only.is_none_or(|places| place.is_empty() || places.contains(&place));
        let (doc, default) = parted(self.doc(schema));
        let written = Field { name, node, doc, default, shape, required, group: None, only, allowed };
        match &shape.form {
            Form::Block(inner) if field.inline => {
                parts.fields.extend(inner.fields.iter().cloned());
            }
            Form::Choice(choice) if field.inline => {
                parts.fields.extend(choice.variants.iter().map(|variant| alternative(variant, &written)));
            }
            Form::Any if field.inline => {
                parts.rest = Some(name);
                parts.fields.push(written);
            }
            _ if field.inline => return Err("`inline` wants a type with fields or alternatives".to_owned()),
            _ => parts.fields.push(written),
        }
        Ok(())
    }

    fn places(&mut self, places: &[String]) -> &'static [&'static str] {
        keep(places.iter().map(|place| self.name(place)).collect())
    }

    fn argument(&mut self, text: &str, fields: &[Field]) -> Result<Argument, String> {
        let (name, optional) = match text.strip_suffix('?') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let known = fields.iter().any(|field| field.name == name || field.group == Some(name));
        if !known {
            return Err(format!("`args` names `{name}`, which is no field"));
        }
        Ok(Argument { field: self.name(name), optional })
    }

    fn alternatives(&mut self, variants: &[Value], form: &TypeForm, place: &'static str) -> Result<Form, String> {
        let schemas = variants.iter().map(object).collect::<Result<Vec<_>, _>>()?;
        if schemas.iter().all(|schema| schema.contains_key("const")) {
            return Ok(Form::Words(keep(schemas.iter().map(|schema| self.word(schema)).collect())));
        }
        let variants = schemas.iter().map(|schema| self.variant(schema, place)).collect::<Result<Vec<_>, _>>()?;
        let mut named = |name: &String| match variants.iter().any(|variant| variant.name == name) {
            true => Ok(self.name(name)),
            false => Err(format!("`x-kdl` names `{name}`, which is no variant")),
        };
        let plain = keep(form.plain.iter().map(&mut named).collect::<Result<_, _>>()?);
        let block = form.block.as_ref().map(&mut named).transpose()?;
        let empty = form.empty.as_ref().map(&mut named).transpose()?;
        Ok(Form::Choice(Choice { variants: keep(variants), plain, block, empty }))
    }

    fn word(&mut self, schema: &Schema) -> Word {
        let word = schema.get("const").and_then(Value::as_str).unwrap_or_default();
        Word { name: self.name(word), doc: self.doc(schema) }
    }

    fn variant(&mut self, schema: &Schema, place: &'static str) -> Result<Variant, String> {
        let properties = schema.get("properties").ok_or("a variant wants a doc comment, as all others of its type")?;
        let (name, content) = object(properties)?.iter().next().ok_or("a variant has no name")?;
        let field = FieldForm { name: Some(name.clone()), ..FieldForm::default() };
        let shape = self.shape(object(content)?, Some(&field), place).map_err(|error| format!("`{name}`: {error}"))?;
        Ok(Variant { name: self.name(name), doc: self.doc(schema), shape })
    }

    fn doc(&mut self, schema: &Schema) -> &'static str {
        self.name(schema.get("description").and_then(Value::as_str).unwrap_or_default())
    }
}

/// The parts of a block while they are collected.
#[derive(Default)]
struct Parts {
    fields: Vec<Field>,
    members: Vec<Member>,
    rest: Option<&'static str>,
}

/// A list that lives as long as the process.
fn keep<T>(list: Vec<T>) -> &'static [T] {
    list.leak()
}

/// An alternative of an `inline` choice, as a field of the outer type.
fn alternative(variant: &Variant, choice: &Field) -> Field {
    Field {
        name: variant.name,
        node: variant.name,
        doc: variant.doc,
        default: None,
        shape: variant.shape,
        required: choice.required,
        group: Some(choice.name),
        only: choice.only,
        allowed: choice.allowed,
    }
}

/// The documentation of a field, and the default that its last line says.
fn parted(doc: &'static str) -> (&'static str, Option<&'static str>) {
    match doc.split_once("\nDefault: ") {
        Some((doc, default)) => (doc, Some(default.trim_end_matches('.'))),
        None => (doc, None),
    }
}

fn repeated(fields: &[Field]) -> Option<&'static str> {
    let mut names = BTreeSet::new();
    let mut nodes = BTreeSet::new();
    let twice = |field: &&Field| !names.insert(field.name) || !nodes.insert(field.node);
    fields.iter().find(twice).map(|field| field.node)
}

fn object(value: &Value) -> Result<&Schema, String> {
    match value {
        Value::Object(object) => Ok(object),
        Value::Bool(true) => Ok(anything()),
        other => Err(format!("no schema: {other}")),
    }
}

fn anything() -> &'static Schema {
    static ANYTHING: std::sync::OnceLock<Schema> = std::sync::OnceLock::new();
    ANYTHING.get_or_init(Schema::new)
}

/// The schema of `T` in that of `Option<T>`.
fn optional(schema: &Schema) -> Option<&Value> {
    let alternatives = schema.get("anyOf")?.as_array()?;
    alternatives.iter().find(|alternative| alternative.get("type").and_then(Value::as_str) != Some("null"))
}

fn type_name(kind: &Value) -> Result<&str, String> {
    let named = match kind {
        Value::String(name) => Some(name.as_str()),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    };
    named.ok_or_else(|| format!("no type: {kind}"))
}

fn required(schema: &Schema) -> Vec<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn format_of(schema: &Schema) -> Result<Format, String> {
    match schema.get("format").and_then(Value::as_str) {
        None => Ok(Format::Text),
        Some(name) => Format::named(name).ok_or_else(|| format!("the format `{name}` has no check")),
    }
}

fn whole(schema: &Schema) -> Result<Form, String> {
    let (low, high) = match schema.get("format").and_then(Value::as_str) {
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        other => return Err(format!("the format {other:?} of a number is not understood")),
    };
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
    Ok(Form::Whole { least: bound("minimum").unwrap_or(low), most: bound("maximum").unwrap_or(high) })
}

/// `PortNumber` as people say it: `port number`.
fn spoken(title: &str) -> String {
    let mut spoken = String::new();
    for char in title.chars() {
        if char.is_uppercase() && !spoken.is_empty() {
            spoken.push(' ');
        }
        spoken.extend(char.to_lowercase());
    }
    spoken
}
