"""Everything that has been answered, by whom, and the way back to each answer."""

from __future__ import annotations

from content.guides import flow
from content.texts import text
from handlers.guides.inputs import button
from handlers.guides.scene import Scene
from handlers.guides.wording import in_words
from handlers.people.actors import actor_name
from handlers.vocabulary import Block, Buttons, ChoiceInput, Facts, Heading, Option, Paragraph
from handlers.worry import QUIET_WORRY_BUTTON


def overview(scene: Scene) -> list[Block]:
    """All questions that are asked, under their areas, with who answered; one can be chosen and changed."""
    asked = flow.path(scene.guide, scene.talk.answers)
    alone = _alone(scene)
    blocks: list[Block] = [Paragraph(alone or text("guide.overview"), "muted")]
    areas = list(dict.fromkeys(question.area for question in asked))
    for area_id in areas:
        area = scene.guide.area(area_id)
        blocks.append(Heading(area.name if area else scene.guide.name))
        rows = [
            (one.text, _answer_line(scene, one.id, named=not alone)) for one in asked if one.area == area_id
        ]
        blocks.append(Facts(tuple(rows)))
    if scene.case.state != "open":
        return [*blocks, Paragraph(text("guide.case_closed"), "muted"), Buttons((QUIET_WORRY_BUTTON,))]
    options = tuple(
        Option(one.id, f"{number}. {one.text}"[:75])
        for number, one in enumerate(asked, start=1)
        if one.id in scene.given
    )
    if options:
        blocks.append(ChoiceInput("question", text("guide.which"), options))
    row = [button(scene, "edit", "guide.change")] if options else []
    row.append(button(scene, "go_on", "guide.go_on", primary=True))
    return [*blocks, Buttons((*row, button(scene, "stop", "guide.stop"), QUIET_WORRY_BUTTON))]


def _alone(scene: Scene) -> str:
    """When one person has answered it all on one day, that is said once."""
    told = {(one.actor, one.at.date()) for one in scene.given.values() if not one.reopened}
    if len(told) != 1:
        return ""
    [(actor, on)] = told
    return text("guide.overview_by", who=actor_name(scene.context.session, actor), on=on)


def _answer_line(scene: Scene, question_id: str, *, named: bool) -> str:
    given = scene.given.get(question_id)
    if given is None or given.reopened:
        return text("guide.not_answered")
    if not named:
        return said_of(scene, question_id)
    who = actor_name(scene.context.session, given.actor)
    return text("guide.by", answer=said_of(scene, question_id), who=who, on=given.at.date())


def said_of(scene: Scene, question_id: str) -> str:
    """The answer in words; nothing of a sensitive one."""
    question = scene.guide.question(question_id)
    if question is None or question_id not in scene.given:
        return ""
    return in_words(question, scene.given[question_id].value, scene.around)
