"""A plan's files put together as one tree, shaped like the model and with every line still known.

plan.yaml holds the frame, and each other file one part, named as the part is in the model. The steps are
one file each, steps/1.yaml and on, and so are the guides. The law is the same in every plan and comes
from the shared folder; a plan's law_words.yaml tells how the plan words it.
"""

from __future__ import annotations

from pathlib import Path

from content.findings import ContentError, Finding
from content.guides.shorthand import documents_written_out, written_out
from content.yamltree import Node, read_tree

SHARED = Path(__file__).parent / "shared"
FRAME = "plan.yaml"
PARTS = (
    "settings",
    "triggers",
    "first_contact",
    "documents",
    "definitions",
    "signs",
    "contacts",
    "resources",
    "laws",
    "law_words",
    "ladders",
    "follow_up_data",
    "measure_areas",
    "year_wheel",
)
NEEDED_PARTS = ("triggers",)
SHARED_PARTS = ("laws", "contacts", "documents")
"""Added to the plan's own, but for what the plan has by the same id."""
DEFAULT_PARTS = ("settings", "first_contact", "measure_areas")
"""Used where the plan has none of its own; settings key by key."""
EDITIONS = "editions"
"""Later editions of the plan, each in a folder of its own."""
OTHER_FOLDERS = frozenset({"answers", EDITIONS})
"""Folders of a plan that other loaders read."""
Keys = dict[str, Node]


def assembled(folder: Path) -> tuple[Node, list[Finding]]:
    """The tree, and what is wrong with the files as such. Raises ContentError when any cannot be read."""
    failed: list[Finding] = []
    findings = _strange_files(folder)
    keys = _mapping(_read(folder, FRAME, failed), failed)
    for part in PARTS:
        if (folder / f"{part}.yaml").exists():
            if part in keys:
                findings.append(_twice(keys[part], part))
            if node := _read(folder, f"{part}.yaml", failed):
                keys[part] = node
        elif part in NEEDED_PARTS and part not in keys:
            failed.append(Finding(f"{part}.yaml", 0, "Filen saknas.", "en fil med det namnet"))
    keys = _with_defaults(keys)
    keys["steps"] = _steps(folder, failed)
    keys["guides"] = written_out(_guides(folder, failed), keys.get("first_contact"))
    if "documents" in keys:
        keys["documents"] = documents_written_out(keys["documents"])
    if failed:
        raise ContentError(findings + failed)
    return Node(FRAME, 1, _with_titles(_with_shared(keys))), findings


def _read(folder: Path, name: str, failed: list[Finding]) -> Node | None:
    try:
        return read_tree(folder / name, name)
    except ContentError as error:
        failed.extend(error.findings)
        return None


def _mapping(frame: Node | None, failed: list[Finding]) -> Keys:
    if frame is not None and not isinstance(frame.value, dict):
        failed.append(Finding(FRAME, 1, "Filen är inte skriven som nycklar med värden.", "id: …"))
    return dict(frame.value) if frame is not None and isinstance(frame.value, dict) else {}


def _twice(node: Node, part: str) -> Finding:
    return Finding(node.file, node.line, f"Delen {part} står både här och i {part}.yaml.", "ett enda ställe")


def _steps(folder: Path, failed: list[Finding]) -> Node:
    paths = sorted((folder / "steps").glob("*.yaml"), key=lambda path: (len(path.name), path.name))
    if not paths:
        failed.append(Finding("steps", 0, "Planen har inga steg.", "filerna steps/1.yaml, steps/2.yaml …"))
    read = [_read(folder, f"steps/{path.name}", failed) for path in paths]
    return Node("steps", 0, [node for node in read if node])


def _guides(folder: Path, failed: list[Finding]) -> Node:
    """Recorded conversations lie in a folder of their own under guides/: they are examples, not guides."""
    paths = sorted((folder / "guides").glob("*.yaml"))
    read = [_read(folder, f"guides/{path.name}", failed) for path in paths]
    return Node("guides", 0, [node for node in read if node])


def _strange_files(folder: Path) -> list[Finding]:
    known = {FRAME, "steps", "guides", *(f"{part}.yaml" for part in PARTS), *OTHER_FOLDERS}
    expected = f"någon av {', '.join(sorted(known))}"
    return [
        Finding(path.name, 0, "Filen eller mappen hör inte till en plan.", expected)
        for path in folder.iterdir()
        if path.name not in known and path.suffix != ".md" and not path.name.startswith((".", "_"))
    ]


def _with_titles(keys: Keys) -> Keys:
    """`sources` in the file holds title, file and lines; the model also wants the titles by themselves."""
    sources = keys.get("sources")
    if sources is None or not isinstance(sources.value, dict):
        return keys
    titles = {
        number: node.value["title"]
        for number, node in sources.value.items()
        if isinstance(node.value, dict) and "title" in node.value
    }
    return {**keys, "sources": Node(sources.file, sources.line, dict(titles)), "source_files": sources}


def _with_shared(keys: Keys) -> Keys:
    """Adds what is the same in every plan: the law as it stands now, 112, the sheet for a new school."""
    merged = dict(keys)
    for part in SHARED_PARTS:
        shared = read_tree(SHARED / f"{part}.yaml", f"shared/{part}.yaml")
        own = keys.get(part, Node(f"{part}.yaml", 1, []))
        if isinstance(own.value, list) and isinstance(shared.value, list):
            added = [one for one in shared.value if _id_of(one) not in {_id_of(other) for other in own.value}]
            merged[part] = Node(own.file, own.line, [*own.value, *added])
    return merged


def _id_of(node: Node) -> object:
    """What has no id is never another's equal."""
    found = node.value.get("id") if isinstance(node.value, dict) else None
    return found.value if found is not None else node


def _with_defaults(keys: Keys) -> Keys:
    """What the plan has left out stands as the shared folder has it."""
    filled = dict(keys)
    for part in DEFAULT_PARTS:
        shared = read_tree(SHARED / f"{part}.yaml", f"shared/{part}.yaml")
        own = keys.get(part, shared)
        if isinstance(own.value, dict) and isinstance(shared.value, dict):
            own = Node(own.file, own.line, {**shared.value, **own.value})
        filled[part] = own
    return filled
