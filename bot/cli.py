"""`narvarolots`: the command line. JSON on standard output, everything else on standard error.

Exit codes (RULES.md): 0 done, 1 refused (a message, nothing changed), 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands.entrance import enter, leave_at_once_when_interrupted
from bot.commands.options import ExplainedOption, FileFormat, JsonOption, day, span
from bot.commands.swedish import HELP_NAMES, SwedishCommand, SwedishGroup

cli = typer.Typer(
    cls=SwedishGroup,
    name="narvarolots",
    help="Närvarolotsen: skolans närvaroarbete i Slack, Teams och webbläsaren.",
    epilog="narvarolots demo\nnarvarolots import personal.csv elever.csv lov.csv franvaro.csv\n"
    "narvarolots morning --dry-run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP_NAMES},
)
content_cli = typer.Typer(cls=SwedishGroup, help="Granska planernas innehåll.", no_args_is_help=True)
plan_cli = typer.Typer(cls=SwedishGroup, help="Visa en plan i text.", no_args_is_help=True)
cli.add_typer(content_cli, name="content")
guide_cli = typer.Typer(cls=SwedishGroup, help="Prova en guides frågor i terminalen.", no_args_is_help=True)
cli.add_typer(plan_cli, name="plan")
cli.add_typer(guide_cli, name="guide")
teams_cli = typer.Typer(cls=SwedishGroup, help="Det som Microsoft Teams behöver.", no_args_is_help=True)
cli.add_typer(teams_cli, name="teams")


@cli.command(
    cls=SwedishCommand, help="Visa Närvarolotsen med en påhittad skola, i webbläsaren på den här datorn."
)
def demo(
    host: Annotated[
        str, typer.Option(help="Adress på den här datorn. Förval: 127.0.0.1.", metavar="ADRESS")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port. Förval: 8600.", metavar="PORT")] = 8600,
    plan: Annotated[
        str | None, typer.Option(help="Planens namn. Förval: den som är inställd.", metavar="PLAN")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Börja om från början.")] = False,
) -> None:
    from bot.commands.serve import run_demo

    run_demo(host, port, plan, fresh=fresh)


@cli.command(
    cls=SwedishCommand,
    help="Spela ett helt påhittat läsår genom den riktiga koden, och se att inget blir glömt.",
    epilog="narvarolots simulate\nnarvarolots simulate --pupils 60 --days 45 --seed 7",
)
def simulate(
    plan: Annotated[
        str | None, typer.Option(help="Planens namn. Förval: den som är inställd.", metavar="PLAN")
    ] = None,
    pupils: Annotated[int, typer.Option(min=40, max=2000, help="Elever. Förval: 600.", metavar="N")] = 600,
    days: Annotated[int, typer.Option(min=5, max=190, help="Skoldagar. Förval: 190.", metavar="N")] = 190,
    seed: Annotated[int, typer.Option(help="Ett annat tal ger ett annat läsår.", metavar="N")] = 1,
    picture: Annotated[
        Path, typer.Option(help="Bilden som skrivs. Förval: lasar.png.", metavar="FIL")
    ] = Path("lasar.png"),
) -> None:
    from bot.commands.simulate import simulate as play

    play(plan, pupils, days, seed, picture)


@cli.command(
    name="import",
    cls=SwedishCommand,
    help="Läs in filer: personal, elever, lov, schema och frånvaro. Allt läses in, eller inget.",
    epilog="narvarolots import personal.csv elever.csv lov.csv schema.csv franvaro.csv\n"
    "narvarolots import --replaces 2026-11-01..2026-11-20 franvaro.csv\n"
    "narvarolots import --format vklass Franvarorapport.xls",
)
def take_in(
    files: Annotated[list[Path], typer.Argument(help="En eller flera filer.", metavar="FIL…")],
    format_: Annotated[
        FileFormat,
        typer.Option("--format", help="auto, vklass eller skola24. Förval: auto.", metavar="FORMAT"),
    ] = "auto",
    mapping: Annotated[
        Path | None, typer.Option(help="Kolumnbeskrivning för andra filer.", metavar="FIL")
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            help="Filen är komplett för de här dagarna, till exempel 2026-11-01..2026-11-20.",
            metavar="FRÅN..TILL",
        ),
    ] = None,
    school: Annotated[
        str | None,
        typer.Option(help="Skolan som filen gäller, när den själv inte säger det.", metavar="SKOLA"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.take_in import take_in_files

    take_in_files(files, format_, mapping, span(replaces, "--replaces"), school, as_json=as_json)


@cli.command(
    cls=SwedishCommand, help="Gör skolmorgonen: utlös planens regler och skriv mentorernas meddelanden."
)
def morning(
    date_: Annotated[str | None, typer.Option("--date", help="Dag. Förval: i dag.", metavar="DATUM")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara, ändra ingenting.")] = False,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.morning import do_morning

    do_morning(day(date_, "--date"), dry_run=dry_run, as_json=as_json)


@cli.command(cls=SwedishCommand, help="Visa en elevs ärende, eller gör det en person kan göra i chatten.")
def case(
    pupil: Annotated[str, typer.Argument(help="Elevens elev_id.", metavar="ELEV")],
    school: Annotated[
        str | None, typer.Option(help="Skola, om flera har samma elev_id.", metavar="SKOLA")
    ] = None,
    measures_taken: Annotated[
        str | None, typer.Option("--measures-taken", help="Dagen då stegets åtgärder togs.", metavar="DATUM")
    ] = None,
    explained: ExplainedOption = None,
    until: Annotated[
        str | None, typer.Option(help="Förklaringen gäller till och med.", metavar="DATUM")
    ] = None,
    raise_: Annotated[bool, typer.Option("--raise", help="Flytta upp ett steg.")] = False,
    lower: Annotated[bool, typer.Option("--lower", help="Flytta ner ett steg.")] = False,
    close: Annotated[str | None, typer.Option(help="Avsluta ärendet den dagen.", metavar="DATUM")] = None,
    reason: Annotated[str | None, typer.Option(help="Skäl.", metavar="SKÄL")] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Öppna ett avslutat ärende igen.")] = False,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.case import Wish, do_case

    wish = Wish(
        measures_taken=day(measures_taken, "--measures-taken"),
        explained=explained,
        until=day(until, "--until"),
        raise_step=raise_,
        lower_step=lower,
        close=day(close, "--close"),
        reason=reason or "",
        reopen=reopen,
    )
    do_case(pupil, school, wish, as_json=as_json)


@cli.command(
    cls=SwedishCommand,
    help="Fråga om planen, med egna ord.",
    epilog='narvarolots ask "vilken blankett i steg 2"\nnarvarolots ask --unanswered',
)
def ask(
    question: Annotated[str | None, typer.Argument(help="Frågan.", metavar="FRÅGA")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Fråga som den här personen.", metavar="EPOST")
    ] = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Visa frågor som inte har fått svar.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.ask import answer_question, show_unanswered

    if unanswered == (question is not None):
        raise typer.BadParameter("Skriv en fråga, eller --unanswered.", param_hint="FRÅGA")
    if question is None:
        show_unanswered(as_json=as_json)
    else:
        answer_question(question, as_, as_json=as_json)


@cli.command(
    name="document",
    cls=SwedishCommand,
    help="Fyll i ett av planens dokument som Word eller PDF. Utan namn visas vilka som finns.",
    epilog="narvarolots document\nnarvarolots document DOKUMENT kopia.pdf --pupil E0017",
)
def make_document(
    document: Annotated[str | None, typer.Argument(help="Dokumentets id.", metavar="DOKUMENT")] = None,
    file: Annotated[
        Path | None, typer.Argument(help="Ny fil, som slutar på .docx eller .pdf.", metavar="FIL")
    ] = None,
    pupil: Annotated[str | None, typer.Option(help="Elevens elev_id.", metavar="ELEV")] = None,
    school: Annotated[
        str | None, typer.Option(help="Skola, när det inte framgår ändå.", metavar="SKOLA")
    ] = None,
) -> None:
    from bot.commands import document as documents

    if document is None:
        documents.list_documents()
    elif file is None:
        raise typer.BadParameter("Säg vilken fil dokumentet ska skrivas till.", param_hint="FIL")
    else:
        documents.make_document(document, file, pupil, school)


@cli.command(
    cls=SwedishCommand,
    help="Skriv statistiken för en period: antal, tider och andelar, utan namn och utan små grupper.",
    epilog="narvarolots report\nnarvarolots report --from 2026-08-01 --to 2026-12-18 --xlsx hosten.xlsx",
)
def report(
    from_: Annotated[
        str | None, typer.Option("--from", help="Första dagen. Förval: 1 augusti.", metavar="DATUM")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Sista dagen. Förval: i dag.", metavar="DATUM")
    ] = None,
    school: Annotated[
        str | None, typer.Option(help="Bara den här skolan. Förval: alla.", metavar="SKOLA")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Ny Excelfil att skriva.", metavar="FIL")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Ny PDF att skriva.", metavar="FIL")] = None,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.report import write_report

    files = [(kind, file) for kind, file in (("xlsx", xlsx), ("pdf", pdf)) if file is not None]
    write_report((day(from_, "--from"), day(to, "--to")), school, files, json=as_json)


@cli.command(cls=SwedishCommand, help="Starta: plattformarna, webbservern och skolmorgonens klocka.")
def run() -> None:
    from bot.commands.serve import run_bot

    run_bot()


@cli.command(cls=SwedishCommand, help="Se om allt är på plats: inställningar, innehåll, databas och klocka.")
def check() -> None:
    from bot.commands.checking import show_checks

    show_checks()


@cli.command(cls=SwedishCommand, help="Gör en ny krypteringsnyckel och skriv ut den.")
def key() -> None:
    from bot.commands.output import give
    from bot.keys import new_key

    give(new_key())


@content_cli.command(
    name="check", cls=SwedishCommand, help="Granska planens filer: fil, rad, felet och vad som väntades."
)
def check_content(
    folder: Annotated[
        Path | None, typer.Argument(help="Planens mapp. Förval: alla planer.", metavar="MAPP")
    ] = None,
) -> None:
    from bot.commands.checking import check_content as check_folder

    check_folder(folder)


@plan_cli.command(name="show", cls=SwedishCommand, help="Visa en plan i text, med källor.")
def show_plan(
    plan: Annotated[str, typer.Argument(help="Planens namn: mappen under content/plans.", metavar="PLAN")],
    step: Annotated[int | None, typer.Option(help="Bara det här steget.", metavar="N")] = None,
    date_: Annotated[
        str | None,
        typer.Option("--date", help="Som den gäller den dagen. Förval: i dag.", metavar="DATUM"),
    ] = None,
) -> None:
    from bot.commands.checking import show_plan as show

    show(plan, step, day(date_, "--date"))


@plan_cli.command(name="todo", cls=SwedishCommand, help="Visa vad som återstår att besluta i en plan.")
def plan_todo(
    plan: Annotated[str, typer.Argument(help="Planens namn: mappen under content/plans.", metavar="PLAN")],
) -> None:
    from bot.commands.plan_work import show_todo

    show_todo(plan)


@plan_cli.command(
    name="new",
    cls=SwedishCommand,
    help="Börja en egen plan utifrån en annan.",
    epilog="narvarolots plan new kommunen nystad",
)
def plan_new(
    source: Annotated[str, typer.Argument(help="Planen att utgå från.", metavar="FRÅN")],
    name: Annotated[str, typer.Argument(help="Den nya planens namn.", metavar="TILL")],
) -> None:
    from bot.commands.plan_work import begin_plan

    begin_plan(source, name)


@plan_cli.command(
    name="edition",
    cls=SwedishCommand,
    help="Börja planens nästa utgåva: en kopia som gäller från en dag.",
    epilog="narvarolots plan edition nystad 2027-08-01",
)
def plan_edition(
    plan: Annotated[str, typer.Argument(help="Planens namn.", metavar="PLAN")],
    since: Annotated[str, typer.Argument(help="Dagen den börjar gälla.", metavar="DATUM")],
) -> None:
    from bot.commands.plan_work import begin_edition

    begin_edition(plan, since)


@plan_cli.command(
    name="print",
    cls=SwedishCommand,
    help="Skriv ut en plan som två sidor checklista för personalrummet, i PDF.",
    epilog="narvarolots plan print nystad trappan.pdf",
)
def plan_print(
    plan: Annotated[str, typer.Argument(help="Planens namn.", metavar="PLAN")],
    file: Annotated[Path, typer.Argument(help="Filen som skrivs.", metavar="FIL")],
) -> None:
    from bot.commands.plan_work import print_plan

    print_plan(plan, file)


@plan_cli.command(
    name="diff",
    cls=SwedishCommand,
    help="Visa det som skiljer två planer, sida vid sida.",
    epilog="narvarolots plan diff kommunen nystad\nnarvarolots plan diff nystad:2026-08-01 nystad:2027-08-01",
)
def plan_diff(
    left: Annotated[
        str, typer.Argument(help="Den ena planen, eller PLAN:DATUM för en utgåva.", metavar="PLAN")
    ],
    right: Annotated[str, typer.Argument(help="Den andra.", metavar="PLAN")],
) -> None:
    from bot.commands.plan_work import show_differences

    show_differences(left, right)


@guide_cli.command(
    name="play",
    cls=SwedishCommand,
    help="Svara på en guides frågor, utan elev och utan att något sparas.",
    epilog="narvarolots guide play PLAN/GUIDE",
)
def play_guide(
    guide: Annotated[str, typer.Argument(help="Planens och guidens namn.", metavar="PLAN/GUIDE")],
    record: Annotated[
        Path | None, typer.Option(help="Spara samtalet som exempel i filen.", metavar="FIL")
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(help="Spela ett sparat samtal och skriv det som det blir nu.", metavar="FIL"),
    ] = None,
) -> None:
    from bot.commands.guide import play, play_again

    if again is not None:
        play_again(guide, again)
    else:
        play(guide, record)


@teams_cli.command(
    name="package",
    cls=SwedishCommand,
    help="Skriv appaketet som laddas upp i Teams: manifest och ikoner i en zip-fil.",
    epilog="narvarolots teams package --name Kommunen --website https://kommunen.example",
)
def package_for_teams(
    path: Annotated[
        Path, typer.Argument(help="Zip-filen. Förval: narvarolotsen-teams.zip.", metavar="FIL")
    ] = Path("narvarolotsen-teams.zip"),
    name: Annotated[
        str, typer.Option(help="Vem som står bakom appen. Förval: Skolan.", metavar="NAMN")
    ] = "Skolan",
    website: Annotated[str | None, typer.Option(help="Er sida om Närvarolotsen.", metavar="ADRESS")] = None,
    privacy: Annotated[
        str | None, typer.Option(help="Er sida om personuppgifter. Förval: samma.", metavar="ADRESS")
    ] = None,
    terms: Annotated[
        str | None, typer.Option(help="Er sida om villkor. Förval: samma.", metavar="ADRESS")
    ] = None,
) -> None:
    from bot.commands.teams import write_package

    write_package(path, name, website, privacy, terms)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Ends the process with the command's exit code."""
    leave_at_once_when_interrupted()
    sys.exit(enter(cli, sys.argv[1:] if args is None else args))


if __name__ == "__main__":
    main()
