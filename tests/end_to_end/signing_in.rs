//! Signing in: those who forget how, those who share a computer, and those who want in without being asked.
//!
//! Each module names the faults and goals of the security plan that it proves.

use domain::access::Role;
use kursplats::Settings;
use kursplats_tests::{
    browser::{Browser, Page},
    telephone::Telephone,
    world::{Caller, Engine, World},
};
use mail_parser::MessageParser;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// Runs a test on each database.
macro_rules! on_each {
    ($name:ident) => {
        mod $name {
            use kursplats_tests::world::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    };
}

mod accounts;
mod attacks;
mod elsewhere;
mod entering;
mod proving;
mod recovering;
mod staying;
mod stepping_up;
mod strangers;
mod tokens;
mod unasked;

const AMIRA: &str = "amira@kumla.example";
/// Where somebody goes who is signed in and was not going anywhere else.
const HOME: &str = "/";

/// A system that people reach at an address of its own, behind one proxy.
fn reachable(settings: &mut Settings) {
    settings.http.public_url = Some("http://kurser.example".to_owned());
    settings.http.trusted_proxies = 1;
}

async fn world(engine: Engine) -> Option<World> {
    World::with(engine, reachable).await
}

/// Somebody of the staff.
async fn amira(world: &World) -> Caller {
    world.caller(Role::Staff, "Amira Haddad", AMIRA).await
}

/// What a mail lets somebody in by.
#[derive(Debug, Clone)]
struct Way {
    /// The page that its link leads to.
    link: String,
    code: String,
}

/// The last mail to sign in by, if the latest round of mail brought one.
async fn mailed(world: &World) -> Option<Way> {
    let files = world.mail().await;
    let newest = files.iter().filter_map(|file| way(&std::fs::read(file).expect("a mail"))).next_back();
    files.iter().for_each(|file| std::fs::remove_file(file).expect("removed"));
    newest
}

fn way(bytes: &[u8]) -> Option<Way> {
    way_from(bytes, "http://kurser.example")
}

/// What a mail of a service at this address lets somebody in by.
fn way_from(bytes: &[u8], service: &str) -> Option<Way> {
    let mail = MessageParser::default().parse(bytes)?;
    let text = mail.body_text(0)?.into_owned();
    let link = text.lines().find_map(|line| line.strip_prefix(service).filter(|path| path.len() > 1))?.to_owned();
    Some(Way { link, code: text.lines().find(|line| is_code(line))?.to_owned() })
}

fn is_code(line: &str) -> bool {
    line.len() == 9 && line.chars().nth(4) == Some('-')
}

/// Asks for a mail with an address.
async fn ask(browser: &Browser, email: &str) -> Page {
    browser.submit("/logga-in", &[("email", email)]).await
}

/// Asks for a mail and gets it.
async fn asked(world: &World, browser: &Browser, email: &str) -> Way {
    ask(browser, email).await.expect(200);
    mailed(world).await.expect("a mail to sign in by")
}

/// Somebody signed in by link, in a browser of her own, who has shown nothing else.
async fn by_mail(world: &World, email: &str) -> (Browser, Page) {
    let browser = Browser::new(world);
    let way = asked(world, &browser, email).await;
    let inside = browser.submit(&way.link, &[]).await.expect(303);
    (browser, inside)
}

/// Somebody signed in, in a browser of her own; whoever needs a second factor gets one.
pub(crate) async fn signed_in(world: &World, email: &str) -> Browser {
    let (browser, inside) = by_mail(world, email).await;
    if inside.header("location") == "/konto/tvasteg" {
        Telephone::enrol(&browser, world.clock.now()).await;
    }
    browser
}

/// The same of somebody who needs a second factor, with her telephone.
async fn with_telephone(world: &World, email: &str) -> (Browser, Telephone) {
    let (browser, inside) = by_mail(world, email).await;
    assert_eq!(inside.header("location"), "/konto/tvasteg");
    let telephone = Telephone::enrol(&browser, world.clock.now()).await;
    (browser, telephone)
}

/// Who a browser is to the API: the status, and the role.
async fn me(browser: &Browser) -> (u16, Option<String>) {
    let page = browser.get("/kursplats/v1/me").await;
    let body: serde_json::Value = serde_json::from_str(&page.text).unwrap_or_default();
    (page.status, body["roles"][0].as_str().map(str::to_owned))
}

/// Everything that is kept, as text: of mail only its kind, since its text is read by nobody but mail servers.
async fn everything_kept(world: &World) -> String {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let mut kept = String::new();
    for table in ["notice", "event", "sign_in_request", "sign_in", "idempotency", "mail_try", "second_factor"] {
        kept += &rows(&db, table).await;
    }
    let texts =
        "SELECT COUNT(*) FROM mail_content c JOIN mail_message m ON m.id = c.mail_message_id WHERE m.kind = 'signIn'";
    let statement = Statement::from_string(db.get_database_backend(), texts);
    let count = db.query_one_raw(statement).await.expect("a row").expect("a row");
    let count: i64 = count.try_get_by_index(0).expect("a number");
    assert_eq!(count, 0, "texts of mail to sign in by");
    db.close().await.expect("closed");
    kept
}

async fn rows(db: &DatabaseConnection, table: &str) -> String {
    let columns = match table {
        "notice" => "payload",
        "event" => "data",
        "sign_in_request" => "email",
        "sign_in" => "COALESCE(browser, way)",
        "second_factor" => "COALESCE(credential, kind)",
        "idempotency" => "outcome",
        _ => "answer",
    };
    let statement = Statement::from_string(db.get_database_backend(), format!("SELECT {columns} FROM {table}"));
    let rows = db.query_all_raw(statement).await.expect("rows");
    rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("text") + "\n").collect()
}
