//! The JSON Schema with which editors check manifests in YAML and JSON; from the same shapes as the reader.

use indexmap::IndexMap;
use serde_json::{Map as Object, Value, json};

use crate::shape::{Block, Choice, Field, Form, Format, List, Shape, Word};
use crate::tree;

/// The schema of a manifest as a file's text.
pub fn text() -> String {
    printed(&schema())
}

/// The schema of an environment's own file, `landfall.NAME.yaml`, as a file's text.
pub fn overlay_text() -> String {
    printed(&overlay())
}

fn printed(schema: &Value) -> String {
    let mut text = serde_json::to_string_pretty(schema).expect("a tree of JSON is written as JSON");
    text.push('\n');
    text
}

/// The schema of a manifest. Nothing is required in it, since any layer may say what another leaves out.
pub fn schema() -> Value {
    root("Landfall manifest", tree::language())
}

/// The schema of an environment's own file: only what differs in the environment.
pub fn overlay() -> Value {
    root("Landfall overlay", tree::environment())
}

fn root(title: &str, shape: &'static Shape) -> Value {
    let mut writer = Writer { names: IndexMap::new() };
    let mut root = match shape.block() {
        Some(block) => writer.fields(block),
        None => Object::new(),
    };
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        properties.insert(
            "$schema".to_owned(),
            json!({"type": "string", "description": "The schema that an editor checks this file with."}),
        );
    }
    let mut schema = Object::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(shape.doc));
    schema.extend(root);
    schema.insert("$defs".to_owned(), Value::Object(writer.names.into_values().collect()));
    Value::Object(schema)
}

/// Equal schemas are written once, under the name that they first had.
struct Writer {
    names: IndexMap<String, (String, Value)>,
}

impl Writer {
    /// A shape where it stands.
    fn shape(&mut self, shape: &'static Shape, place: &str) -> Value {
        match &shape.form {
            Form::Block(_) | Form::Choice(_) => {
                let schema = self.definition(shape, place);
                self.intern(shape.name, place, schema)
            }
            Form::Words(words) => self.intern(shape.name, place, one_word(words)),
            Form::Map(map) => {
                let entry = self.shape(map.entry, place);
                let entry = self.removable(entry, map.entry, place);
                json!({"type": "object", "additionalProperties": entry})
            }
            Form::List(list) => self.list(list, place),
            Form::Text(format) => text_of(*format),
            Form::Whole { least, most } => json!({"type": "integer", "minimum": least, "maximum": most}),
            Form::Bool => json!({"type": "boolean"}),
            Form::Any => json!({}),
        }
    }

    /// A reference to a schema that is written once.
    fn intern(&mut self, name: &str, place: &str, schema: Value) -> Value {
        let content = schema.to_string();
        let name = match self.names.get(&content) {
            Some((name, _)) => name.clone(),
            None => {
                let name = self.free_name(name, place);
                self.names.insert(content, (name.clone(), schema));
                name
            }
        };
        json!({"$ref": format!("#/$defs/{name}")})
    }

    fn free_name(&self, name: &str, place: &str) -> String {
        let name = name.replace(' ', "-");
        let mut candidates = [name.clone(), format!("{name}-of-{place}")].into_iter();
        let taken = |candidate: &String| self.names.values().any(|(name, _)| name == candidate);
        candidates.find(|candidate| !taken(candidate)).unwrap_or_else(|| format!("{name}-{}", self.names.len()))
    }

    /// Null takes a value away; `$replace` puts one in the place of what lower layers say.
    fn removable(&mut self, schema: Value, shape: &Shape, place: &str) -> Value {
        if shape.is_scalar() {
            return json!({"anyOf": [schema, {"type": "null"}]});
        }
        let schema = if schema.get("$ref").is_some() { schema } else { self.intern(place, "map", schema) };
        let replace = json!({
            "type": "object", "required": ["$replace"], "properties": {"$replace": schema.clone()}, "additionalProperties": false,
        });
        let alternatives = json!({"anyOf": [schema, {"type": "null"}, replace]});
        self.intern(&format!("{place}-or-null"), "layer", alternatives)
    }

    fn definition(&mut self, shape: &'static Shape, place: &str) -> Value {
        let alternatives = match &shape.form {
            Form::Block(block) => self.block(block, place),
            Form::Choice(choice) => self.choice(choice, place),
            _ => Vec::new(),
        };
        let mut schema = Object::new();
        if !shape.doc.is_empty() {
            schema.insert("description".to_owned(), json!(shape.doc));
        }
        match <[Value; 1]>::try_from(alternatives) {
            Ok([Value::Object(only)]) => schema.extend(only),
            Ok([only]) => return only,
            Err(several) => {
                schema.insert("anyOf".to_owned(), Value::Array(several));
            }
        }
        Value::Object(schema)
    }

    /// A map of fields, or a value in the place of the first argument.
    fn block(&mut self, block: &'static Block, place: &str) -> Vec<Value> {
        let mut forms = vec![Value::Object(self.fields(block))];
        if let Some(first) = block.arguments.first() {
            match block.field(first.field).filter(|field| field.allowed) {
                Some(field) => forms.push(self.shape(field.shape, place)),
                None => {
                    if let Some(Form::Choice(choice)) = block.choice(first.field).map(|shape| &shape.form) {
                        forms.extend(self.bare(choice, place));
                    }
                }
            }
        }
        forms
    }

    fn fields(&mut self, block: &'static Block) -> Object<String, Value> {
        let fields = block.fields.iter().filter(|field| field.allowed);
        let properties: Object<String, Value> = fields.map(|field| (field.name.to_owned(), self.field(field))).collect();
        let mut schema = Object::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema
    }

    fn field(&mut self, field: &'static Field) -> Value {
        let schema = self.shape(field.shape, field.name);
        let mut schema = match self.removable(schema, field.shape, field.name) {
            Value::Object(schema) => schema,
            other => return other,
        };
        let description = match field.default {
            Some(default) => format!("{} Default: {default}.", field.doc),
            None => field.doc.to_owned(),
        };
        schema.insert("description".to_owned(), json!(description));
        if let Some(value) = field.default_value() {
            schema.insert("default".to_owned(), value);
        }
        Value::Object(schema)
    }

    /// A list, or one value that stands for a list of one.
    fn list(&mut self, list: &'static List, place: &str) -> Value {
        let item = self.shape(list.item, place);
        json!({"anyOf": [{"type": "array", "items": item.clone()}, item]})
    }

    fn choice(&mut self, choice: &'static Choice, place: &str) -> Vec<Value> {
        let mut forms = self.bare(choice, place);
        for variant in choice.variants {
            let content = self.shape(variant.shape, variant.name);
            forms.push(json!({
                "type": "object", "description": variant.doc, "required": [variant.name],
                "properties": {variant.name: content}, "additionalProperties": false,
            }));
        }
        if let Some(block) = choice.block.and_then(|name| choice.variant(name)) {
            forms.push(self.shape(block.shape, place));
        }
        if choice.empty.is_some() {
            forms.push(json!({"type": "null"}));
        }
        forms
    }

    /// The bare values that a choice takes: those of its plain alternatives, and words for those without content.
    fn bare(&mut self, choice: &'static Choice, place: &str) -> Vec<Value> {
        let plain = choice.plain.iter().filter_map(|name| choice.variant(name));
        let mut forms: Vec<Value> = plain.map(|variant| self.shape(variant.shape, place)).collect();
        let by_word = |name: &str| choice.plain.is_empty() || choice.bare(name).is_some();
        let named = choice.variants.iter().filter(|variant| !variant.shape.is_scalar() && by_word(variant.name));
        let words: Vec<&str> = named.map(|variant| variant.name).collect();
        if !words.is_empty() {
            forms.push(json!({"enum": words}));
        }
        forms
    }
}

/// One of some words; one that looks like a number may be written as it.
fn one_word(words: &[Word]) -> Value {
    let alternatives = words.iter().flat_map(|word| {
        let number = word.name.parse::<u32>().ok().map(|number| json!({"const": number, "description": word.doc}));
        std::iter::once(json!({"const": word.name, "description": word.doc})).chain(number)
    });
    json!({"anyOf": alternatives.collect::<Vec<_>>()})
}

fn text_of(format: Format) -> Value {
    let kind = if format.takes_numbers() { json!(["string", "number"]) } else { json!("string") };
    match format {
        Format::Text | Format::Template | Format::Content => json!({"type": kind}),
        Format::SecretName => json!({"anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["secret"], "properties": {"secret": {"type": "string"}}, "additionalProperties": false},
        ]}),
        other => json!({"type": kind, "format": other.name()}),
    }
}
