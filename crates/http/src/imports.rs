//! Tables sent as files: a body of `text/csv`, and what is said of it. Nothing of a file is imported while anything in
//! it is wrong.

use std::collections::BTreeMap;

use domain::{Invalid, invalid::InvalidCell};
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions, Object,
    payload::{Json, Payload},
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry},
};
use sha2::{Digest, Sha256};
use tables::{Column, Limits, Row, Sheet};

use crate::{
    personal_numbers,
    problem::{Problem, invalid_words},
    request::Context,
};

pub(crate) mod cells;

/// Rows that a preview shows.
const PREVIEW_ROWS: usize = 10;

/// A body of `text/csv`, in whatever encoding it came.
pub struct Csv(Vec<u8>);

impl Csv {
    /// A file as it came.
    pub fn of(octets: Vec<u8>) -> Self {
        Self(octets)
    }

    /// The rows of the wanted columns, and what is wrong with the file. A request's body is no longer than the file may be.
    pub fn read(&self, wanted: &[Column]) -> Sheet {
        personal_numbers::refuse_in_cells(tables::read(&self.0, wanted, Limits::default()), wanted)
    }

    /// What it says, in whatever encoding it came.
    ///
    /// # Errors
    /// When it is too long, or no text.
    pub fn text(&self) -> Result<String, Invalid> {
        tables::text(&self.0, Limits::default()).map_err(|cell| cell.reason)
    }

    /// What tells this file from others, for idempotency keys.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(&self.0).iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

impl Payload for Csv {
    const CONTENT_TYPE: &'static str = "text/csv";

    fn check_content_type(content_type: &str) -> bool {
        let kind = content_type.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case(Self::CONTENT_TYPE)
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")))
    }
}

impl<'a> ApiExtractor<'a> for Csv {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: Self::CONTENT_TYPE, schema: Self::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let data = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        match request.content_type() {
            Some(kind) if Self::check_content_type(kind) => Ok(Self(data)),
            _ => Err(Problem::no_table().into()),
        }
    }
}

/// En ruta som inte gick att läsa. / A cell that could not be read.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ImportErrorJson {
    /// Raden i filen, från ett. / The line of the file, from one.
    pub line: u32,
    /// Kolumnen; tom när hela raden eller filen menas. / The column; empty when the whole row or file is meant.
    pub column: String,
    /// Vad som är fel, för människor. / What is wrong, for people.
    pub reason: String,
}

/// En rad av förhandsvisningen. / A row of the preview.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ImportRowJson {
    /// Raden i filen, från ett. / The line of the file, from one.
    pub line: u32,
    /// Rutorna efter kolumnens namn; tomma saknas. / The cells by the column's name; blank ones are missing.
    pub cells: BTreeMap<String, String>,
}

/// Vad en fil innehöll, och vad som blev av den. / What a file contained, and what became of it.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ImportJson {
    /// Rader under rubrikraden som gick att läsa. / Rows below the header that could be read.
    pub rows: u32,
    /// Rader som är importerade, eller skulle bli det: alla eller ingen. / Rows that are imported, or would be: all or
    /// none.
    pub accepted: u32,
    /// Teckenkodning som upptäcktes. / Encoding that was detected.
    pub encoding: Option<String>,
    /// Skiljetecken som upptäcktes: `semicolon`, `comma` eller `tab`. / Separator that was detected.
    pub separator: Option<String>,
    /// Vad som är fel, högst hundra. / What is wrong, at most a hundred.
    pub errors: Vec<ImportErrorJson>,
    /// De första raderna. / The first rows.
    pub preview: Vec<ImportRowJson>,
}

impl ImportJson {
    /// What is said of a file with these errors, its own and those of the rules. Of the columns only those named are
    /// shown, by their number: a preview must not repeat what nobody may see.
    pub fn new(sheet: &Sheet, errors: &[InvalidCell], wanted: &[Column], shown: &[usize]) -> Self {
        let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        let language = Context::current().language;
        let error = |cell: &InvalidCell| ImportErrorJson {
            line: cell.line,
            column: cell.column.clone(),
            reason: invalid_words(&cell.reason, language),
        };
        let row = |row: &Row| ImportRowJson {
            line: row.line,
            cells: shown
                .iter()
                .filter_map(|column| Some((wanted[*column].name().to_owned(), row.cell(*column)?.to_owned())))
                .collect(),
        };
        Self {
            rows,
            accepted: if errors.is_empty() { rows } else { 0 },
            encoding: sheet.encoding.map(|encoding| encoding.name().to_owned()),
            separator: sheet.separator.map(|separator| separator.name().to_owned()),
            errors: errors.iter().map(error).collect(),
            preview: sheet.rows.iter().take(PREVIEW_ROWS).map(row).collect(),
        }
    }
}

/// What became of a file.
#[derive(ApiResponse)]
pub(crate) enum Import {
    /// Vad som skulle hända. / What would happen.
    #[oai(status = 200)]
    Preview(Json<ImportJson>),
    /// Alla rader är importerade. / All rows are imported.
    #[oai(status = 201)]
    Imported(Json<ImportJson>),
}

/// A file that is not imported, each wrong cell as a member: `line 17, q3`.
pub fn refused(errors: &[InvalidCell]) -> Problem {
    Problem::invalid(&errors.iter().map(InvalidCell::member).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_shows_no_more_than_it_may() {
        let wanted = [Column::needed("wave", &[]), Column::needed("q1", &[])];
        let csv = Csv(b"wave;q1\nA;4\n".to_vec());
        let sheet = csv.read(&wanted);
        let answer = ImportJson::new(&sheet, &sheet.errors, &wanted, &[0]);
        assert_eq!((answer.rows, answer.accepted), (1, 1));
        assert_eq!(answer.preview[0].cells, BTreeMap::from([("wave".to_owned(), "A".to_owned())]));
        let wrong = [InvalidCell::new(2, "q1", domain::Invalid::OutOfRange(1, 7))];
        assert_eq!(ImportJson::new(&sheet, &wrong, &wanted, &[0]).accepted, 0, "all or nothing");
    }

    #[test]
    fn only_tables_are_taken() {
        for (kind, taken) in [("text/csv", true), ("Text/CSV; charset=windows-1252", true), ("text/plain", false)] {
            assert_eq!(Csv::check_content_type(kind), taken, "{kind}");
        }
    }
}
