"""`make pictures`: every document, empty, answered and overfull, as Word and PDF, and as pictures to look at.

Needs LibreOffice (soffice) and Poppler (pdftoppm), which the program itself does not: so it is not run in CI.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from bot.app import App
from bot.demo import open_school
from bot.demo.cast import STORIES
from bot.demo.settings import demo_settings
from bot.documents.files import TYPES, Looks
from bot.settings import Settings
from content.guides.model import SHORT, GuideQuestion
from handlers.context import Actor, Context
from handlers.documents.fetching import fetch
from handlers.documents.links import Wanted
from handlers.documents.paper import Paper
from scripts.answered import Speak, answer_guide, made_up
from storage.tables import Case, Consent, GuideSession, Mentorship, Pupil, StaffRole

PUPIL = STORIES[("8A", 14)].name
DOTS_PER_INCH = "80"
ODD = "Å\u0000 & <b>{{ x }}</b> #let \\ $y$ \U0001f600 لغة Ж\n\nEtt\tord-utan-slut-" + "o" * 120


def overfull(question: GuideQuestion, number: int) -> str:
    most = getattr(question, "max_length", SHORT)
    return (ODD + " " + made_up(question, number) * 60)[:most]


SPEAKS: dict[str, Speak | None] = {"tom": None, "ifylld": made_up, "full": overfull}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("data/pictures"))
    options.add_argument("--only", default="", help="bara dokument med det här i sitt id")
    given = options.parse_args()
    if missing := [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]:
        sys.exit(f"Det här saknas: {', '.join(missing)}. Installera libreoffice-writer och poppler-utils.")
    shutil.rmtree(given.out, ignore_errors=True)
    with TemporaryDirectory() as data:
        for name, speak in SPEAKS.items():
            folder = given.out / name
            folder.mkdir(parents=True)
            with school(Path(data)) as app:
                write(app, folder, speak, given.only)
            look(folder)
    print(f"Bilderna ligger i {given.out}.")


@contextmanager
def school(data: Path) -> Iterator[App]:
    """The demo's, on its first day. The second time from the same folder is fast."""
    plan = str(Settings.model_fields["plan"].default)
    app = open_school(demo_settings(data, plan), fresh=True)
    try:
        yield app
    finally:
        app.database.close()


def write(app: App, folder: Path, speak: Speak | None, only: str) -> None:
    for paper in papers(app, speak):
        if only in paper.id:
            for kind in TYPES:
                file = folder / f"{paper.id}-{'ord' if kind == 'docx' else 'pdf'}.{kind}"
                file.write_bytes(Looks().file_of(paper, kind))


def papers(app: App, speak: Speak | None) -> list[Paper]:
    """The mentor's and EHT's answers to every guide, with a consent that holds."""
    with app.database.writing() as session:
        pupil = next(one for one in session.exec(select(Pupil)) if (one.first_name, one.last_name) == PUPIL)
        case = session.exec(select(Case).where(Case.pupil_id == pupil.id, Case.state == "open")).one()
        mentor = session.exec(select(Mentorship.staff_id).where(Mentorship.pupil_id == pupil.id)).first()
        eht = session.exec(select(col(StaffRole.staff_id)).where(StaffRole.role == "eht")).first()
        plan = app.plans.of_school(session, case.school_id)
        for number, guide in enumerate(plan.guides if speak else ()):
            actor = Actor((mentor, eht)[number % 2])
            answer_guide(Context(session, app.clock.now(), app.plans, actor), case, guide, speak or made_up)
        session.flush()
        context = Context(session, app.clock.now(), app.plans, Actor(mentor))
        session.add(_consent(context, case))
        session.flush()
        return [
            fetch(context, Wanted(one.id, case.school_id, case.id)) for one in plan.documents if one.is_made
        ]


def _consent(context: Context, case: Case) -> Consent:
    made = context.session.exec(select(GuideSession).where(GuideSession.case_id == case.id)).all()
    round_ = made[-1] if made else GuideSession(case_id=case.id or 0, guide="", changed_at=context.now)
    context.session.add(round_)
    context.session.flush()
    return Consent(
        pupil_id=case.pupil_id,
        case_id=case.id or 0,
        session_id=round_.id or 0,
        with_whom="BUP; Socialtjänsten",
        about="Närvaro och frånvaro; Åtgärder och hur det går",
        until=context.today + timedelta(days=180),
        registered_by=context.actor.mark,
        registered_at=context.now,
    )


def look(folder: Path) -> None:
    """LibreOffice reads the Word files as a school's computer would; every page becomes a picture."""
    words = sorted(folder.glob("*.docx"))
    with TemporaryDirectory() as profile:
        home = f"-env:UserInstallation=file://{profile}"
        command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, *map(str, words)], check=True, capture_output=True)
    for file in sorted(folder.glob("*.pdf")):
        subprocess.run(
            ["pdftoppm", "-r", DOTS_PER_INCH, "-png", str(file), str(file.with_suffix(""))], check=True
        )


if __name__ == "__main__":
    main()
