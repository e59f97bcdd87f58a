"""Reads a table as other programs do, and prints it as JSON.

CSV is read by the standard library, with semicolons, as UTF-8 with its mark: a list of rows. A workbook is read by
openpyxl: its sheets, each with its name, its rows, what its charts remember of their values and which of its cells are
formulas; and the names it defines. And every text and every attribute in every part of the file, as somebody finds
them who unpacks it.
"""

import csv
import json
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook


def read_csv(path):
    data = path.read_bytes()
    if not data.startswith(b"\xef\xbb\xbf"):
        raise SystemExit("no mark: Excel takes this for another encoding")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";", strict=True))


def remembered(chart):
    values = [point.v for series in chart.series for point in series.val.numRef.numCache.pt]
    names = [point.v for series in chart.series for point in series.cat.strRef.strCache.pt]
    return {"values": values, "names": names}


def unpacked(path):
    found, attributes = set(), set()
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            if part.endswith((".xml", ".rels", ".vml")):
                root = ElementTree.fromstring(parts.read(part))
                # A cell with text holds the number of the text, which says nothing.
                numbers = {child for cell in root.iter() if cell.get("t") == "s" for child in cell}
                for element in root.iter():
                    attributes.update(element.attrib.values())
                    if element not in numbers:
                        found.add((element.text or "").strip())
    return {"texts": sorted(found), "attributes": sorted(attributes)}


def read_workbook(path):
    sheets = []
    book = load_workbook(path)
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        sheets.append(
            {
                "name": sheet.title,
                "rows": [[cell.value for cell in row] for row in sheet.iter_rows()],
                "charts": [remembered(chart) for chart in sheet._charts],
                "formulas": [cell.coordinate for cell in cells if cell.data_type == "f"],
            }
        )
    return {"sheets": sheets, "names": sorted(book.defined_names), **unpacked(path)}


def main():
    path = Path(sys.argv[1])
    print(json.dumps(read_csv(path) if path.suffix == ".csv" else read_workbook(path), default=str))


main()
