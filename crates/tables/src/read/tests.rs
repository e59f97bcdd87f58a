use super::*;

fn columns() -> Vec<Column> {
    vec![
        Column::needed("wave", &["mätomgång"]),
        Column::needed("municipalityCode", &["kommunkod"]),
        Column::optional("q1", &["fråga 1"]),
    ]
}

fn sheet(octets: &[u8]) -> Sheet {
    read(octets, &columns(), Limits::default())
}

/// Line and cells of every row; fails when anything is wrong.
fn rows_of(octets: &[u8]) -> Vec<(u32, Vec<Option<String>>)> {
    let sheet = sheet(octets);
    assert_eq!(sheet.errors, [], "{}", String::from_utf8_lossy(octets));
    sheet.rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

fn errors_of(octets: &[u8]) -> Vec<(u32, String, Invalid)> {
    sheet(octets).errors.into_iter().map(|error| (error.line, error.column, error.reason)).collect()
}

fn some(cells: [&str; 3]) -> Vec<Option<String>> {
    cells.iter().map(|cell| (!cell.is_empty()).then(|| (*cell).to_owned())).collect()
}

fn windows(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let mark = std::iter::once(0xfeff_u16);
    let units = mark.chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn every_program_of_the_trade_writes_the_same_rows() {
    let text = "Mätomgång;Kommunkod;Fråga 1\r\nVår åäö;1880;4\r\n";
    let expected = [(2, some(["Vår åäö", "1880", "4"]))];
    let comma = text.replace(';', ",");
    let tab = text.replace(';', "\t");
    let files: [(&str, Vec<u8>, Encoding, Separator); 8] = [
        ("Swedish Excel", windows(text), Encoding::Windows1252, Separator::Semicolon),
        ("UTF-8", text.into(), Encoding::Utf8, Separator::Semicolon),
        ("UTF-8 with a mark", format!("\u{feff}{text}").into(), Encoding::Utf8, Separator::Semicolon),
        ("Unicode text", utf16(&tab, true), Encoding::Utf16Le, Separator::Tab),
        ("the other end first", utf16(&tab, false), Encoding::Utf16Be, Separator::Tab),
        ("commas", comma.clone().into(), Encoding::Utf8, Separator::Comma),
        ("commas of old", windows(&comma), Encoding::Windows1252, Separator::Comma),
        ("lines of old Macintoshes", text.replace("\r\n", "\r").into(), Encoding::Utf8, Separator::Semicolon),
    ];
    for (program, octets, encoding, separator) in files {
        let found = sheet(&octets);
        assert_eq!((found.encoding, found.separator), (Some(encoding), Some(separator)), "{program}");
        assert_eq!(rows_of(&octets), expected, "{program}");
    }
}

#[test]
fn names_of_columns_are_read_kindly() {
    for header in
        ["wave;municipality_code", "WAVE;Municipality Code", " Wave ; kommun-kod ", "Ma\u{308}tomga\u{30a}ng;kommunkod"]
    {
        assert_eq!(rows_of(format!("{header}\nA;1880\n").as_bytes()), [(2, some(["A", "1880", ""]))], "{header}");
    }
    assert_eq!(rows_of(b"q1;municipalityCode;wave\n3;1880;A\n"), [(2, some(["A", "1880", "3"]))], "in any order");
}

#[test]
fn the_line_that_excel_puts_first_names_the_separator() {
    assert_eq!(rows_of(b"sep=,\nwave,municipalityCode\nA,1880\n"), [(3, some(["A", "1880", ""]))]);
    assert_eq!(errors_of(b"sep=;\n"), [(1, String::new(), Invalid::Empty)]);
}

#[test]
fn quoted_cells_may_hold_lines_and_separators() {
    let text = b"wave;municipalityCode;q1\n\"A;\n\"\"B\"\"\";1880;4\n\n\nC;1881;5\n";
    assert_eq!(rows_of(text), [(2, some(["A;\n\"B\"", "1880", "4"])), (6, some(["C", "1881", "5"]))]);
}

#[test]
fn blank_rows_and_columns_of_a_spreadsheet_are_passed_over() {
    let text = b"\n;;;\nwave;municipalityCode;q1;;\nA;1880;4;;\n;;;;\nB;1881;;;\n";
    assert_eq!(rows_of(text), [(4, some(["A", "1880", "4"])), (6, some(["B", "1881", ""]))]);
}

#[test]
fn a_header_that_is_not_the_wanted_one_is_explained() {
    let (line, none) = (1, String::new);
    assert_eq!(errors_of(b""), [(line, none(), Invalid::Empty)]);
    assert_eq!(errors_of(b" \r\n\r\n"), [(line, none(), Invalid::Empty)]);
    let expected =
        [(line, "namn".to_owned(), Invalid::Unknown), (line, "municipalityCode".to_owned(), Invalid::Needed)];
    assert_eq!(errors_of(b"wave;namn\nA;Eva\n"), expected);
    let expected = [(line, "kommunkod".to_owned(), Invalid::Repeated)];
    assert_eq!(errors_of(b"wave;municipalityCode;kommunkod\n"), expected);
}

#[test]
fn rows_with_other_cells_than_the_header_are_named() {
    let errors = errors_of(b"wave;municipalityCode;q1\nA;1880\nB;1880;4\nC;1880;4;5\n");
    let wrong = |line| (line, String::new(), Invalid::CellCount(3));
    assert_eq!(errors, [wrong(2), wrong(4)]);
}

#[test]
fn one_bad_line_in_ten_thousand_is_found() {
    let mut text = "wave;municipalityCode;q1\n".to_owned();
    for number in 1..=10_000 {
        text.push_str(if number == 7_777 { "A;1880;4;extra\n" } else { "A;1880;4\n" });
    }
    let sheet = sheet(text.as_bytes());
    assert_eq!(sheet.errors, [InvalidCell::new(7_778, "", Invalid::CellCount(3))]);
    assert_eq!(sheet.rows.len(), 9_999);
}

#[test]
fn what_is_no_text_is_refused_where_it_ends() {
    let binary: Vec<u8> = (0..=255).collect();
    assert_eq!(errors_of(&binary), [(1, String::new(), Invalid::NotText)]);
    let pieced = [b"wave;municipalityCode\nV\xc3\xa5r;1880\n".as_slice(), b"H\xf6st;1881\n"].concat();
    assert_eq!(errors_of(&pieced), [(3, String::new(), Invalid::NotText)], "two encodings in one file");
    let halved = &utf16("wave;municipalityCode\n", true)[..9];
    assert_eq!(errors_of(halved), [(1, String::new(), Invalid::NotText)]);
    let marked = b"\xef\xbb\xbfwave;municipalityCode\n\xe5;1880\n";
    assert_eq!(errors_of(marked), [(2, String::new(), Invalid::NotText)], "it said that it was UTF-8");
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_found() {
    let errors = errors_of(b"wave;municipalityCode\nA;1880\n\"B;1880\nC;1880\n");
    assert_eq!(errors, [(3, String::new(), Invalid::OpenQuote)]);
}

#[test]
fn limits_hold() {
    let few = Limits { octets: 60, rows: 2, columns: 2, cell: 3 };
    let error = |text: &str| read(text.as_bytes(), &columns(), few).errors.first().cloned();
    let expected = |line, column: &str, most| Some(InvalidCell::new(line, column, Invalid::TooLong(most)));
    assert_eq!(error("wave;kommunkod\nA;1\nB;2\n"), None);
    assert_eq!(error("wave;kommunkod\nA;1\nB;2\nC;3\n"), expected(4, "", 2));
    assert_eq!(error("wave;kommunkod;q1\n"), expected(1, "", 2));
    assert_eq!(error("wave;kommunkod\nA;1880\n"), expected(2, "municipalityCode", 3));
    assert_eq!(error(&"x".repeat(61)), expected(1, "", 60));
}

#[test]
fn a_file_full_of_errors_tells_of_the_first_hundred() {
    let text = format!("wave;municipalityCode\n{}", "A\n".repeat(5_000));
    assert_eq!(sheet(text.as_bytes()).errors.len(), ERRORS_MAX);
}

#[test]
fn a_file_can_be_looked_at_before_it_is_read() {
    assert_eq!(text(b"\xef\xbb\xbfa;b\r\n", Limits::default()), Ok("a;b\n".to_owned()));
    assert_eq!(text(&windows("å;ö"), Limits::default()), Ok("å;ö".to_owned()));
    let short = Limits { octets: 1, ..Limits::default() };
    assert_eq!(text(b"ab", short).map_err(|error| error.reason), Err(Invalid::TooLong(1)));
    assert_eq!(text(&[0, 1], Limits::default()).map_err(|error| error.reason), Err(Invalid::NotText));
}
