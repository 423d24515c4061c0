"""The conversation as a card: one question with its buttons, the overview, the pause and the end."""

from __future__ import annotations

from content.guides import flow
from content.texts import text
from handlers.case_views import facts
from handlers.documents.offered import documents_button
from handlers.guides import effects
from handlers.guides import talk as talks
from handlers.guides.figures import figures_in_words, figures_of
from handlers.guides.inputs import answer_blocks, button
from handlers.guides.known import status_rows
from handlers.guides.overview import overview, said_of
from handlers.guides.scene import LONG, Pending, Scene
from handlers.guides.talk import View
from handlers.guides.wording import in_words
from handlers.names import name_of
from handlers.people.actors import actor_name
from handlers.vocabulary import (
    Block,
    Buttons,
    Card,
    Divider,
    Facts,
    Heading,
    Paragraph,
)
from handlers.worry import QUIET_WORRY_BUTTON


def card_of(scene: Scene, said: str = "") -> Card:
    """What the person looks at now. `said`: a line on top, such as what was just understood."""
    blocks: list[Block] = [Paragraph(said, "good")] if said else []
    if scene.pending is not None and scene.pending.kind != LONG:
        return _card(scene, blocks + _pending(scene, scene.pending))
    match scene.talk.view:
        case View.ALL:
            return _card(scene, blocks + overview(scene))
        case View.PAUSED | View.STOPPED as view:
            return _card(scene, blocks + _resting(scene, str(view)))
        case View.DONE:
            return _card(scene, blocks + _done(scene))
    return _card(scene, blocks + (_question(scene) if scene.talk.question else _ready(scene)))


def left_behind(scene: Scene, question_id: str, said: str) -> Card:
    """What stays of a question that was answered by typing: the next stands further down."""
    question = scene.guide.question(question_id)
    words = f"{question.text} {said}".strip() if question else said
    blocks = (Paragraph(words or text("guide.moved_on"), "muted"), Buttons((QUIET_WORRY_BUTTON,)))
    return Card(_title(scene), text("guide.summary"), blocks)


def _card(scene: Scene, blocks: list[Block]) -> Card:
    summary = "guide.summary_done" if scene.talk.view is View.DONE else "guide.summary"
    return Card(_title(scene), text(summary), tuple(blocks))


def _title(scene: Scene) -> str:
    name = name_of(scene.context.session, scene.case.pupil_id).full
    return text("guide.title", name=name, guide=scene.guide.name)


def _question(scene: Scene) -> list[Block]:
    question, talk = scene.talk.question, scene.talk
    assert question is not None
    number, total = flow.progress(scene.guide, talk.answers, question.id)
    area = scene.guide.area(question.area)
    blocks = _opening(scene) if number == 1 else []
    badge = text("guide.progress", number=number, total=total)
    blocks.append(Heading(area.name if area else text("guide.question"), badge))
    if talk.wrong is not None:
        blocks.append(Paragraph(text(talk.wrong.name, **talk.wrong.values), "warning"))
    elif talk.notice:
        blocks.append(Paragraph(text(talk.notice), "muted"))
    blocks.append(Paragraph(question.text, "strong"))
    if talk.helping:
        blocks.append(Paragraph(talks.help_of(question)))
    before = _before(scene, question.id)
    return [*blocks, *answer_blocks(scene, question, before), Divider(), *_steering(scene)]


def _opening(scene: Scene) -> list[Block]:
    """What it is for, and what the absence shows already."""
    blocks: list[Block] = [Paragraph(scene.guide.about)]
    if scene.guide.shows_absence:
        blocks.append(Paragraph(figures_in_words(figures_of(scene.context, scene.case)), "muted"))
    if scene.guide.shows_status:
        blocks += [Paragraph(text("guide.status"), "strong"), Facts(_status(scene))]
    return blocks


def _status(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Where the case stands, and what the latest guide came to."""
    rows = facts(scene.context, scene.plan, scene.case)
    return rows + status_rows(scene.context, scene.plan, scene.case, besides=scene.id)


def _before(scene: Scene, question_id: str) -> str:
    """An answer that is asked again, or changed: it is shown, and can be kept."""
    if question_id not in scene.given:
        return ""
    who = actor_name(scene.context.session, scene.given[question_id].actor)
    return text("guide.was", answer=said_of(scene, question_id), who=who)


def _steering(scene: Scene) -> list[Block]:
    question = scene.talk.question
    assert question is not None
    row = []
    if not question.required:
        row.append(button(scene, "skip", "guide.skip", question.id))
    if flow.question_before(scene.guide, scene.talk.answers, question.id):
        row.append(button(scene, "back", "guide.back"))
    if not scene.talk.helping:
        row.append(button(scene, "help", "guide.help"))
    row += [button(scene, "all", "guide.all"), button(scene, "pause", "guide.pause"), QUIET_WORRY_BUTTON]
    return [Buttons(tuple(row))]


def _pending(scene: Scene, pending: Pending) -> list[Block]:
    question = scene.guide.question(pending.question)
    assert question is not None
    if pending.kind == "unsure":
        row = (
            button(scene, "mine", "guide.it_is_an_answer", primary=True),
            button(scene, "not_mine", "guide.it_is_a_question"),
            QUIET_WORRY_BUTTON,
        )
        return [Paragraph(text("guide.question_or_answer"), "strong"), Buttons(row)]
    given = scene.given.get(pending.question)
    words = text(
        "guide.proposed",
        now=said_of(scene, pending.question),
        who=actor_name(scene.context.session, given.actor) if given else "",
        wanted=in_words(question, pending.value, scene.around),
    )
    row = (
        button(scene, "mine", "guide.change_to_mine", primary=True),
        button(scene, "not_mine", "guide.keep_the_other"),
        QUIET_WORRY_BUTTON,
    )
    return [Paragraph(question.text, "strong"), Paragraph(words), Buttons(row)]


def _resting(scene: Scene, view: str) -> list[Block]:
    row = (button(scene, "go_on", "guide.go_on", primary=True), QUIET_WORRY_BUTTON)
    return [Paragraph(text(f"guide.{view}")), Buttons(row)]


def _ready(scene: Scene) -> list[Block]:
    """Everything is answered: what will be set, and a person's press to do it."""
    blocks: list[Block] = [Paragraph(text("guide.ready"), "strong")]
    if promises := list(effects.promised(scene.plan, scene.talk)):
        blocks.append(Paragraph(f"{text('guide.will_set')}: {'. '.join(promises)}."))
    row = (
        button(scene, "finish", "guide.finish", primary=True),
        button(scene, "all", "guide.all"),
        button(scene, "back", "guide.back"),
        QUIET_WORRY_BUTTON,
    )
    return [*blocks, Buttons(row)]


def _done(scene: Scene) -> list[Block]:
    end = flow.ending(scene.guide, scene.talk.answers)
    row = (documents_button(scene.case), button(scene, "all", "guide.all"), QUIET_WORRY_BUTTON)
    return [Paragraph(end.text if end else text("guide.done"), "good"), Buttons(row)]
