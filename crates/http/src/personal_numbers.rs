//! No number of a person comes in: every text of every body, and every cell of every file, is looked at in this one
//! place, before anything else reads it.

use domain::{Invalid, PersonId, invalid::InvalidCell, personal_number, values::WebAddress};
use serde_json::Value;
use tables::{Column, Sheet};

use crate::problem::Problem;

/// Refuses a body with a number of a person in any of its texts, and names the member.
pub(crate) fn refuse_in_members(body: &Value) -> Result<(), Problem> {
    match find(body, String::new()) {
        Some(member) => Err(Problem::invalid_member(&member, Invalid::PersonalNumber)),
        None => Ok(()),
    }
}

/// Refuses the rows of a file with a number of a person in any of their cells, and names the cell.
pub(crate) fn refuse_in_cells(mut sheet: Sheet, wanted: &[Column]) -> Sheet {
    let mut wrong = Vec::new();
    sheet.rows.retain(|row| {
        let column = (0..wanted.len()).find(|column| row.cell(*column).is_some_and(is_refused));
        wrong.extend(column.map(|at| InvalidCell::new(row.line, wanted[at].name(), Invalid::PersonalNumber)));
        column.is_none()
    });
    sheet.errors.extend(wrong);
    sheet
}

/// The path of the first member with such a number: `meetings[0].place`, or of what it is in when it is a name itself.
fn find(value: &Value, path: String) -> Option<String> {
    match value {
        Value::String(text) => is_refused(text).then_some(path).map(or_body),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| find(item, format!("{path}[{at}]"))),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if is_refused(name) {
                return Some(or_body(path.clone()));
            }
            let dot = if path.is_empty() { "" } else { "." };
            find(member, format!("{path}{dot}{name}"))
        }),
        _ => None,
    }
}

fn or_body(path: String) -> String {
    if path.is_empty() { "body".to_owned() } else { path }
}

/// Whether a text is refused for what looks like a number of a person in it. Identifiers and whole web addresses are no
/// text that people write; the number of a video meeting has ten digits.
pub fn is_refused(text: &str) -> bool {
    personal_number::stands_in(text) && text.parse::<PersonId>().is_err() && text.parse::<WebAddress>().is_err()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tables::Limits;

    use super::*;

    #[test]
    fn the_member_is_named_wherever_it_stands() {
        let number = "ring 850709-9805";
        let table = [
            (json!({ "reason": number }), Some("reason")),
            (json!({ "meetings": [{ "place": "Kumla" }, { "place": number }] }), Some("meetings[1].place")),
            (json!({ "meetings": [{ number: 1 }] }), Some("meetings[0]")),
            (json!([number]), Some("[0]")),
            (json!(number), Some("body")),
            (json!({ "joinUrl": "https://mote.example/j/8507099805" }), None),
            (json!({ "reason": "ring 070-123 01 46", "capacity": 8_507_099_805_u64 }), None),
        ];
        for (body, member) in table {
            assert_eq!(find(&body, String::new()).as_deref(), member, "{body}");
        }
    }

    #[test]
    fn a_row_with_a_number_is_refused_and_not_shown() {
        let wanted = [Column::needed("contact", &[])];
        let sheet = tables::read(b"contact\n850709-9805\nAnna\n", &wanted, Limits::default());
        let sheet = refuse_in_cells(sheet, &wanted);
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.errors, [InvalidCell::new(2, "contact", Invalid::PersonalNumber)]);
    }
}
