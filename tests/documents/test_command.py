"""`narvarolots document`: the same papers from the command line, written down as its user's."""

from pathlib import Path

from tests.cli.conftest import case, case_template, files, school_template, terminal_with  # noqa: F401
from tests.cli.terminal import Terminal, rows


def test_without_a_name_it_lists_what_can_be_made(case: Terminal) -> None:  # noqa: F811
    out = case.done("document").out
    assert "enkel_kartlaggning" in out
    assert "lathund_atgardsprogram" not in out, "a form that lies elsewhere"


def test_it_fills_in_a_file_of_the_kind_that_is_asked_for(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        file = tmp_path / f"a.{ending}"
        case.done("document", "enkel_kartlaggning", str(file), "--pupil", "E1")
        assert file.read_bytes().startswith(begins)
        assert file.stat().st_mode & 0o077 == 0


def test_what_is_for_everyone_needs_no_pupil(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    case.done("document", "information_narvaro", str(tmp_path / "a.pdf"))
    assert (tmp_path / "a.pdf").exists()


def test_it_never_writes_over_a_file(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "a.pdf"
    file.write_text("mine")
    assert str(file) in case.refused("document", "enkel_kartlaggning", str(file), "--pupil", "E1")
    assert file.read_text() == "mine"


def test_what_cannot_be_made_is_refused(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    for words in (
        ("document", "no_such", str(tmp_path / "a.pdf"), "--pupil", "E1"),
        ("document", "lathund_atgardsprogram", str(tmp_path / "a.pdf"), "--pupil", "E1"),
        ("document", "enkel_kartlaggning", str(tmp_path / "a.pdf")),
        ("document", "enkel_kartlaggning", str(tmp_path / "a.pdf"), "--pupil", "E2"),
        ("document", "sammanfattning", str(tmp_path / "a.pdf"), "--pupil", "E1"),
        ("document", "information_narvaro", str(tmp_path / "a.pdf"), "--school", "Ingen"),
    ):
        assert case.refused(*words)
    assert not (tmp_path / "a.pdf").exists()
    assert case.misused("document", "enkel_kartlaggning", str(tmp_path / "a.txt"), "--pupil", "E1")
    assert case.misused("document", "enkel_kartlaggning")


def test_it_is_written_down(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    case.done("document", "sekretess_bilaga", str(tmp_path / "a.pdf"), "--pupil", "E1")
    [(actor,)] = rows(case.database, "SELECT actor FROM audit WHERE action = 'see_sensitive'")
    assert actor.startswith("cli:")
