"""Presses and forms in a guide's conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content.guides import flow
from content.guides.flow import Value
from content.guides.model import GuideQuestion
from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.guides import effects, store
from handlers.guides import talk as talks
from handlers.guides.inputs import form_inputs, from_boxes
from handlers.guides.meaning import Wrong
from handlers.guides.reading import check
from handlers.guides.replies import settled
from handlers.guides.scene import LONG, Pending, Scene, scene_of
from handlers.guides.talk import Talk, View
from handlers.rights import Action, require
from handlers.vocabulary import Card, Event, OpenForm, Paragraph, Reply


def start(context: Context, event: Event) -> Reply:
    """ "12:guide-id": begins, or goes on where it was; a finished one is shown."""
    case, guide_id = cases.case_of(context, event.value)
    require(context, Action.ANSWER_GUIDE, cases.subject_of(case))
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    guide = cases.plan_of(context, case).guide(guide_id)
    if guide is None:
        raise Refusal(text("general.old_button"))
    cases.must_be_open(case)
    session = store.begun(context, case, guide)
    scene = scene_of(context, session.id or 0)
    done = session.state == store.DONE
    talk = talks.begin(guide, scene.talk.answers)
    return settled(scene, event, talks.look(talk, View.ALL) if done else talk)


def answer(context: Context, event: Event) -> Reply:
    """A choice: "session:question:version:choice"."""
    scene, question, version, value = _pressed(context, event)
    return offered(scene, event, question, value, version)


def save(context: Context, event: Event) -> Reply:
    """What stands in the card's input."""
    scene, question, version, _ = _pressed(context, event)
    return offered(scene, event, question, from_boxes(event.fields), version)


def write(context: Context, event: Event) -> Reply:
    """Opens the box for a text."""
    scene, question, _, _ = _pressed(context, event)
    words = question.help if not question.sensitive else text("guide.sensitive_why")
    blocks = (*((Paragraph(words, "muted"),) if words else ()), *form_inputs(scene, question))
    card = Card(question.text, text("guide.summary"), blocks)
    return Reply(now=(OpenForm(card, "guide.text", event.value),))


def offered(scene: Scene, event: Event, question: GuideQuestion, value: Value, version: int) -> Reply:
    """An answer to a question as it was at `version`: taken, refused with a reason, or asked about."""
    meant = check(question, value, scene.around)
    if isinstance(meant, Wrong):
        return refused(scene, event, question, meant)
    if question.id not in {one.id for one in flow.path(scene.guide, scene.talk.answers)}:
        return settled(scene, event, _noticed(scene.talk, "guide.not_asked"))
    if question.sensitive:
        return _sensitive(scene, event, question, str(meant.value), version)
    if _collides(scene, question, meant.value, version):
        value = meant.value if isinstance(meant.value, tuple) else str(meant.value)
        return settled(scene, event, scene.talk, Pending("change", question.id, value))
    return settled(scene, event, talks.answer(scene.talk, question.id, meant.value))


def _collides(scene: Scene, question: GuideQuestion, value: Value, version: int) -> bool:
    """Another answer is there that this person was not shown, or did not mean to change."""
    given = scene.given.get(question.id)
    if given is None or given.reopened or given.value == value:
        return False
    return version != given.version or scene.talk.asking != question.id


def refused(scene: Scene, event: Event, question: GuideQuestion, wrong: Wrong) -> Reply:
    """Says why, offers what is near, and keeps what was written."""
    talk = replace(talks.ask(scene.talk, question.id), wrong=wrong, view=View.QUESTION)
    pending = Pending(LONG, question.id, wrong.typed) if wrong.typed and not question.sensitive else None
    return settled(scene, event, talk, pending)


def _sensitive(scene: Scene, event: Event, question: GuideQuestion, words: str, version: int) -> Reply:
    """Only from a form. What somebody else wrote meanwhile is kept, and this put after it."""
    if event.kind != "form":
        raise Refusal(text("guide.sensitive_why"))
    if scene.version(question.id) != version:
        earlier = store.appendix_of(scene.context.session, scene.id).get(question.id, "")
        words = "\n\n".join(part for part in (earlier, words) if part)
    store.save_sensitive(scene.context, scene.id, question.id, words)
    talk = talks.answer(scene.talk, question.id, store.IN_APPENDIX)
    return settled(scene, event, talk, written=[question.id])


def mine(context: Context, event: Event) -> Reply:
    """ "Ändra till mitt", or "Det är mitt svar": what was held becomes the answer."""
    scene = _open_scene(context, event)
    pending = scene.pending
    question = scene.guide.question(pending.question) if pending else None
    if pending is None or question is None:
        return settled(scene, event, _noticed(scene.talk, "guide.old_card"))
    return taken(scene, event, question, pending)


def taken(scene: Scene, event: Event, question: GuideQuestion, pending: Pending) -> Reply:
    meant = check(question, pending.value, scene.around)
    if isinstance(meant, Wrong):
        return refused(scene, event, question, meant)
    return settled(scene, event, talks.answer(scene.talk, question.id, meant.value))


def not_mine(context: Context, event: Event) -> Reply:
    scene = _open_scene(context, event)
    pending = scene.pending
    unsure = pending is not None and pending.kind == "unsure"
    talk = talks.begin(scene.guide, scene.talk.answers)
    return settled(scene, event, replace(talk, notice="guide.ask_again") if unsure else talk)


def skip(context: Context, event: Event) -> Reply:
    scene, question, version, _ = _pressed(context, event)
    if scene.talk.asking != question.id or scene.version(question.id) != version:
        return settled(scene, event, _noticed(scene.talk, "guide.old_card"))
    return settled(scene, event, talks.skip(scene.talk))


def keep(context: Context, event: Event) -> Reply:
    scene, question, _, _ = _pressed(context, event)
    if scene.talk.asking != question.id:
        return settled(scene, event, _noticed(scene.talk, "guide.old_card"))
    return settled(scene, event, talks.keep(scene.talk))


def edit(context: Context, event: Event) -> Reply:
    """The question chosen in the overview."""
    scene = _open_scene(context, event)
    chosen = str(event.fields.get("question", ""))
    if scene.guide.question(chosen) is None:
        return settled(scene, event, talks.look(scene.talk, View.ALL))
    return settled(scene, event, talks.ask(scene.talk, chosen, "guide.changing"))


def finish(context: Context, event: Event) -> Reply:
    """Sets in the case what the answers say, once everything is answered and its days still will do."""
    return finished(_open_scene(context, event), event)


def finished(scene: Scene, event: Event) -> Reply:
    talk = talks.begin(scene.guide, scene.talk.answers)
    if talk.question is not None:
        return settled(scene, event, talk)
    stale = effects.stale_day(talk, scene.around) if scene.session.state != store.DONE else None
    if stale is not None:
        return settled(scene, event, replace(talks.ask(talk, stale[0]), wrong=stale[1]))
    scene.session.state = store.DONE
    effects.apply(scene, talk)
    return settled(scene, event, talks.look(talk, View.DONE))


def look_all(context: Context, event: Event) -> Reply:
    """Also of a closed case: looking is always possible."""
    scene = scene_of(context, _number(event.value))
    return settled(scene, event, talks.look(scene.talk, View.ALL))


def _steering(change: Callable[[Talk], Talk]) -> Callable[[Context, Event], Reply]:
    def pressed(context: Context, event: Event) -> Reply:
        scene = _open_scene(context, event)
        return settled(scene, event, change(scene.talk))

    return pressed


def _go_on(talk: Talk) -> Talk:
    return talks.begin(talk.guide, talk.answers)


def _pressed(context: Context, event: Event) -> tuple[Scene, GuideQuestion, int, str]:
    """Raises Refusal for a value that we never gave a button."""
    number, question_id, version, value = (*event.value.split(":", 3), "", "", "")[:4]
    scene = _open(scene_of(context, _number(number)))
    question = scene.guide.question(question_id)
    if question is None:
        raise Refusal(text("general.old_button"))
    return scene, question, cases.whole_number(version) or 0, value


def _open_scene(context: Context, event: Event) -> Scene:
    return _open(scene_of(context, _number(event.value)))


def _open(scene: Scene) -> Scene:
    if scene.case.state != "open":
        raise Refusal(text("guide.case_closed"))
    return scene


def _number(value: str) -> int:
    found = cases.whole_number(value.partition(":")[0])
    if found is None:
        raise Refusal(text("general.old_button"))
    return found


def _noticed(talk: Talk, notice: str) -> Talk:
    return replace(talks.begin(talk.guide, talk.answers), notice=notice)


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "guide.start": start,
    "guide.answer": answer,
    "guide.save": save,
    "guide.write": write,
    "guide.text": save,
    "guide.mine": mine,
    "guide.not_mine": not_mine,
    "guide.skip": skip,
    "guide.keep": keep,
    "guide.edit": edit,
    "guide.finish": finish,
    "guide.all": look_all,
    "guide.back": _steering(talks.back),
    "guide.help": _steering(talks.explain),
    "guide.pause": _steering(lambda talk: talks.look(talk, View.PAUSED)),
    "guide.stop": _steering(lambda talk: talks.look(talk, View.STOPPED)),
    "guide.go_on": _steering(_go_on),
}
