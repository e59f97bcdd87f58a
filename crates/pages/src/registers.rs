//! The registers behind the indicators.

use askama::Template;
use domain::access::Right;
use http_api::look;
use poem::{handler, http::StatusCode, web::Data};

use crate::{Answer, Page};

mod audit;
mod definitions;
mod disposal;
mod grants;
mod imports;
mod plans;
mod programmes;
mod surveys;
mod waves;

pub(crate) use audit::show as show_audit;
pub(crate) use definitions::{add as add_definition, show as show_definitions, show_one as show_definition};
pub(crate) use disposal::{ask_rule, dispose, set_rule, show as show_disposal};
pub(crate) use grants::{
    add as add_grant, add_call, ask as ask_grant, ask_call, ask_revocation, revoke as revoke_grant, show as show_grants,
};
pub(crate) use imports::{ask as ask_import, import, upload};
pub(crate) use plans::{add as add_plan, advance as advance_plan, show as show_plans, show_one as show_plan};
pub(crate) use programmes::{
    add as add_programme, change as change_programme, show as show_programmes, show_one as show_programme,
};
pub(crate) use surveys::{
    add as add_survey, count as count_survey, send as send_survey, show as show_surveys, show_one as show_survey,
};
pub(crate) use waves::{add as add_wave, close as close_wave, make_links, show as show_waves, show_one as show_wave};

#[derive(Template)]
#[template(path = "registers.html")]
struct RegistersPage<'a> {
    page: &'a Page,
}

/// Shows which registers there are.
#[handler]
pub(crate) async fn show(Data(page): Data<&Page>) -> Answer {
    page.with(Right::ManageFollowUp)?;
    Ok(look::page(StatusCode::OK, &RegistersPage { page }))
}
