"""The rule against components that contain themselves (Plugins)."""

from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..problem import REFUSED, Findings
from .walk import mappings, resolve


def rules(spec: dict[str, Any]) -> Findings:
    """Report a circle of references."""
    inside = {reference: _references(resolve(spec, reference)) for reference in _references(spec)}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        yield REFUSED, f"{' in '.join(error.args[1])}: is circular; remove one of the references"


def _references(node: object) -> set[str]:
    return {below["$ref"] for _, below in mappings(node) if isinstance(below.get("$ref"), str)}
