//! What kind of browser somebody uses, in few words of ours: enough to know one's own again, and too little to tell
//! people apart. Nothing that the browser says is kept.

/// In the order in which they give themselves away: most say that they are others as well.
const FAMILIES: [(&str, &str); 5] =
    [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
];

/// The kind of browser, if it is one that many have.
pub(crate) fn kind(user_agent: Option<&str>) -> Option<String> {
    let told = user_agent?;
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| told.contains(mark)).map(|(_, name)| *name);
    match (find(&FAMILIES), find(&SYSTEMS)) {
        (Some(family), Some(system)) => Some(format!("{family}, {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_ours_are_kept() {
        let table = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                Some("Firefox, Windows"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                Some("Edge, Windows"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                Some("Safari, iPhone"),
            ),
            ("curl/8.0 <script>", None),
        ];
        for (told, known) in table {
            assert_eq!(kind(Some(told)).as_deref(), known);
        }
        assert_eq!(kind(None), None);
    }
}
