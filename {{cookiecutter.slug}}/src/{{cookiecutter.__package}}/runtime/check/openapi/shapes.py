"""The rule that every part of the document has the right type (OpenAPI)."""

from ..problem import Findings
from .api import Api


def rules(api: Api) -> Findings:
    """Report parts of a wrong type, and references that point to nothing."""
    yield from api.parts.findings
