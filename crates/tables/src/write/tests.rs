//! What is written is what is read, and never a formula.

use super::*;

fn table() -> Table {
    let hostile = "=HYPERLINK(\"http://ond.example\";\"Klicka\")";
    Table {
        name: "Blad [1]".into(),
        header: vec!["Titel".into(), "Värde".into(), "Andel".into()],
        rows: vec![
            vec![Cell::Text(hostile.into()), Cell::Number(-3), Cell::Decimal("80.0".into())],
            vec![Cell::Text("rad ett\nrad \"två\"; åäö".into()), Cell::Empty, Cell::Decimal("-0.82".into())],
            vec![Cell::Text("@SUM(A1)".into()), Cell::Text("  +46".into()), Cell::Text("\t=1".into())],
            vec![Cell::Text("-".into()), Cell::Text("a=b".into()), Cell::Text("'redan".into())],
        ],
    }
}

#[test]
fn text_is_defused_and_numbers_stay_numbers() {
    let written = String::from_utf8(csv(&table()).expect("written")).expect("UTF-8");
    let expected = "\u{feff}Titel;Värde;Andel\r\n\
        \"'=HYPERLINK(\"\"http://ond.example\"\";\"\"Klicka\"\")\";-3;80,0\r\n\
        \"rad ett\nrad \"\"två\"\"; åäö\";;-0,82\r\n\
        '@SUM(A1);'  +46;'\t=1\r\n\
        '-;a=b;'redan\r\n";
    assert_eq!(written, expected);
}

#[test]
fn a_workbook_is_a_zip_archive_and_the_same_twice_over() {
    let chart = Chart { title: "Per kvartal".into(), table: 0, names: 0, heights: 1, rows: (0, 3) };
    let book = workbook(&[table()], Some(&chart)).expect("written");
    assert!(book.starts_with(b"PK"));
    let missing = Chart { table: 7, ..chart };
    assert!(
        workbook(&[table()], Some(&missing)).expect("written").starts_with(b"PK"),
        "a chart of nothing is left out"
    );
}
