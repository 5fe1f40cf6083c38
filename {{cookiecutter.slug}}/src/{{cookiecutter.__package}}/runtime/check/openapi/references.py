"""The rule against parts that contain themselves (Plugins)."""

from collections.abc import Iterator

from ..problem import REFUSED, Findings
from .api import Api
from .parts import Part


def rules(api: Api) -> Findings:
    """Report every part that its own references lead back to."""
    for part in _circular(api.parts.top):
        yield REFUSED, f"{part.place}: is circular, its references lead back to it; remove one"


def _circular(top: Part) -> Iterator[Part]:
    """Search in depth; a part that is met again below itself is circular."""
    entered, left = {top}, set()
    stack = [(top, _next(top))]
    while stack:
        part, following = stack[-1]
        for below in following:
            if below not in entered:
                entered.add(below)
                stack.append((below, _next(below)))
                break
            if below not in left:
                yield below
        else:
            left.add(part)
            stack.pop()


def _next(part: Part) -> Iterator[Part]:
    yield from part.below
    if part.target:
        yield part.target
