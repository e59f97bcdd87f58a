//! Roller. / Roles.

use domain::{
    PersonId,
    access::{Right, Role},
};
use persistence::people::roles::{self, Access};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use serde::Deserialize;

use crate::{App, caller::Caller, input::Input, problem::Problem, spec::Tag};

/// Vad en person får agera som. / What a person may act as.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RolesJson {
    /// Rollerna som personen har fått. Den som är anställd på ett bibliotek är personal även utan. / The roles that the
    /// person was granted. Whoever is employed at a library is staff even without.
    pub roles: Vec<Role>,
    /// Om personen är avstängd och inte kan logga in. / Whether the person is shut out and cannot sign in.
    pub disabled: bool,
}

impl From<Access> for RolesJson {
    fn from(access: Access) -> Self {
        Self { roles: access.granted, disabled: access.disabled }
    }
}

pub(crate) struct RolesApi;

#[OpenApi]
impl RolesApi {
    /// Visa en persons roller / Show a person's roles
    ///
    /// För samordnaren. / For coordinators.
    #[oai(path = "/people/:personId/roles", method = "get", operation_id = "getRoles", tag = "Tag::Access")]
    async fn get_roles(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
    ) -> Result<Json<RolesJson>, Problem> {
        caller.with(Right::ManageRoles)?;
        Ok(Json(roles::access(&app.db, id).await?.into()))
    }

    /// Bestäm en persons roller / Decide a person's roles
    ///
    /// För samordnaren, som nyss har bekräftat att det är hon. När något ändras avslutas personens inloggningar och nycklar
    /// genast. / For coordinators who have just confirmed who they are. When anything changes, the person's sign-ins and
    /// tokens end at once.
    #[oai(path = "/people/:personId/roles", method = "put", operation_id = "setRoles", tag = "Tag::Access")]
    async fn set_roles(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        Input(body): Input<RolesJson>,
    ) -> Result<Json<RolesJson>, Problem> {
        caller.with(Right::ManageRoles)?;
        let scope = caller.stepped_up(app)?.clone();
        let access = Access { granted: body.roles, disabled: body.disabled };
        let (db, now) = (app.db.clone(), app.clock.now());
        let set = app.write(async move { roles::set(&db, &scope, id, access, now).await }).await?;
        Ok(Json(set.into()))
    }
}
