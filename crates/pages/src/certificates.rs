//! Certificates: what somebody has taken part in, on paper, for herself.

use domain::{SessionId, wall_time::local_date};
use http_api::App;
use persistence::{
    Error,
    attendance::{self, Attended},
};
use poem::{
    Response, handler,
    http::header,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    paper::{Block, Paper},
};

/// A certificate of everything that whoever asks has taken part in.
#[handler]
pub(crate) async fn all(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.who()?;
    let attended = attendance::attended(&app.db, who.caller.0.person).await?;
    if attended.is_empty() {
        return Err(Failure::NotFound);
    }
    let title = page.say_with("certificate-title-all", "name", &who.name);
    let begins = page.say_with("certificate-begins-all", "name", &who.name);
    file("intyg.pdf", &paper(app, page, title, begins, &attended))
}

/// A certificate of one session that whoever asks has taken part in. What others have taken part in is nowhere.
#[handler]
pub(crate) async fn one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.who()?;
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let every = attendance::attended(&app.db, who.caller.0.person).await?;
    let attended = every.into_iter().find(|attended| attended.session.id == id).ok_or(Failure::NotFound)?;
    let named = [("name", who.name.as_str().into()), ("title", attended.session.title.to_string().into())];
    let title = page.say_of("certificate-title", &named);
    let begins = page.say_with("certificate-begins", "name", &who.name);
    let first = attended.meetings.iter().map(|meeting| meeting.span.starts_at).min().unwrap_or_default();
    let name = format!("intyg-{}.pdf", local_date(first));
    file(&name, &paper(app, page, title, begins, std::slice::from_ref(&attended)))
}

fn paper(app: &App, page: &Page, title: String, begins: String, attended: &[Attended]) -> Paper {
    let mut blocks = vec![Block::Heading(page.say("certificate")), Block::Paragraph(begins)];
    for course in attended {
        blocks.push(Block::Subheading(course.session.title.to_string()));
        blocks.extend(course.meetings.iter().map(|meeting| {
            let when = page.span(meeting.span);
            Block::Paragraph(match &meeting.place {
                Some(place) => format!("{when}, {place}"),
                None => when,
            })
        }));
        blocks.push(Block::Paragraph(page.count("hours", course.hours())));
    }
    if attended.len() > 1 {
        blocks.push(Block::Subheading(page.say("certificate-sum")));
        blocks.push(Block::Paragraph(page.count("hours", attended.iter().map(Attended::hours).sum::<u32>())));
    }
    blocks.push(Block::Paragraph(page.say("certificate-hour")));
    let today = page.date(local_date(app.clock.now()));
    blocks.push(Block::Paragraph(page.say_with("certificate-issued", "day", today)));
    Paper { title, language: page.language, blocks }
}

fn file(name: &str, paper: &Paper) -> Answer {
    let bytes = paper.to_pdf().map_err(|error| Error::Fault(error.to_string()))?;
    Ok(Response::builder()
        .content_type("application/pdf")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .body(bytes))
}
