//! Hostile texts: `tests/corpus/hostile.jsonl`, a JSON string a line.

/// All of them.
pub(super) fn all() -> Vec<String> {
    let lines = include_str!("../../corpus/hostile.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a JSON string")).collect()
}

/// Every so-many-th of them, for each run: another one each time would make failures that come and go.
pub(super) fn sample(every: usize) -> Vec<String> {
    all().into_iter().step_by(every).collect()
}

#[test]
fn the_corpus_is_whole() {
    let all = all();
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (500, 500));
}
