//! Mina uppgifter. / My data.

use std::collections::BTreeMap;

use domain::{
    PersonId,
    my_data::{DataKind, LEGAL_GROUND},
    wall_time::Instant,
};
use persistence::my_data::{self, MyData};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    App,
    caller::Caller,
    problem::Problem,
    request::{Context, Language},
    spec::Tag,
};

mod page;

pub(crate) use page::show_my_data;

/// Allt av ett slag. / Everything of one kind.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct KeptJson {
    /// Slaget. / The kind.
    pub kind: DataKind,
    /// Vad det är. / What it is.
    pub title: String,
    /// Varför det sparas. / Why it is kept.
    pub why: String,
    /// Hur länge. / How long.
    pub how_long: String,
    /// Det som finns: uppgifter och deras värden. / What there is: members and their values.
    pub rows: Vec<BTreeMap<String, String>>,
}

/// Allt som sparas om dig. / Everything that is kept of you.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MyDataJson {
    /// Ditt id. / Your id.
    pub person_id: PersonId,
    /// När utdraget gjordes. / When this was made.
    pub made_at: Instant,
    /// Rättslig grund. / Legal ground.
    pub legal_ground: String,
    /// Slag för slag. / Kind by kind.
    pub kinds: Vec<KeptJson>,
}

/// One language's words of two.
fn pick<T>((swedish, english): (T, T), language: Language) -> T {
    if language == Language::English { english } else { swedish }
}

fn json(data: MyData, made_at: Instant, language: Language) -> MyDataJson {
    let words = |words: (&'static str, &'static str)| pick(words, language).to_owned();
    let kinds = data.kinds.into_iter().map(|kept| KeptJson {
        kind: kept.kind,
        title: words(kept.kind.title()),
        why: words(kept.kind.why()),
        how_long: pick(kept.kind.how_long(&data.rules), language),
        rows: kept
            .rows
            .into_iter()
            .map(|row| row.0.into_iter().map(|(member, value)| (member.to_owned(), value)).collect())
            .collect(),
    });
    MyDataJson { person_id: data.person_id, made_at, legal_ground: words(LEGAL_GROUND), kinds: kinds.collect() }
}

pub(crate) struct MyDataApi;

#[OpenApi]
impl MyDataApi {
    /// Mina uppgifter / My data
    ///
    /// Allt som sparas om dig, med varför och hur länge; som sida på `/mina-uppgifter`. Inget om andra följer
    /// med. / Everything that is kept of you, with why and how long; as a page at `/mina-uppgifter`. Nothing of others
    /// comes along.
    #[oai(path = "/me/data", method = "get", operation_id = "getMyData", tag = "Tag::Info")]
    async fn get_my_data(&self, Data(app): Data<&App>, caller: Caller) -> Result<Json<MyDataJson>, Problem> {
        let data = my_data::of_caller(&app.db, &caller.0).await?;
        Ok(Json(json(data, app.clock.now().into(), Context::current().language)))
    }
}
