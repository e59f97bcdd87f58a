//! The usual test: 24 statements in the five areas of DigComp.

use super::Statement;

/// Area and text of each statement, asked in this order as `q1` to `q24`.
const USUAL: [(u8, &str); 24] = [
    (1, "Jag hittar den information jag behöver på nätet, också när frågan är svår."),
    (1, "Jag kan avgöra om en källa på nätet går att lita på."),
    (1, "Jag känner igen information som är vinklad eller påhittad."),
    (1, "Jag kan spara och ordna digital information så att jag hittar den igen."),
    (1, "Jag kan hjälpa en besökare att granska det hen har hittat på nätet."),
    (2, "Jag kan välja ett digitalt sätt att kommunicera som passar den jag vill nå."),
    (2, "Jag kan dela filer och dokument med andra på ett säkert sätt."),
    (2, "Jag kan arbeta tillsammans med andra i samma dokument."),
    (2, "Jag vet hur man beter sig mot andra i digitala sammanhang."),
    (2, "Jag kan hjälpa en besökare att använda samhällets digitala tjänster."),
    (3, "Jag kan skapa texter, bilder eller filmer med digitala verktyg."),
    (3, "Jag kan bearbeta något som redan finns till något nytt."),
    (3, "Jag vet vad upphovsrätten tillåter och vad fria licenser innebär."),
    (3, "Jag förstår i stora drag hur ett program eller en webbplats är uppbyggd."),
    (3, "Jag kan hjälpa en besökare att skapa något digitalt."),
    (4, "Jag kan skydda mina enheter och konton mot intrång."),
    (4, "Jag vet hur personuppgifter ska hanteras i mitt arbete."),
    (4, "Jag känner igen bedrägeriförsök i mejl, sms och på webbplatser."),
    (4, "Jag tar hänsyn till hälsa och miljö när jag använder digital teknik."),
    (4, "Jag kan förklara för en besökare hur man skyddar sig på nätet."),
    (5, "Jag kan lösa vanliga tekniska problem själv."),
    (5, "Jag kan välja rätt digitalt verktyg för en uppgift."),
    (5, "Jag provar gärna nya digitala verktyg i mitt arbete."),
    (5, "Jag vet vad jag behöver lära mig mer om, och hur jag kan lära mig det."),
];

/// The statements of the usual test.
pub fn usual() -> Vec<Statement> {
    let numbered = USUAL.iter().zip(1..);
    let statement = |((area, text), number): (&(u8, &str), u32)| {
        Some(Statement { key: format!("q{number}").parse().ok()?, area: *area, text: text.parse().ok()? })
    };
    numbered.filter_map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_test_has_24_statements_in_five_areas() {
        let statements = usual();
        assert_eq!(statements.len(), 24);
        let of_area = |area| statements.iter().filter(|statement| statement.area == area).count();
        assert_eq!([1, 2, 3, 4, 5].map(of_area), [5, 5, 5, 5, 4]);
        assert_eq!(statements[23].key.as_str(), "q24");
    }
}
