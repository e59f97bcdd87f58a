//! Things by the names that files have for them: people who keep a table write no identifiers.

use std::collections::HashMap;

use domain::{GrantCallId, Invalid, LibraryId};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    Result,
    entity::{grant_call, library},
};

/// Identifiers by name.
pub(crate) struct Names<Id> {
    found: HashMap<String, Vec<Id>>,
}

impl<Id: Copy + Eq + ToString> Names<Id> {
    fn new(named: impl Iterator<Item = (Id, Vec<String>)>) -> Self {
        let mut found: HashMap<String, Vec<Id>> = HashMap::new();
        for (id, names) in named {
            for name in names.iter().map(String::as_str).chain([id.to_string().as_str()]) {
                let ids = found.entry(plain(name)).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        Self { found }
    }

    /// The one that has this name, or this identifier.
    ///
    /// # Errors
    /// When there is none, or when several have the name and only the identifier tells them apart.
    pub(crate) fn find(&self, name: &str) -> Result<Id, Invalid> {
        match self.found.get(&plain(name)).map(Vec::as_slice) {
            None | Some([]) => Err(Invalid::Unknown),
            Some([one]) => Ok(*one),
            Some(_) => Err(Invalid::Identifier),
        }
    }
}

/// Capitals make no difference.
fn plain(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All libraries, by name.
pub(crate) async fn libraries(db: &impl ConnectionTrait) -> Result<Names<LibraryId>> {
    let rows = library::Entity::find().all(db).await?;
    Ok(Names::new(rows.into_iter().map(|row| (row.id, vec![row.name]))))
}

/// All calls for grants, by title and by number in the registry.
pub(crate) async fn calls(db: &impl ConnectionTrait) -> Result<Names<GrantCallId>> {
    let rows = grant_call::Entity::find().all(db).await?;
    Ok(Names::new(
        rows.into_iter().map(|row| (row.id, [Some(row.title), row.registry_number].into_iter().flatten().collect())),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_several_have_needs_the_identifier() {
        let ids = [1, 2, 3].map(|number| LibraryId(uuid::Uuid::from_u128(number)));
        let names = ["Kumla bibliotek", "Huvudbiblioteket", "huvudbiblioteket"];
        let named = Names::new(ids.into_iter().zip(names).map(|(id, name)| (id, vec![name.to_owned()])));
        assert_eq!(named.find(" KUMLA bibliotek"), Ok(ids[0]));
        assert_eq!(named.find("Huvudbiblioteket"), Err(Invalid::Identifier));
        assert_eq!(named.find(&ids[2].to_string()), Ok(ids[2]));
        assert_eq!(named.find("Kumla"), Err(Invalid::Unknown));
    }
}
