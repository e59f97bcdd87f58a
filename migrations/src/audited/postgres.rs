//! The triggers on PostgreSQL, where one function serves all tables.

use super::Audited;

/// What makes and remakes the trigger of a table.
pub(super) fn triggers(audited: &Audited) -> Vec<String> {
    let table = audited.table;
    let (key, personal, unkept) = (audited.key.join(" "), audited.personal.join(" "), audited.unkept.join(" "));
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
