//! A look into the tables themselves, for what the API does not show.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Database, QueryResult, Statement};
use uuid::Uuid;

use crate::world::World;

impl World {
    /// The rows of a query, every value as text; empty for NULL.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let url = match self.database_url.strip_prefix("sqlite:") {
            Some(file) => format!("sqlite:{file}?mode=ro"),
            None => self.database_url.clone(),
        };
        let connection = Database::connect(url).await.expect("a connection to read");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let found = connection.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        connection.close().await.expect("closed");
        found.iter().map(|row| (0..row.column_names().len()).map(|column| value(row, column)).collect()).collect()
    }
}

fn value(row: &QueryResult, column: usize) -> String {
    // Text first: sixteen letters would pass for an identifier.
    if let Ok(Some(text)) = row.try_get_by_index::<Option<String>>(column) {
        return text;
    }
    if let Ok(Some(id)) = row.try_get_by_index::<Option<Uuid>>(column) {
        return id.to_string();
    }
    if let Ok(Some(number)) = row.try_get_by_index::<Option<i64>>(column) {
        return number.to_string();
    }
    if let Ok(Some(number)) = row.try_get_by_index::<Option<i32>>(column) {
        return number.to_string();
    }
    if let Ok(Some(flag)) = row.try_get_by_index::<Option<bool>>(column) {
        return flag.to_string();
    }
    if let Ok(Some(at)) = row.try_get_by_index::<Option<DateTime<Utc>>>(column) {
        return at.to_rfc3339();
    }
    if let Ok(Some(bytes)) = row.try_get_by_index::<Option<Vec<u8>>>(column) {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    String::new()
}
