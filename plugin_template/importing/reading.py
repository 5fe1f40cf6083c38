"""From an answer to what is imported."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from plugin_template.importing import answer as answers
from plugin_template.importing import finding, keeping, listing
from plugin_template.importing import source as sources
from plugin_template.importing.choosing import NO_OPERATIONS, choose, named
from plugin_template.importing.keeping import Kept
from plugin_template.importing.normalise import Imported, normalise
from plugin_template.importing.pruning import prune
from plugin_template.importing.report import DocumentError, Repair, Report

LARGEST = 20_000_000  # bytes of a file
# What the reader makes of what is odd.
_DONE = {
    "duplicate": "took the last",
    "key": "took it for text",
    "value": "took it for text",
    "tag": "ignored the tag",
}


def operations(answer: str) -> dict[str, list[listing.Choice]]:
    """List the operations of a document, for a person to choose from.

    Parameters:
        answer: An answer that names a document; names that are not known in it are ignored.

    Returns:
        A list for each tag.

    Raises:
        DocumentError: The document cannot be read, or has no operations.
    """
    parsed = answers.parse(answers.named_in(answer))
    source, _ = _read(parsed.file)
    found = finding.find(source, Report())
    if not found:
        raise DocumentError([NO_OPERATIONS])
    ids = {each.operation_id for name in parsed.chosen for each in named(found, name)}
    return listing.by_tag(found, ids)


def keep(answer: str) -> str:
    """Put into an answer what it names.

    Parameters:
        answer: An answer that names a document; the path is relative to the working directory.

    Returns:
        The answer with the chosen part of the document, compressed; an answer that already
        contains it stays as it is.

    Raises:
        DocumentError: The document cannot be read, or a name is not known in it.
    """
    parsed = answers.parse(answer)
    if parsed.kept:
        return answer
    return f"{parsed.named} zlib:{keeping.encode(_kept(parsed))}"


def imported(answer: str) -> Imported:
    """Import what an answer names.

    Parameters:
        answer: An answer that names a document, whether or not it contains it.

    Returns:
        The operations of a plugin, and every repair.

    Raises:
        DocumentError: The document cannot be read or repaired; a line for each problem.
    """
    return _imported(keep(answer))


@lru_cache(maxsize=4)
def _imported(answer: str) -> Imported:
    return normalise(keeping.decode(answers.parse(answer).kept))


def _kept(parsed: answers.Answer) -> Kept:
    source, repairs = _read(parsed.file)
    report = Report()
    found = finding.find(source, report)
    chosen = choose(found, parsed.chosen, report)
    pruned = prune(source, chosen)
    ids = {each.operation_id for each in found} | {each.own_id for each in found}
    explicit = [
        each.place
        for each in chosen
        if {each.operation_id, each.own_id} & ids.intersection(parsed.chosen)
    ]
    noted = [each for each in (*repairs, *report.repairs) if _is_in(each.place, pruned)]
    return Kept(source.name, pruned, tuple(chosen), frozenset(explicit), tuple(noted))


def _is_in(place: str, pruned: dict[str, object]) -> bool:
    """Say whether a place is in what was kept of a document."""
    node: object = pruned
    for key in place.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            if key not in node:
                return False
            node = node[key]
        else:
            break
    return True


def _read(file: str) -> tuple[sources.Source, list[Repair]]:
    path = Path(file)
    try:
        path = path.expanduser()
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise DocumentError([f"does not exist in {Path.cwd()}: check the path"]) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError([f"cannot be read: {reason}"]) from None
    if len(data) > LARGEST:
        raise DocumentError([f"is larger than {LARGEST:,} bytes"])
    source, oddities = sources.read(data, path.name)
    repairs = [Repair(each.place, each.what, _DONE[each.kind]) for each in oddities]
    return source, repairs
