"""`narvarolots`: the command line. JSON on standard output, everything else on standard error.

Exit codes (RULES.md): 0 done, 1 refused (a message, nothing changed), 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import ExplainedOption, JsonOption, day, span

cli = typer.Typer(
    name="narvarolots",
    help="Närvarolotsen: skolans närvaroarbete i Slack, Teams och webbläsaren.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
content_cli = typer.Typer(help="Planernas innehåll.", no_args_is_help=True)
plan_cli = typer.Typer(help="Visa en plan.", no_args_is_help=True)
cli.add_typer(content_cli, name="content")
cli.add_typer(plan_cli, name="plan")


@cli.command(help="Visa Närvarolotsen med en påhittad skola, i webbläsaren på den här datorn.")
def demo(
    host: Annotated[str, typer.Option(help="Adress på den här datorn.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 8600,
    plan: Annotated[str | None, typer.Option(help="Planens namn. Förval: den som är inställd.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Börja om från början.")] = False,
) -> None:
    from bot.commands.serve import run_demo

    run_demo(host, port, plan, fresh=fresh)


@cli.command(name="import", help="Läs in filer: personal, elever, lov, schema och frånvaro.")
def take_in(
    files: Annotated[list[Path], typer.Argument(help="En eller flera filer.", metavar="FIL…")],
    format_: Annotated[
        str, typer.Option("--format", help="auto, vklass eller skola24.", metavar="FORMAT")
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


@cli.command(help="Gör skolmorgonen: utlös planens regler och skriv mentorernas meddelanden.")
def morning(
    date_: Annotated[str | None, typer.Option("--date", help="Dag. Förval: i dag.", metavar="DATUM")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara, ändra ingenting.")] = False,
    as_json: JsonOption = False,
) -> None:
    from bot.commands.morning import do_morning

    do_morning(day(date_, "--date"), dry_run=dry_run, as_json=as_json)


@cli.command(help="Visa en elevs ärende, eller gör det en person kan göra i chatten.")
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


@cli.command(help="Starta: plattformarna, webbservern och skolmorgonens klocka.")
def run() -> None:
    from bot.commands.serve import run_bot

    run_bot()


@cli.command(help="Se om allt är på plats: inställningar, innehåll, databas och klocka.")
def check() -> None:
    from bot.commands.checking import show_checks

    show_checks()


@cli.command(help="Gör en ny krypteringsnyckel och skriv ut den.")
def key() -> None:
    from bot.keys import new_key

    typer.echo(new_key())


@content_cli.command(name="check", help="Granska planens filer: fil, rad, felet och vad som väntades.")
def check_content(
    folder: Annotated[
        Path | None, typer.Argument(help="Planens mapp. Förval: alla planer.", metavar="MAPP")
    ] = None,
) -> None:
    from bot.commands.checking import check_content as check_folder

    check_folder(folder)


@plan_cli.command(name="show", help="Visa en plan i text, med källor.")
def show_plan(
    plan: Annotated[str, typer.Argument(help="Planens namn: mappen under content/plans.", metavar="PLAN")],
    step: Annotated[int | None, typer.Option(help="Bara det här steget.", metavar="N")] = None,
) -> None:
    from bot.commands.checking import show_plan as show

    show(plan, step)


def main() -> None:
    """Every refusal is one message on standard error and exit 1."""
    from bot.commands.refusals import refusals

    try:
        cli()
    except refusals() as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
