//! The pages that people use, beside the API and through the same functions: no rule, no query and no permission
//! stands here.
//!
//! Every page works without JavaScript. A page is a handler and a template; its words are in `texts`, its address in
//! [`endpoint`], its place in the menu in `menu`.

use http_api::{look, waves};
use poem::{
    Endpoint, EndpointExt, Response, Route, RouteMethod, get,
    http::{StatusCode, header},
    post,
};

mod about;
mod answering;
mod attendance;
mod certificates;
mod choices;
mod collaborations;
mod courses;
mod failure;
mod follow_up;
mod form;
mod inbox;
mod mail;
mod menu;
mod mine;
mod municipalities;
mod page;
mod pager;
mod paper;
mod planning;
mod registers;
mod reports;
mod staff;
mod start;
mod texts;
mod typed;
mod visit;

pub use failure::Failure;
pub use form::{Fields, Form};
pub use page::{Page, Who};

/// What a handler of a page answers.
pub type Answer = Result<Response, Failure>;

/// The way on after something was done: to a page that can be looked at again.
pub(crate) fn see_other(way: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, way).finish()
}

/// Pages and their addresses. A form that no page of ours has sent changes nothing, whichever page it is for.
struct Pages(Route);

impl Pages {
    fn at(self, address: &str, handlers: RouteMethod) -> Self {
        Self(self.0.at(address, handlers.around(visit::of_our_own)))
    }

    /// A page that a link in a mail leads to. The link alone gives the right, and no cookie: another site could only
    /// send what it may send by itself.
    fn by_link(self, address: &str, handlers: RouteMethod) -> Self {
        Self(self.0.at(address, handlers))
    }
}

/// What everybody looks at, and what is one's own.
fn for_everybody(pages: Pages) -> Pages {
    pages
        .at("/", get(start::show))
        .at("/kurser", get(courses::show))
        .at("/kurser/:id", get(courses::show_one))
        .at("/kurser/:id/anmalan", post(courses::book))
        .at("/kurser/:id/byte", post(courses::swap))
        .at("/mina-bokningar", get(mine::show))
        .at("/mina-bokningar/:id", get(mine::show_one))
        .at("/mina-bokningar/:id/avbokning", post(mine::cancel))
        .at("/intyg", get(certificates::all))
        .at("/intyg/:id", get(certificates::one))
        .at("/mina-val", get(choices::show).post(choices::choose))
        .at("/digiteket", get(choices::show_profile).post(choices::state_profile))
        .at("/kalenderadress", get(choices::show_feed).post(choices::want_feed))
        .at("/kalenderadress/:id/slut", post(choices::revoke_feed))
        .at("/tillganglighet", get(about::accessibility))
        .at("/integritet", get(about::privacy))
}

/// What is answered by whoever holds a link.
fn for_holders_of_links(pages: Pages) -> Pages {
    let self_assessment = format!("{}/:token", waves::PATH);
    pages
        .by_link("/enkat/:reference", get(answering::ask_survey).post(answering::answer_survey))
        .by_link(&self_assessment, get(answering::ask_self_assessment).post(answering::answer_self_assessment))
}

/// What trainers and organisers work with.
fn for_organisers(pages: Pages) -> Pages {
    pages
        .at("/narvaro", get(attendance::show))
        .at("/narvaro.js", get(attendance::script))
        .at("/narvaro/:id", get(attendance::show_one).post(attendance::send_in))
        .at("/inkorg", get(inbox::show))
        .at("/mejl", get(mail::show))
        .at("/planering", get(planning::show))
        .at("/planering/ny", get(planning::show_new).post(planning::plan))
        .at("/planering/traffar/:id", get(planning::show_meeting).post(planning::change_meeting))
        .at("/planering/traffar/:id/installning", get(planning::show_cancel_meeting).post(planning::cancel_meeting))
        .at("/planering/bokningar/:id", get(planning::show_participant))
        .at("/planering/bokningar/:id/avbokning", post(planning::cancel_booking))
        .at("/planering/bokningar/:id/inbjudan", post(planning::resend))
        .at("/planering/:id", get(planning::show_one))
        .at("/planering/:id/publicering", post(planning::publish))
        .at("/planering/:id/andring", get(planning::show_change).post(planning::change))
        .at("/planering/:id/installning", get(planning::show_cancel).post(planning::cancel))
        .at("/planering/:id/lista", get(planning::show_list))
        .at("/planering/:id/behov", get(planning::show_needs))
        .at("/planering/:id/underlag", get(planning::basis))
}

/// What managers work with.
fn for_managers(pages: Pages) -> Pages {
    pages
        .at("/personal", get(staff::show))
        .at("/personal/ny", get(staff::ask_person).post(staff::add))
        .at("/personal/borta", get(staff::show_away))
        .at("/personal/bokningar/:id/avbokning", post(staff::cancel))
        .at("/personal/:id", get(staff::show_one).post(staff::attest))
        .at("/personal/:id/anstallning", get(staff::ask_employment).post(staff::employ))
        .at("/personal/:id/anstallning/:employment", get(staff::ask_change).post(staff::change_employment))
        .at("/samverkan", get(collaborations::show))
        .at("/samverkan/ny", get(collaborations::ask_new).post(collaborations::register))
        .at("/samverkan/:id", get(collaborations::ask).post(collaborations::confirm))
        .at("/kurser/:id/personal", get(staff::ask_enrolment).post(staff::enrol))
}

/// What the coordinator follows.
fn for_the_coordinator(pages: Pages) -> Pages {
    pages
        .at("/uppfoljning", get(follow_up::show))
        .at("/uppfoljning/:code", get(follow_up::show_one))
        .at("/uppfoljning/:code/:id", get(follow_up::show_correction).post(follow_up::correct))
        .at("/rapporter", get(reports::show).post(reports::begin))
        .at("/rapporter/:id", get(reports::show_one))
        .at("/rapporter/:id/kommentarer/:code", get(reports::ask_comment).post(reports::keep_comment))
        .at("/rapporter/:id/lasning", get(reports::ask_lock).post(reports::lock_report))
        .at("/rapporter/:id/revidering", get(reports::ask_revision).post(reports::revise))
        .at("/rapporter/:id/avvikelser", get(reports::show_deviations))
        .at("/rapporter/:id/utskrift", get(reports::print))
        .at("/rapporter/:id/fil", get(reports::file))
        .at("/mejl/:id", get(mail::show_one))
        .at("/mejl/:id/forsok", post(mail::retry))
        .at("/mejl/:id/avslut", post(mail::abandon))
        .at("/kommuner", get(municipalities::show))
        .at("/granskning", get(registers::show_audit))
        .at("/gallring", get(registers::show_disposal).post(registers::dispose))
        .at("/gallring/:class", get(registers::ask_rule).post(registers::set_rule))
}

/// The registers that the follow-up rests on.
fn registers(pages: Pages) -> Pages {
    pages
        .at("/register", get(registers::show))
        .at("/program", get(registers::show_programmes).post(registers::add_programme))
        .at("/program/:id", get(registers::show_programme).post(registers::change_programme))
        .at("/definitioner", get(registers::show_definitions))
        .at("/definitioner/:code", get(registers::show_definition).post(registers::add_definition))
        .at("/projektbidrag", get(registers::show_grants))
        .at("/projektbidrag/nytt", get(registers::ask_grant).post(registers::add_grant))
        .at("/projektbidrag/utlysning", get(registers::ask_call).post(registers::add_call))
        .at("/projektbidrag/:id/aterkallelse", get(registers::ask_revocation).post(registers::revoke_grant))
        .at("/handlingsplaner", get(registers::show_plans).post(registers::add_plan))
        .at("/handlingsplaner/:id", get(registers::show_plan).post(registers::advance_plan))
        .at("/matomgangar", get(registers::show_waves).post(registers::add_wave))
        .at("/matomgangar/:id", get(registers::show_wave))
        .at("/matomgangar/:id/stangning", post(registers::close_wave))
        .at("/matomgangar/:id/lankar", post(registers::make_links))
        .at("/enkater", get(registers::show_surveys).post(registers::add_survey))
        .at("/enkater/:id", get(registers::show_survey))
        .at("/enkater/:id/utskick", post(registers::send_survey))
        .at("/enkater/:id/antal", post(registers::count_survey))
        .at("/importera/:register", get(registers::ask_import).post(registers::import))
        .at("/importera/:register/fil", post(registers::upload))
}

/// All pages as one endpoint, for whatever is asked for at no other address.
pub fn endpoint() -> impl Endpoint<Output = Response> {
    let pages = for_managers(for_organisers(for_everybody(Pages(Route::new()))));
    registers(for_the_coordinator(for_holders_of_links(pages))).0.around(visit::visit)
}
