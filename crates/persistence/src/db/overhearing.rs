//! What is asked of a database, for a test that looks at how SQLite goes about it. Not in the program.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::Db;
use crate::Result;

/// The statements that were run, each once; none as long as nobody listens.
#[derive(Clone, Default)]
pub(crate) struct Overhearing(Arc<Mutex<Option<HashMap<String, Statement>>>>);

impl Overhearing {
    /// Hears what is asked over a connection.
    pub fn listen(&self, connection: &mut DatabaseConnection) {
        let heard = self.clone();
        connection.set_metric_callback(move |info| heard.note(info.statement));
    }

    fn note(&self, statement: &Statement) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(heard) = heard.as_mut().filter(|heard| !heard.contains_key(&statement.sql)) {
            heard.insert(statement.sql.clone(), statement.clone());
        }
    }
}

impl Db {
    pub(super) fn listening(mut self) -> Self {
        self.overhearing.listen(&mut self.writer);
        self.overhearing.listen(&mut self.reader);
        self
    }

    /// Listens from now on, to this handle and all made from it.
    pub fn overhear(&self) {
        *self.overhearing.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(HashMap::new());
    }

    /// Stops listening. Each statement that was run meanwhile, with the steps that SQLite takes for it.
    pub async fn ways(&self) -> Result<Vec<(String, Vec<String>)>> {
        let heard = self.overhearing.0.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        let mut ways = Vec::new();
        for (sql, statement) in heard {
            let explained = Statement { sql: format!("EXPLAIN QUERY PLAN {sql}"), ..statement };
            let rows = self.reader.query_all_raw(explained).await?;
            let steps = rows.iter().map(|row| row.try_get_by_index(3)).collect::<std::result::Result<_, _>>()?;
            ways.push((sql, steps));
        }
        Ok(ways)
    }
}
