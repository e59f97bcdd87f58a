//! Everything that is kept of whoever is signed in, to read.

use askama::Template;
use calendar::dates;
use chrono::{DateTime, Utc};
use domain::{
    my_data::{LEGAL_GROUND, label},
    notice::Language,
    wall_time,
};
use persistence::{
    Error,
    my_data::{self, Kept, MyData, Row},
    people,
};
use poem::{Request, Response, handler, http::StatusCode, web::Data};

use crate::{
    App,
    one_click::{failed, page},
    sign_in_pages::signed_in,
};

/// Members that are long and meant for programs; the page says where they are.
const LEFT_TO_THE_FILE: [&str; 2] = ["text", "data"];

#[derive(Template)]
#[template(path = "my_data.html")]
struct MyDataPage {
    english: bool,
    name: String,
    made_at: String,
    legal_ground: &'static str,
    kinds: Vec<KindView>,
}

struct KindView {
    title: &'static str,
    why: &'static str,
    how_long: String,
    rows: Vec<Vec<(&'static str, String)>>,
}

/// Shows everything that is kept of whoever is signed in. Changes nothing.
#[handler]
pub(crate) async fn show_my_data(Data(app): Data<&App>, request: &Request) -> Response {
    let caller = match signed_in(app, request).await {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    let gathered: Result<_, Error> = async {
        let person = people::chosen(&app.db, caller.scope.person).await?;
        Ok((person, my_data::of_caller(&app.db, &caller.scope).await?))
    }
    .await;
    match gathered {
        Ok((person, data)) => {
            page(StatusCode::OK, &written(person.name.into_string(), person.language, &data, app.clock.now()))
        }
        Err(error) => failed(&error),
    }
}

fn written(name: String, language: Language, data: &MyData, now: DateTime<Utc>) -> MyDataPage {
    let english = language == Language::English;
    let kind = |kept: &Kept| KindView {
        title: pick(kept.kind.title(), english),
        why: pick(kept.kind.why(), english),
        how_long: pick(kept.kind.how_long(&data.rules), english),
        rows: kept.rows.iter().map(|row| shown(row, language)).collect(),
    };
    MyDataPage {
        english,
        name,
        made_at: dates::moment(wall_time::local(now), language),
        legal_ground: pick(LEGAL_GROUND, english),
        kinds: data.kinds.iter().map(kind).collect(),
    }
}

fn pick<T>((swedish, in_english): (T, T), english: bool) -> T {
    if english { in_english } else { swedish }
}

/// Members by their names, instants as people read them.
fn shown(row: &Row, language: Language) -> Vec<(&'static str, String)> {
    let members = row.0.iter().filter(|(member, _)| !LEFT_TO_THE_FILE.contains(member));
    let named = members.map(|(member, value)| {
        let name = label(member).map_or(*member, |names| pick(names, language == Language::English));
        let moment = value.parse::<DateTime<Utc>>().ok().filter(|_| value.contains('T'));
        (name, moment.map_or_else(|| value.clone(), |at| dates::moment(wall_time::local(at), language)))
    });
    named.collect()
}
