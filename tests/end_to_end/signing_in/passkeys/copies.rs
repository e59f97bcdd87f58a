//! Copies of a passkey that counts its signatures: whoever has one is found out.

use super::*;

/// A copy signs with a number that has been seen.
async fn a_copy_of_a_passkey_is_found_out(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::that_counts()).await;
    let mut copy = device.clone();
    let (browser, _) = by_mail(&world, GUNILLA).await;
    show(&browser, &mut device).await.expect(303);
    show(&browser, &mut device).await.expect(303);
    let (thief, _) = by_mail(&world, GUNILLA).await;
    show(&thief, &mut copy).await.expect(422);
    assert_eq!(me(&thief).await.0, 403);
    show(&browser, &mut device).await.expect(303);
    world.close().await;
}
on_each!(a_copy_of_a_passkey_is_found_out);

/// So does one that was asked at the same time as the passkey itself.
async fn a_copy_that_is_asked_at_the_same_time_is_found_out(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::that_counts()).await;
    let mut copy = device.clone();
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let (thief, _) = by_mail(&world, GUNILLA).await;
    let (asked, of_the_thief) = (question(&browser, SHOWING).await, question(&thief, SHOWING).await);
    answered(&browser, SHOWING, &device.signs(HERE, &asked).await).await.expect(303);
    answered(&thief, SHOWING, &copy.signs(HERE, &of_the_thief).await).await.expect(422);
    assert_eq!(me(&thief).await.0, 403);
    world.close().await;
}
on_each!(a_copy_that_is_asked_at_the_same_time_is_found_out);

/// Passkeys that several devices share count nothing, and sign at the same time.
async fn devices_that_share_a_passkey_sign_at_the_same_time(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::default()).await;
    let mut other = device.clone();
    let (first, _) = by_mail(&world, GUNILLA).await;
    let (second, _) = by_mail(&world, GUNILLA).await;
    let (asked, again) = (question(&first, SHOWING).await, question(&second, SHOWING).await);
    answered(&first, SHOWING, &device.signs(HERE, &asked).await).await.expect(303);
    answered(&second, SHOWING, &other.signs(HERE, &again).await).await.expect(303);
    world.close().await;
}
on_each!(devices_that_share_a_passkey_sign_at_the_same_time);
