//! Schedules of cron, as Kubernetes reads them.

const FIELDS: &[(&str, u32, u32, &[&str])] = &[
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of the week", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// Checks a schedule.
///
/// # Errors
/// Where it is none: which field is wrong, and why.
pub(super) fn check(text: &str) -> Result<(), String> {
    if let Some(word) = text.strip_prefix('@') {
        let known = ["hourly", "daily", "midnight", "weekly", "monthly", "yearly", "annually"];
        return if known.contains(&word) { Ok(()) } else { Err(format!("`@{word}` is not known")) };
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("it has {} fields, and five are needed: minute, hour, day, month, day of the week", fields.len()));
    }
    fields.iter().zip(FIELDS).try_for_each(|(field, known)| {
        field.split(',').try_for_each(|part| check_part(part, known)).map_err(|why| format!("in the {}: {why}", known.0))
    })
}

fn check_part(part: &str, known: &(&str, u32, u32, &[&str])) -> Result<(), String> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    if step.is_some_and(|step| !step.parse::<u32>().is_ok_and(|step| step > 0)) {
        return Err(format!("the step of `{part}` is no number"));
    }
    if matches!(range, "*" | "?") {
        return Ok(());
    }
    match range.split_once('-') {
        None => number(range, known).map(|_| ()),
        Some((from, to)) if number(from, known)? <= number(to, known)? => Ok(()),
        Some(_) => Err(format!("`{range}` runs backwards")),
    }
}

fn number(text: &str, (_, least, most, names): &(&str, u32, u32, &[&str])) -> Result<u32, String> {
    let lower = text.to_lowercase();
    if let Some(place) = names.iter().position(|name| *name == lower) {
        return Ok(least + u32::try_from(place).unwrap_or(0));
    }
    match text.parse::<u32>() {
        Ok(number) if (*least..=*most).contains(&number) => Ok(number),
        _ => Err(format!("`{text}` is no number from {least} to {most}")),
    }
}
