//! A course as search engines read it: schema.org's `Course` with one `CourseInstance`, as JSON-LD.

use domain::{
    course::Course,
    meeting::{Meeting, MeetingStatus},
    session::{Format, Session},
};
use serde_json::{Value, json};

/// The data of a public session. It stands in a script element, where nothing may look like the end of one.
pub(super) fn data(session: &Session, course: &Course, public_url: Option<&str>) -> String {
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "name": session.title,
        "courseCode": course.code,
        "description": course.description,
        "url": public_url.map(|url| format!("{url}/kurser/{}", session.id)),
        "provider": { "@type": "Organization", "name": "Kursplats" },
        "hasCourseInstance": instance(session),
    });
    data.to_string().replace('<', "\\u003c")
}

fn instance(session: &Session) -> Value {
    let planned: Vec<&Meeting> =
        session.meetings.iter().filter(|meeting| meeting.status != MeetingStatus::Cancelled).collect();
    let minutes: i64 = planned.iter().map(|meeting| meeting.net_minutes()).sum();
    let place = planned.iter().find_map(|meeting| meeting.place.as_ref());
    let trainer = planned.iter().find_map(|meeting| meeting.trainer.as_ref());
    json!({
        "@type": "CourseInstance",
        "courseMode": match session.format {
            Format::OnSite => "Onsite",
            Format::Remote => "Online",
            Format::Hybrid => "Blended",
        },
        "startDate": planned.first().map(|meeting| meeting.span.starts_at.to_rfc3339()),
        "endDate": planned.last().map(|meeting| meeting.span.ends_at.to_rfc3339()),
        "courseWorkload": format!("PT{minutes}M"),
        "location": place.map(|place| json!({ "@type": "Place", "name": place })),
        "instructor": trainer.map(|trainer| json!({ "@type": "Person", "name": trainer })),
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": session.capacity.saturating_sub(session.seats_taken),
    })
}
