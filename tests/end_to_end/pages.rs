//! The pages, in a real browser: on a telephone and on a computer, with and without JavaScript.

use domain::access::Role;
use kursplats_tests::{
    visitor::{Screen, Visitor},
    world::{Engine, World},
};

/// Runs a walk in front of each kind of screen.
macro_rules! on_every_screen {
    ($name:ident) => {
        mod $name {
            use kursplats_tests::visitor::Screen;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn phone() {
                super::$name(Screen::PHONE).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn desktop() {
                super::$name(Screen::DESKTOP).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn phone_without_javascript() {
                super::$name(Screen::PHONE.without_javascript()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn desktop_without_javascript() {
                super::$name(Screen::DESKTOP.without_javascript()).await;
            }
        }
    };
}

mod booking;
mod choices;
mod demo;
mod everyone;
mod frame;
mod passkeys;

/// A world that people reach, and one visitor who has never been there; none where no browser is installed.
pub(crate) async fn open(screen: Screen) -> Option<(World, Visitor)> {
    let world = World::new(Engine::Sqlite).await?;
    let visitor = Visitor::new(&world, screen).await?;
    Some((world, visitor))
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
