//! PURE. CSV tables as other tools write them: with or without BOM, LF or CRLF, separated by comma, semicolon or tab.

use csv::StringRecord;

use super::rejected::Position;
use super::value::quoted;

/// The most columns of a table: no tool writes as many.
const MAX_COLUMNS: usize = 500;

/// A table with a header.
pub(crate) struct CsvTable {
    pub(crate) header: Vec<String>,
    /// The rows that are not blank.
    pub(crate) rows: Vec<CsvRow>,
    /// Rows with more cells than the header has columns: nobody can say which cell is in the wrong column.
    pub(crate) too_long: Vec<Position>,
    /// The line of the last row if the file ends in the middle of it.
    pub(crate) cut_off: Option<Position>,
}

/// A row with its line number, counted from 1 including the header. Its fields share one buffer: ten years of several
/// repositories have many.
pub(crate) struct CsvRow {
    pub(crate) line: u64,
    pub(crate) fields: StringRecord,
}

impl CsvRow {
    /// The line of the row.
    pub(crate) fn position(&self) -> Position {
        Position::Line(self.line)
    }

    /// The field of a column; blank when the row is too short or there is no such column.
    pub(crate) fn field(&self, column: Option<usize>) -> &str {
        column.and_then(|index| self.fields.get(index)).unwrap_or_default()
    }
}

impl CsvTable {
    /// Parses a table; the separator is the most frequent one in the header.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err("the file is UTF-16; save it as UTF-8".to_owned());
        }
        let first = bytes.split(|b| *b == b'\n' || *b == b'\r').next().unwrap_or(&[]);
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|separator| (first.iter().filter(|b| *b == separator).count(), *separator == b','))
            .unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let header = reader.byte_headers().map_err(|error| error.to_string())?;
        let header = StringRecord::from_byte_record_lossy(header.clone());
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if header.len() > MAX_COLUMNS {
            return Err(format!("the header has {} columns", header.len()));
        }
        let mut rows: Vec<CsvRow> = Vec::new();
        // The reader's own line numbers are wrong after CRLF and blank lines; its offsets are right.
        let (mut offset, mut line) = (0, 1);
        for record in reader.byte_records() {
            let record = record.map_err(|error| error.to_string())?;
            let start = record.position().map_or(0, csv::Position::byte);
            let mut start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
            start += bytes[start..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            line += bytes[offset..start].iter().filter(|b| **b == b'\n').count() as u64;
            offset = start;
            let fields = StringRecord::from_byte_record_lossy(record);
            if fields.iter().any(|field| !field.is_empty()) {
                rows.push(CsvRow { line, fields });
            }
        }
        // A file that was cut off ends within a row, which has fewer fields than the header then.
        let ends_within = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
        let short = rows.pop_if(|row| ends_within && row.fields.len() < header.len());
        let cut_off = short.map(|row| row.position());
        // Tables that follow each other below headings have columns of their own.
        let has_sections = header.first().is_some_and(|column| column.starts_with('#'));
        let is_too_long = |row: &mut CsvRow| {
            let mut more = row.fields.iter().skip(header.len());
            !has_sections && more.any(|field| !field.is_empty())
        };
        let too_long = rows.extract_if(.., is_too_long).map(|row| row.position()).collect();
        Ok(Self {
            header,
            rows,
            too_long,
            cut_off,
        })
    }

    /// The column with one of these names, ignoring case.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.header.iter().position(|column| column.eq_ignore_ascii_case(name)))
    }

    /// The column with one of these names, or an error that lists the columns of the table.
    pub(crate) fn require(&self, names: &[&str]) -> Result<usize, String> {
        self.column(names).ok_or_else(|| {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            format!("column {} not found; {}", names.join(" or "), self.columns())
        })
    }

    /// The first 20 columns, for messages.
    pub(crate) fn columns(&self) -> String {
        let columns: Vec<String> = self.header.iter().take(20).map(|column| quoted(column)).collect();
        if columns.is_empty() {
            return "the file has no columns".to_owned();
        }
        format!("the columns are {}", columns.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_mark_line_ends_and_separators_do_not_matter() {
        for text in [
            "\u{feff}Date,n\r\n2026-01-01, 4 \r\n\r\n2026-01-02,5\r\n",
            "date;n\n2026-01-01;4\n\n2026-01-02;5",
            "date\tn\n2026-01-01\t4\n\n2026-01-02\t5\n",
        ] {
            let table = CsvTable::parse(text.as_bytes()).expect("a table");
            let (date, n) = (table.column(&["date"]), table.column(&["m", "n"]));
            let rows: Vec<_> = table.rows.iter().map(|row| (row.field(date), row.field(n))).collect();
            assert_eq!(rows, [("2026-01-01", "4"), ("2026-01-02", "5")], "{text:?}");
            assert_eq!(table.rows[1].position(), Position::Line(4), "{text:?}");
        }
    }

    #[test]
    fn the_error_for_a_missing_column_lists_the_columns() {
        let table = CsvTable::parse(b"a,b\n1,2\n").expect("a table");
        assert_eq!(
            table.require(&["date", "day"]),
            Err("column \"date\" or \"day\" not found; the columns are \"a\", \"b\"".to_owned())
        );
        assert_eq!(
            CsvTable::parse(b"").expect("a table").columns(),
            "the file has no columns"
        );
        assert!(CsvTable::parse(b"\xff\xfea\0").is_err());
    }

    #[test]
    fn a_last_row_that_is_cut_off_is_no_row() {
        let table = CsvTable::parse(b"date,n\n2026-01-01,1\n2026-01-0").expect("a table");
        assert_eq!((table.rows.len(), table.cut_off), (1, Some(Position::Line(3))));
        let whole = CsvTable::parse(b"date,n\n2026-01-01,1\n2026-01-02,2").expect("a table");
        assert_eq!((whole.rows.len(), whole.cut_off), (2, None));
    }
}
