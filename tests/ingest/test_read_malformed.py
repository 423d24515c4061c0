"""Files that are wrong: each gets one clear refusal with its place, and never a child's data in it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from storage.ingest.frames import FileError, Kind
from storage.ingest.read import read_file
from tests.ingest.reading import ABSENCE, FILES, SOUND, TODAY, read, refusal, with_cell, without_column, write

REQUIRED = {
    Kind.STAFF: "epost namn roller skola",
    Kind.PUPILS: "elev_id förnamn efternamn klass skola mentorer vårdnadshavare telefon skyddad",
    Kind.BREAKS: "skola period namn",
    Kind.SCHEDULE: "klass veckodag start slut ämne från till",
    Kind.ABSENCE: "elev_id datum start slut ämne schemalagda_min frånvaro_min status",
}
WRONG_CELLS = {
    Kind.STAFF: {
        "epost": ["", "Zebra Ko", "zebra@", "x" * 3000],
        "namn": [""],
        "roller": ["", "chef", "mentor, vikarie"],
        "borta_från": ["snart", "2026-11-31", "1899-01-01", "2026-12-24"],
        "borta_till": ["2026-10-31", "2099-01-01"],
    },
    Kind.PUPILS: {
        "elev_id": ["", "x" * 3000],
        "klass": [""],
        "skola": [""],
        "mentorer": ["Zebrafina", "zebra@x.se & orre@x.se"],
        "skyddad": ["", "kanske", "x"],
    },
    Kind.BREAKS: {"period": ["", "v44", "2025-v53", "2026-11-06..2026-11-02", "2026-11-02--2026-11-06"]},
    Kind.SCHEDULE: {
        "klass": [""],
        "veckodag": ["", "lördag", "7"],
        "start": ["", "08.20", "24:30", "09:20"],
        "slut": ["07:00", "kvart över"],
        "från": ["", "ht26", "2027-01-01"],
        "till": ["", "vt27"],
    },
    Kind.ABSENCE: {
        "elev_id": [""],
        "datum": ["", "20-11-2026", "2026-11-31", "1999-11-20", "2029-11-20", "2026/11/20"],
        "start": ["", "8.20", "08:61", "09:20", "-1:00"],
        "slut": ["", "08:20", "08:19", "25:00"],
        "schemalagda_min": ["", "0", "-60", "2000", "59", "en timme"],
        "frånvaro_min": ["", "-5", "61", "12,5", "1e1", "=60"],
        "status": ["", "skolkar", "ANMALD", "frånvarande"],
        "lärare": ["zebra@"],
    },
}

Malformed = tuple[str, bytes]


def _wrong_cells() -> Iterator[Malformed]:
    for kind, columns in WRONG_CELLS.items():
        for heading, cells in columns.items():
            for number, cell in enumerate(cells):
                yield f"{kind}-{heading}-{number}", with_cell(SOUND[kind], heading, cell).encode()


def _wrong_columns() -> Iterator[Malformed]:
    for kind, headings in REQUIRED.items():
        for heading in headings.split():
            yield f"{kind}-utan-{heading}", without_column(SOUND[kind], heading).encode()
        first = headings.split()[0]
        lines = SOUND[kind].splitlines()
        twice = "\n".join([lines[0] + ";" + first, *(line + ";" for line in lines[1:])])
        yield f"{kind}-rubrik-dubbel", twice.encode()
        yield f"{kind}-utan-rubrikrad", "\n".join(lines[1:]).encode()


def _wrong_shapes() -> Iterator[Malformed]:
    for kind, text in SOUND.items():
        lines = text.splitlines()
        yield f"{kind}-bara-rubrik", lines[0].encode()
        yield f"{kind}-avbruten", text.encode()[: -len(lines[-1].split(";", 1)[1].encode()) - 1]
        yield f"{kind}-en-cell-mer", "\n".join([*lines, lines[1] + ";x;y"]).encode()
        yield f"{kind}-en-cell-mindre", "\n".join([lines[0], lines[1].rsplit(";", 1)[0]]).encode()
        yield f"{kind}-fel-avskiljare", "\n".join([lines[0], lines[1].replace(";", "\t")]).encode()
        yield f"{kind}-öppet-citat", "\n".join([lines[0], '"' + lines[1], *lines[2:]]).encode()
        yield f"{kind}-text-efter-citat", text.replace(lines[1], '"a"b;' + lines[1]).encode()


def _wrong_bytes() -> Iterator[Malformed]:
    for kind, text in SOUND.items():
        data = text.encode()
        half = len(data) // 2
        yield f"{kind}-nolltecken", data[:half] + b"\x00" + data[half:]
        yield f"{kind}-styrtecken", data[:half] + b"\x1b[2J" + data[half:]
        yield f"{kind}-utf16", text.encode("utf-16")
        yield f"{kind}-utf16-utan-bom", text.encode("utf-16-le")
        yield f"{kind}-blandat", data + text.splitlines()[1].replace("m", "ö").encode("cp1252") + b"\n"
        yield f"{kind}-dubbelkodat", data.decode("latin-1").encode() if "ö" in text else text.encode("utf-32")
        yield f"{kind}-förstört", data + text.splitlines()[1].replace("e", "\ufffd").encode()
    yield "tom", b""
    yield "blank", b"\r\n \r\n\t\r\n"
    yield "bara-bom", b"\xef\xbb\xbf"
    yield "bara-semikolon", b";;;;;\n;;;;;\n"
    yield "skräp", random.Random(7).randbytes(5000)
    yield "html", b"<html><table><tr><td>elev_id</td></tr></table></html>"
    yield "json", b'[{"elev_id": "ELEV0017"}]'
    yield "pdf", b"%PDF-1.7\n" + b"x" * 100
    yield "bild", b"\x89PNG\r\n\x1a\n" + b"x" * 100
    yield "zip-utan-bok", _zip({"franvaro.csv": ABSENCE.encode()})
    yield "hundratals-kolumner", ";".join(f"k{number}" for number in range(5000)).encode() + b"\nx\n"


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


MALFORMED: dict[str, bytes] = {
    **dict(_wrong_cells()),
    **dict(_wrong_columns()),
    **dict(_wrong_shapes()),
    **dict(_wrong_bytes()),
}


def _personal_words() -> frozenset[str]:
    """Words of the files' cells that only a person's row has."""
    known = {word for text in SOUND.values() for word in text.splitlines()[0].split(";")}
    words = {word for text in SOUND.values() for line in text.splitlines()[1:] for word in _words(line)}
    allowed = {"mentor", "lärare", "rektor", "måndag", "fredag", "närvarande", "oanmäld", "2026-v44"}
    return frozenset(word for word in words - known - allowed if len(word) > 4 and not word[0].isdigit())


def _words(line: str) -> list[str]:
    return line.replace(";", " ").replace(",", " ").replace("..", " ").split()


PERSONAL = _personal_words()


def tells_no_one(error: FileError) -> None:
    told = str(error).replace(error.place, "").lower()
    assert not [word for word in PERSONAL if word.lower() in told]


def test_there_are_more_than_a_hundred_malformed_files() -> None:
    assert len(MALFORMED) > 150
    assert {"zebra@skola.example", "Trastberg", "ELEV0017"} <= PERSONAL


@pytest.mark.parametrize("name", list(MALFORMED))
def test_a_malformed_file_is_refused_with_its_place_and_no_ones_data(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, MALFORMED[name])
    assert str(tmp_path / "fil.csv") in str(error)
    assert error.found
    assert error.cure
    tells_no_one(error)


@pytest.mark.parametrize("kind", list(SOUND))
def test_random_damage_is_read_or_refused_and_nothing_else(tmp_path: Path, kind: Kind) -> None:
    """Bytes flipped, cut, doubled and swapped, the same every run."""
    chance = random.Random(str(kind))
    data = SOUND[kind].encode()
    refused = 0
    for _ in range(150):
        path = write(tmp_path, _damaged(data, chance))
        try:
            read(path)
        except FileError as error:
            refused += 1
            tells_no_one(error)
    assert refused > 50


def _damaged(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) or 1), chance.randint(1, 20)
        piece = data[at : at + length]
        junk = [
            b"",
            piece * 2,
            piece[::-1],
            chance.randbytes(length),
            b'"',
            b";",
            b"\n",
            b"\r",
            b"\x00",
            b"-9",
        ]
        data = data[:at] + chance.choice(junk) + data[at + length :]
        if chance.random() < 0.1:
            data = data[: chance.randrange(len(data) or 1)]
    return data


def test_the_nearest_heading_is_named_when_one_is_missing(tmp_path: Path) -> None:
    error = refusal(tmp_path, ABSENCE.replace("schemalagda_min", "schemalagd_min"))
    assert error.column == "schemalagda_min"
    assert "schemalagd_min" in error.found
    assert error.row == 1


def test_a_file_without_headings_never_has_its_first_row_repeated(tmp_path: Path) -> None:
    for row in ("epostina;Namnet Rollersson;Skolander\n", "klas;Periodina;Namne\n"):
        told = str(refusal(tmp_path, row + row)).lower()
        assert not [word for word in ("epostina", "rollersson", "skolander", "periodina") if word in told]


def test_a_missing_file_a_folder_and_a_device_are_told_apart(tmp_path: Path) -> None:
    found = set()
    for path in (tmp_path / "saknas.csv", tmp_path, Path("/dev/zero"), Path("fil\0namn.csv")):
        with pytest.raises(FileError) as caught:
            read(path)
        found.add(caught.value.found)
    assert len(found) == 4


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, ABSENCE)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileError):
        read(path)


def test_a_row_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.ingest.formats.files.BLOCK", 1000)
    monkeypatch.setattr("storage.ingest.formats.blocks.BLOCK", 1000)
    head = ABSENCE.splitlines()[0]
    for endless in ("x" * 50_000, '"' + "x\n" * 25_000):
        tells_no_one(refusal(tmp_path, head + "\n" + endless))


# Excel


def _book(rows: list[list[object]], far_away: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if far_away:
            sheet.write(*far_away, "x")
    return out.getvalue()


ROWS: list[list[object]] = [list(line.split(";")) for line in ABSENCE.splitlines()]
SHEET = "xl/worksheets/sheet1.xml"


def _with_member(book: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    return _zip(members | {name: content})


def _odd_books() -> dict[str, bytes]:
    book = _book(ROWS)
    old = (FILES / "franvaro.xls").read_bytes()
    wrong_day = [ROWS[0], ["ELEV0017", "imorgon", *ROWS[1][2:]]]
    return {
        "tom-bok": _book([]),
        "bara-rubrik": _book(ROWS[:1]),
        "fel-datum": _book(wrong_day),
        "avhuggen": book[: len(book) // 2],
        "nästan-hel": book[:-30],
        "ändrad-byte": book[:200] + bytes([book[200] ^ 255]) + book[201:],
        "bara-pk": b"PK\x03\x04" + b"\x00" * 100,
        "trasig-xml": _with_member(book, SHEET, b"<worksheet><sheetData><row"),
        "fel-cell": _with_member(book, SHEET, b"<worksheet><sheetData><row><c r='AAAAAAA9999999999'/></row>"),
        "cell-långt-bort": _book(ROWS, far_away=(1_048_575, 16_383)),
        "gammal-avhuggen": old[:3000],
        "gammal-skräp": old[:512] + random.Random(3).randbytes(4000),
        "lösenord": old[:512] + "EncryptedPackage".encode("utf-16-le") + old[512:],
    }


@pytest.mark.parametrize("name", list(_odd_books()))
def test_a_malformed_workbook_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, _odd_books()[name])
    assert str(tmp_path) in str(error)
    tells_no_one(error)


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.ingest.formats.workbook._LARGEST_UNPACKED", 1 << 20)
    bomb = _with_member(_book(ROWS), SHEET, b"<worksheet>" + b" " * (2 << 20))
    assert len(bomb) < 50_000
    assert "packas upp" in refusal(tmp_path, bomb).found


@pytest.mark.parametrize("format", ["vklass", "skola24"])
@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"x", ABSENCE.encode(), b"Namn;Personnr\n\n", b'"' * 99, b"PK\x03\x04", b"\x00" * 99),
        *(random.Random(seed).randbytes(900) for seed in range(3)),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, format: str, data: bytes) -> None:
    path = write(tmp_path, data, "rapport.xls")
    with pytest.raises(FileError) as caught:
        read_file(path, format=format, today=TODAY)  # type: ignore[arg-type]
    tells_no_one(caught.value)
