//! The pages, in a real browser: on a telephone and on a computer, with and without JavaScript.

use domain::access::Role;
use kursplats_tests::{
    browser::Browser,
    telephone::Telephone,
    visitor::{Screen, Visitor},
    world::{Engine, World},
};

/// Runs a walk on a telephone, with JavaScript, and on a computer without: each width and each way is walked once. With
/// `in all ways`, for pages that have some JavaScript, all four.
macro_rules! on_every_screen {
    ($name:ident) => {
        mod $name {
            use kursplats_tests::visitor::Screen;

            walks!($name: phone on Screen::PHONE, desktop_without_javascript on Screen::DESKTOP.without_javascript());
        }
    };
    ($name:ident in all ways) => {
        mod $name {
            use kursplats_tests::visitor::Screen;

            walks!($name: phone on Screen::PHONE, desktop_without_javascript on Screen::DESKTOP.without_javascript());
            walks!($name: desktop on Screen::DESKTOP, phone_without_javascript on Screen::PHONE.without_javascript());
        }
    };
}

macro_rules! walks {
    ($walk:ident: $($name:ident on $screen:expr),+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$walk($screen).await;
            }
        )+
    };
}

mod answering;
mod attendance;
mod booking;
mod certificates;
mod choices;
mod counts;
mod crawl;
mod demo;
mod everyone;
mod faults;
mod follow_up;
mod frame;
mod keyboard;
mod mail;
mod planning;
mod registers;
mod reports;
mod staff;
mod swapping;

/// A world that people reach, and one visitor who has never been there; none where no browser is installed.
pub(crate) async fn open(screen: Screen) -> Option<(World, Visitor)> {
    let world = World::new(Engine::Sqlite).await?;
    let visitor = Visitor::new(&world, screen).await?;
    Some((world, visitor))
}

/// The browser of somebody who acts in a role that sees what is others', and has shown a second factor for it.
pub(crate) async fn proven(world: &World, email: &str, role: Role) -> (Browser, Telephone) {
    let browser = world.signed_in(email).await;
    if role == Role::Manager {
        // Whoever is employed begins as staff.
        browser.submit("/konto/roll", &[("role", role.word())]).await.expect(303);
    }
    let telephone = Telephone::enrol(&browser, world.clock.now()).await;
    (browser, telephone)
}

/// The address that [`World::employed`] gives somebody.
pub(crate) fn email(name: &str) -> String {
    format!("{}@bibliotek.example", name.to_lowercase().replace(' ', "."))
}

/// Signs in somebody new at a library, and gives her.
pub(crate) async fn somebody(
    world: &World,
    visitor: &mut Visitor,
    role: Role,
    name: &str,
    library: &str,
) -> kursplats_tests::world::Caller {
    let caller = world.employed(role, name, library).await;
    visitor.signs_in(world, &email(name)).await;
    caller
}
