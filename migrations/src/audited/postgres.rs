//! The triggers on PostgreSQL, where one function serves all tables.

use super::Audited;

/// What the function is told of a table: the columns of its key, those kept apart, and those not kept.
fn arguments(audited: &Audited) -> [String; 3] {
    [audited.key, audited.personal, audited.unkept].map(|columns| columns.join(" "))
}

/// The same, as the database shows what it keeps of it: each argument ends with a byte of zero.
pub(super) fn kept_arguments(audited: &Audited) -> String {
    arguments(audited).map(|argument| argument + "\\000").concat()
}

/// What makes and remakes the trigger of a table.
pub(super) fn triggers(audited: &Audited) -> Vec<String> {
    let table = audited.table;
    let [key, personal, unkept] = arguments(audited);
    vec![
        format!("DROP TRIGGER IF EXISTS audit_{table} ON \"{table}\""),
        format!(
            "CREATE TRIGGER audit_{table} AFTER INSERT OR UPDATE OR DELETE ON \"{table}\" FOR EACH ROW \
             EXECUTE FUNCTION audit_row('{key}', '{personal}', '{unkept}')"
        ),
        format!("DROP TRIGGER IF EXISTS audit_{table}_stays ON \"{table}\""),
        // Emptying a table at once would pass the other trigger by.
        format!(
            "CREATE TRIGGER audit_{table}_stays BEFORE TRUNCATE ON \"{table}\" FOR EACH STATEMENT \
             EXECUTE FUNCTION refuse_change()"
        ),
    ]
}

/// All rows as the log would keep them.
pub(super) fn rows(audited: &Audited) -> String {
    let list = |names: &[&str]| format!("string_to_array('{}', ' ')", names.join(" "));
    let parts: Vec<String> = audited.key.iter().map(|name| format!("(to_jsonb(t) ->> '{name}')")).collect();
    let (personal, unkept) = (list(audited.personal), list(audited.unkept));
    let apart = if audited.personal.is_empty() {
        "NULL".to_owned()
    } else {
        format!("(SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(t)) WHERE key = ANY ({personal}))::text")
    };
    format!(
        "SELECT {} AS row_key, (to_jsonb(t) - {personal} - {unkept})::text AS plain, {apart} AS personal FROM \"{}\" t",
        parts.join(" || '/' || "),
        audited.table
    )
}
