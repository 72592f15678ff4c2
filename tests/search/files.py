"""Small files with words inside, made on the spot."""

from __future__ import annotations

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def zipped(**parts: str | bytes) -> bytes:
    """An archive; `__` in a name stands for a slash."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def docx(*paragraphs: str) -> bytes:
    body = "".join(
        f"<w:p><w:r><w:t>{each[:3]}</w:t></w:r><w:r><w:t>{each[3:]}</w:t></w:r></w:p>" for each in paragraphs
    )
    document = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped(**{"word__document.xml": document, "[Content_Types].xml": "<Types/>"})


def xlsx(*cells: str, number: int = 4711) -> bytes:
    strings = "".join(f"<si><t>{each}</t></si>" for each in cells)
    sheet = f'<row><c t="s"><v>0</v></c><c><v>{number}</v></c><c t="inlineStr"><is><t>inline</t></is></c></row>'
    return zipped(
        **{
            "xl__sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
            "xl__worksheets__sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def odt(*paragraphs: str) -> bytes:
    body = "".join(f"<t:p>{each[:2]}<t:span>{each[2:]}</t:span></t:p>" for each in paragraphs)
    return zipped(**{"content.xml": f'<office xmlns:t="{TEXT}">{body}</office>', "mimetype": "x"})


def pdf(words: str) -> bytes:
    """One page in Helvetica (ISO 32000-1, 7.5)."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )
    return bytes(out)
