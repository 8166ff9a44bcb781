//! How nodes are written: capitals stand for values.

use crate::shape::{Block, Choice, Field, Form, Format, Key, List, Map, Shape};

/// How a node is written, its name first.
pub(super) fn of(field: &Field) -> String {
    let values = written(field.shape);
    let line = format!("{} {values}", field.node);
    line.trim_end().to_owned()
}

fn written(shape: &Shape) -> String {
    match &shape.form {
        Form::Text(format) => value(*format).to_owned(),
        Form::Whole { .. } => "NUMBER".to_owned(),
        Form::Bool => "#true|#false".to_owned(),
        Form::Words(words) => words.iter().map(|word| format!("\"{}\"", word.name)).collect::<Vec<_>>().join("|"),
        Form::Any => "{ … }".to_owned(),
        Form::Block(block) => of_block(block, ""),
        Form::Choice(choice) => of_choice(choice),
        Form::Map(map) => of_map(map),
        Form::List(List { item, .. }) if item.is_word() => format!("{}…", written(item)),
        Form::List(List { item, .. }) => written(item),
    }
}

/// What stands for a value of that form.
fn value(format: Format) -> &'static str {
    match format {
        Format::Name | Format::SecretName | Format::Variable => "NAME",
        Format::ImageReference => "IMAGE",
        Format::CpuQuantity | Format::CpuQuantityOrNone => "QUANTITY",
        Format::Size => "SIZE",
        Format::Duration => "TIME",
        Format::AbsolutePath | Format::LocalPath => "PATH",
        Format::FileMode => "MODE",
        Format::Cidr => "RANGE",
        Format::Domain => "HOST",
        Format::Url => "URL",
        Format::Cron => "SCHEDULE",
        Format::KubernetesVersion => "VERSION",
        _ => "TEXT",
    }
}

fn of_map(map: &Map) -> String {
    match &map.key {
        Key::Child => format!("{{ NAME {}; … }}", written(map.entry)),
        Key::Name => {
            let key = if map.key_format == Format::Text { "NAME" } else { value(map.key_format) };
            format!("{key} {}", written(map.entry))
        }
        Key::Fields { named, .. } => match map.entry.block() {
            Some(block) => of_block(block, if *named { "[NAME] " } else { "" }),
            None => written(map.entry),
        },
    }
}

fn of_block(block: &Block, before: &str) -> String {
    if is_body(block) {
        return format!("{before}{{ the body of a workload }}");
    }
    let (mut line, mut children) = (before.to_owned(), Vec::new());
    for argument in block.arguments {
        let is_list = block.field(argument.field).is_some_and(|field| matches!(field.shape.form, Form::List(_)));
        let name = argument.field.to_uppercase() + if is_list { "…" } else { "" };
        line += &if argument.optional { format!("[{name}] ") } else { format!("{name} ") };
    }
    let is_argument = |field: &Field| {
        block.arguments.iter().any(|argument| argument.field == field.name || field.group == Some(argument.field))
    };
    for field in block.fields.iter().filter(|field| field.allowed && !is_argument(field)) {
        match &field.shape.form {
            Form::Choice(choice) if !choice.plain.is_empty() => line += &format!("{}= ", field.node),
            _ if field.shape.is_word() => line += &format!("{}= ", field.node),
            _ => children.push(format!("{} …", field.node)),
        }
    }
    if !children.is_empty() {
        line += &format!("{{ {}; }}", children.join("; "));
    }
    line.trim_end().to_owned()
}

/// Whether these are the fields of a workload.
pub(super) fn is_body(block: &Block) -> bool {
    block.field("image").is_some() && block.field("ports").is_some()
}

fn of_choice(choice: &Choice) -> String {
    let plain = choice.plain.iter().filter_map(|name| choice.variant(name)).map(|variant| written(variant.shape));
    let words = choice.variants.iter().filter(|variant| choice.plain.is_empty() && choice.bare(variant.name).is_some());
    let blocks = choice.variants.iter().filter_map(|variant| variant.shape.block().map(|block| (variant.name, block)));
    let blocks = blocks.filter(|(_, block)| !block.fields.is_empty()).map(|(name, block)| match choice.block == Some(name) {
        true => of_block(block, ""),
        false => of_block(block, &format!("\"{name}\" ")),
    });
    let forms: Vec<String> = plain.chain(words.map(|variant| format!("\"{}\"", variant.name))).chain(blocks).collect();
    forms.join("\n  or: ")
}
