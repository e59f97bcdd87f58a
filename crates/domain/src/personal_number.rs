//! Numbers of persons: what looks like a personnummer or a samordningsnummer is not let into any text.
//!
//! A number is known by its date, by its last digit (Luhn's), and by what stands around it. Ten bare digits that begin
//! as telephone numbers do are taken for one, unless the text itself says what they are.

/// What stands between date and number: hyphens and dashes as people and programs write them, and `+` from the age of
/// a hundred on.
const BETWEEN: [char; 6] = ['-', '+', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2212}'];
/// Words that leave no doubt about ten bare digits.
const TELLING: [&str; 7] = ["personnummer", "personnr", "pnr", "samordningsn", "född", "personal number", "social sec"];
/// Nobody who books here is born later: eight digits of a later year, and four that tell a time, are a date and a time.
const BIRTH_YEAR_MAX: u32 = 2015;
/// What a samordningsnummer adds to the day.
const COORDINATION: u32 = 60;

/// Whether something in the text looks like a personnummer or a samordningsnummer, of ten digits or twelve.
pub fn stands_in(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let begins = |at: usize| {
        let before = at.checked_sub(1).map(|before| letters[before]);
        letters[at].is_ascii_digit() && before.is_none_or(|before| !before.is_alphanumeric())
    };
    (0..letters.len()).filter(|at| begins(*at)).any(|at| begins_number(&letters, at, text))
}

fn begins_number(letters: &[char], start: usize, text: &str) -> bool {
    let first = digits(letters, start);
    let end = start + first.len();
    match first.len() {
        10 | 12 if ends(letters, end) => is_number(&first) && (first.len() == 12 || !is_telephone(&first, text)),
        6 | 8 => {
            let Some((second, spaced)) = after_separator(letters, end) else { return false };
            let whole: Vec<u32> = first.iter().chain(&second).copied().collect();
            let telephone = spaced && whole.len() == 10 && is_telephone(&whole, text);
            is_number(&whole) && !telephone && !is_date_and_time(&first, &second)
        }
        _ => false,
    }
}

fn digits(letters: &[char], from: usize) -> Vec<u32> {
    letters[from..].iter().map_while(|letter| letter.to_digit(10)).collect()
}

/// No letter and no digit follows.
fn ends(letters: &[char], at: usize) -> bool {
    letters.get(at).is_none_or(|next| !next.is_alphanumeric())
}

/// The last four digits, behind a dash, a blank or both, and whether there was only a blank.
fn after_separator(letters: &[char], from: usize) -> Option<(Vec<u32>, bool)> {
    let between: Vec<char> = letters[from..].iter().take(3).take_while(|c| !c.is_alphanumeric()).copied().collect();
    let dashes = between.iter().filter(|c| BETWEEN.contains(c)).count();
    let blanks = between.iter().filter(|c| c.is_whitespace()).count();
    if between.is_empty() || dashes > 1 || dashes + blanks != between.len() {
        return None;
    }
    let start = from + between.len();
    let last = digits(letters, start);
    (last.len() == 4 && ends(letters, start + 4)).then_some((last, dashes == 0))
}

fn is_number(digits: &[u32]) -> bool {
    let (century, ten) = digits.split_at(digits.len() - 10);
    let known_century = century.is_empty() || matches!(century, [1, 8 | 9] | [2, 0]);
    let [_, _, m1, m2, d1, d2, ..] = *ten else { return false };
    known_century && is_day(m1 * 10 + m2, d1 * 10 + d2) && luhn(ten)
}

fn is_day(month: u32, day: u32) -> bool {
    const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let day = if day > COORDINATION { day - COORDINATION } else { day };
    let length = month.checked_sub(1).and_then(|month| LENGTHS.get(month as usize));
    length.is_some_and(|length| (1..=*length).contains(&day))
}

/// The check digit: every other digit twice, and the sum of all digits even in tens.
fn luhn(ten: &[u32]) -> bool {
    let weighed = ten.iter().enumerate().map(|(place, digit)| {
        let weighed = digit * if place % 2 == 0 { 2 } else { 1 };
        weighed / 10 + weighed % 10
    });
    weighed.sum::<u32>().is_multiple_of(10)
}

/// Ten digits that begin with an area code, where nothing in the text says that they are a person's number.
fn is_telephone(ten: &[u32], text: &str) -> bool {
    let area_code = ten[0] == 0 && ten[1] != 0;
    let text = text.to_lowercase();
    area_code && !TELLING.iter().any(|word| text.contains(word))
}

fn is_date_and_time(first: &[u32], second: &[u32]) -> bool {
    let value = |digits: &[u32]| digits.iter().fold(0, |value, digit| value * 10 + digit);
    let time = second.len() == 4 && value(&second[..2]) < 24 && value(&second[2..]) < 60;
    first.len() == 8 && value(&first[..4]) > BIRTH_YEAR_MAX && time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_number_is_seen() {
        // Numbers that the tax agency gives out for tests, and a few made up by the same rule.
        let numbers = [
            "850709-9805",
            "8507099805",
            "19850709-9805",
            "198507099805",
            "850709+9805",
            "850709 9805",
            "19850709 9805",
            "850709–9805",
            "850709 - 9805",
            "701063-2391",
            "197010632391",
            "19701063-2391",
            "000101-0107",
            "0001010107",
        ];
        for number in numbers {
            for text in
                [number.to_owned(), format!("Mitt nummer är {number}."), format!("({number})"), format!("pnr:{number}")]
            {
                assert!(stands_in(&text), "{text}");
            }
        }
        assert!(stands_in("mitt personnummer: 0701230146"), "said to be one");
        assert!(stands_in("070123-0146"), "a dash after six digits is no telephone number's");
    }

    #[test]
    fn telephone_numbers_dates_and_the_like_are_let_in() {
        let texts = [
            "0701230146",
            "070-123 01 46",
            "070-1230146",
            "+46 70 123 01 46",
            "+46701230146",
            "0046701230146",
            "019-602 70 00",
            "0196027000",
            "08-121 567 89",
            "0812156789",
            "031-100 20 30",
            "0311002030",
            "010-490 80 00",
            "2026-10-27",
            "20261027",
            "261027",
            "2026-10-27 09.00–12.00",
            "20261027 0900",
            "20261027-0930",
            "27/10 2026",
            "2026-01-01–2026-12-31",
            "20260101-20261231",
            "2026-10-27T08:00:00Z",
            "1730000000",
            "1730000000000",
            "556036-0793",
            "232100-0164",
            "212000-1355",
            "bankgiro 5050-1055",
            "plusgiro 12 34 56-7",
            "978-91-7000-150-5",
            "9789170001505",
            "26RS0101",
            "dnr 2026-001234",
            "RUN 2026/1234",
            "70281 Örebro",
            "702 81",
            "850709-9804",
            "851309-9805",
            "850740-9805",
            "8507099805123",
            "x8507099805",
            "850709-98051",
            "id 12345678-1234",
            "0198c0de-0000-7000-8000-000000000012",
            "",
            "-",
            "850709",
            "850709-",
            "kl. 9 i sal 850709",
        ];
        for text in texts {
            assert!(!stands_in(text), "{text}");
        }
    }

    #[test]
    fn no_telephone_number_is_taken_for_a_person() {
        // Every area code that a number of ten digits can have, with the subscribers' numbers that could be a date.
        for area in [
            "010", "011", "018", "019", "021", "031", "040", "046", "054", "060", "070", "072", "073", "076", "08",
            "090",
        ] {
            let length = 10 - area.len();
            for rest in (0..10_usize.pow(7)).step_by(997) {
                let own = format!("{rest:0length$}");
                for number in [format!("{area}{own}"), format!("{area}-{own}"), format!("+46{}{own}", &area[1..])] {
                    assert!(!stands_in(&number), "{number}");
                }
            }
        }
    }

    #[test]
    fn no_date_or_time_is_taken_for_a_person() {
        for year in 2016..2036 {
            for month in 1..=12 {
                for day in 1..=28 {
                    for text in [
                        format!("{year}{month:02}{day:02}"),
                        format!("{year}-{month:02}-{day:02}"),
                        format!("{year}{month:02}{day:02} 0900"),
                        format!("{year}{month:02}{day:02}-1330"),
                        format!("{year}-{month:02}-{day:02} 13:30"),
                        format!("{day}/{month} {year}"),
                    ] {
                        assert!(!stands_in(&text), "{text}");
                    }
                }
            }
        }
    }
}
