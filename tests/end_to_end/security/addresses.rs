//! Whose address of e-mail is hers to sign in by is not another's to change.

use domain::access::Role;
use kursplats_tests::{fixture::text, world::Caller};
use serde_json::json;

on_both! {
    /// Whoever has somebody's address can sign in as her. So a manager changes the addresses of staff who may act as
    /// nothing more, and the coordinator those of all others.
    async fn a_manager_cannot_take_over_somebody_with_a_role(world: World) {
        let county = world.county().await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let nora = world.employed(Role::Manager, "Nora Lund", &county.kumla).await;
        let rut = world.employed(Role::Organiser, "Rut Rask", &county.kumla).await;
        let path = |whose: &Caller| format!("/people/{}", whose.person);
        let taken = json!({ "email": "eve@kumla.example" });
        for colleague in [&nora, &rut] {
            world.patch(&karin, &path(colleague), &taken).await.expect_code(409, "coordinatorNeeded");
            // Everything else of her is what it was: a name may be put right.
            world.patch(&karin, &path(colleague), &json!({ "name": "Någon Annan" })).await.expect(200);
            let same = json!({ "email": text(&world.get(&karin, &path(colleague)).await.body["email"]) });
            world.patch(&karin, &path(colleague), &same).await.expect(200);
        }
        world.patch(&karin, &path(&amira), &json!({ "email": "amira.ny@kumla.example" })).await.expect(200);
        world.patch(&world.coordinator, &path(&nora), &json!({ "email": "nora.ny@kumla.example" })).await.expect(200);
        let own = world.patch(&karin, &path(&karin), &json!({ "email": "karin.ny@kumla.example" })).await;
        own.expect_code(409, "coordinatorNeeded");
    }
}
