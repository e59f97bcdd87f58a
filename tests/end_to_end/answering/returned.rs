//! Mail that comes back.

use kursplats_tests::postfix::Postfix;
use notices::{Security, SmtpRelay, Transport};

use super::*;

/// A report as Postfix writes it.
fn report(return_path: &str, action: &str, status: &str) -> Vec<u8> {
    let text = format!(
        "Return-Path: <>\nDelivered-To: {return_path}\nFrom: MAILER-DAEMON@mx.kumla.example (Mail Delivery System)\n\
         Subject: Undelivered Mail Returned to Sender\nTo: {return_path}\nAuto-Submitted: auto-replied\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"4A1.1/mx\"\n\n\
         --4A1.1/mx\nContent-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n\
         I'm sorry to have to inform you that your message could not be delivered.\n\n\
         --4A1.1/mx\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.kumla.example\nX-Postfix-Queue-ID: 4A1\nArrival-Date: Tue, 24 Nov 2026 08:00:00 +0000\n\n\
         Final-Recipient: rfc822; {AMIRA}\nOriginal-Recipient: rfc822;{AMIRA}\nAction: {action}\nStatus: {status}\n\
         Remote-MTA: dns; mail.kumla.example\nDiagnostic-Code: smtp; 550 {status} <{AMIRA}>: Recipient address\n    rejected\n\n\
         --4A1.1/mx\nContent-Description: Undelivered Message\nContent-Type: message/rfc822\n\n\
         Subject: x\n\nx\n\n--4A1.1/mx--\n"
    );
    text.replace('\n', "\r\n").into_bytes()
}

impl Seated {
    /// The return path of the first mail of the booking.
    async fn return_path(&self) -> String {
        use domain::seal::Purpose;
        let id = text(&self.invitation().await["messages"][0]["id"]).to_owned();
        let seal = &self.world.running.as_ref().expect("a running system").app.seal;
        MAILBOX.replace('@', &format!("+{}@", seal.reference(Purpose::Bounce, id.parse().expect("an id"))))
    }

    async fn register(&self) -> Value {
        self.world.get(&self.world.coordinator, &format!("/people/{}", self.amira.person)).await.expect(200).body
    }
}

/// Case 44, with reports in the shape of Postfix.
async fn a_report_marks_the_address_and_tells_the_organiser(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let return_path = seated.return_path().await;
    assert!(seated.register().await["emailFailedAt"].is_null());

    let late = report(&return_path, "delayed", "4.4.1");
    assert_eq!(seated.receives(&late).await, "delayed");
    let message = seated.invitation().await["messages"][0].clone();
    assert!(message["bouncedAt"].is_null() && text(&message["bounce"]).starts_with("delayed 4.4.1"), "{message}");
    assert_eq!(seated.receives(&report(&return_path, "failed", "5.2.2")).await, "mailFailed");
    assert!(seated.register().await["emailFailedAt"].is_null(), "a full mailbox will be emptied");

    assert_eq!(seated.receives(&report(&forged(&return_path), "failed", "5.1.1")).await, "forged");
    assert!(seated.register().await["emailFailedAt"].is_null());

    let failed = report(&return_path, "failed", "5.1.1");
    assert_eq!(seated.receives(&failed).await, "addressFailed");
    assert_eq!(seated.receives(&failed).await, "known");
    let marked = seated.register().await;
    assert!(marked["emailFailedAt"].is_string(), "{marked}");
    assert!(text(&marked["emailFailure"]).starts_with("failed 5.1.1: 550 5.1.1"), "{marked}");
    assert!(seated.invitation().await["messages"][0]["bouncedAt"].is_string());
    assert_eq!(seated.told("addressFailed").await, 1);
    seated.world.later(Duration::minutes(1));
    assert_eq!(seated.receives(&report(&return_path, "failed", "5.1.10")).await, "addressFailed");
    assert_eq!(seated.told("addressFailed").await, 1, "once an address and session");
    let mails = seated.world.mail().await;
    let last = std::fs::read_to_string(mails.last().expect("a mail")).expect("text");
    assert!(last.contains("jonas@medborgarskolan.example"), "{last}");

    let path = format!("/people/{}", seated.amira.person);
    let mended = json!({ "email": "amira@kumla.example" });
    let person = seated.world.patch(&seated.world.coordinator, &path, &mended).await.expect(200).body;
    assert!(person["emailFailedAt"].is_null() && person["emailFailure"].is_null(), "{person}");
    seated.world.later(Duration::minutes(1));
    assert_eq!(seated.receives(&report(&return_path, "failed", "5.1.2")).await, "addressFailed");
    assert!(seated.register().await["emailFailedAt"].is_null(), "it was about the address before");
    seated.world.close().await;
}
on_each!(a_report_marks_the_address_and_tells_the_organiser);

/// The report decides nothing but by the address it came to.
async fn a_report_about_somebody_else_marks_nobody_else(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let organiser: EmailAddress = "jonas@medborgarskolan.example".parse().expect("an address");
    let mail = String::from_utf8(report(&seated.return_path().await, "failed", "5.1.1")).expect("text");
    let mail = mail.replace(AMIRA, organiser.as_str());
    assert_eq!(seated.receives(mail.as_bytes()).await, "addressFailed");
    let jonas =
        seated.world.get(&seated.world.coordinator, &format!("/people/{}", seated.world.organiser.person)).await;
    assert!(jonas.expect(200).body["emailFailedAt"].is_null());
    assert!(seated.register().await["emailFailedAt"].is_string());
    seated.world.close().await;
}
on_each!(a_report_about_somebody_else_marks_nobody_else);

/// Case 44, with a mail that really came back from Postfix.
async fn a_mail_that_postfix_cannot_deliver_marks_the_address(engine: Engine) {
    let Some(postfix) = Postfix::start() else { return };
    let to_postfix = |settings: &mut Settings| {
        let relay = SmtpRelay::new("127.0.0.1", postfix.port, Security::None);
        settings.mail.transport = Transport::Smtp(Box::new(relay));
    };
    let Some(seated) = Seated::with(engine, to_postfix).await else { return };
    let returned = postfix.returned();
    let return_path = seated.return_path().await;
    let forged_mail = String::from_utf8_lossy(&returned).replace(&return_path, &forged(&return_path));
    assert_eq!(seated.receives(forged_mail.as_bytes()).await, "forged");
    assert!(seated.register().await["emailFailedAt"].is_null());
    assert_eq!(seated.receives(&returned).await, "addressFailed");
    let marked = seated.register().await;
    assert!(text(&marked["emailFailure"]).starts_with("failed 5.1.1"), "{marked}");
    let message = seated.invitation().await["messages"][0].clone();
    assert!(message["bouncedAt"].is_string(), "{message}");
    assert_eq!((seated.told("addressFailed").await, seated.status().await.as_str()), (1, "confirmed"));
    seated.world.close().await;
}
on_each!(a_mail_that_postfix_cannot_deliver_marks_the_address);
