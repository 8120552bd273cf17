//! Prints what a step of the scenario has seen, as one line of JSON.

/// `seen` is the line's other members, each with its value in JSON.
pub fn show(step: &str, seen: &[(&str, String)]) {
    let members: Vec<String> = seen
        .iter()
        .map(|(name, value)| format!("{}: {value}", text(name)))
        .collect();
    println!("{{\"step\": {}, {}}}", text(step), members.join(", "));
}

pub fn text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

pub fn list(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<_>>().join(", "))
}

pub fn texts(values: &[String]) -> String {
    list(values.iter().map(|value| text(value)))
}
