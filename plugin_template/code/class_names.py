"""The names of the classes in models.py: a model for each object, a type for each list of words.

`results:{title sky:sunny|cloudy}[]` in the response of `search` makes `SearchResponseResultsItem` and
`SearchResponseResultsItemSky`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from plugin_template.code.layout import LINE_LENGTH
from plugin_template.endpoints import Endpoint, Field
from plugin_template.endpoints.naming import argument_name, class_name, field_name

REQUEST, RESPONSE = "Request", "Response"

# What models.py imports, and what no class can be called.
_TAKEN = {"BaseModel", "Field", "Literal", "None", "True", "False"}
# What a line has around the name of a class at most.
_CLASS = len("class (BaseModel):")
_IN_MODEL = len("    : list[] | None = Field(")
_IN_ARGUMENTS = len("    : list[models.] | None = None,")


class ClassNames:
    """Names each class once, so short that the lines which use it need no break.

    Parameters:
        endpoints: All endpoints of the plugin.
    """

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        self._taken = {*_TAKEN, *map(field_name, _all_names(endpoints))}
        for endpoint in endpoints:
            for part in (REQUEST, RESPONSE):
                self._take((endpoint.operation_id, part), f"{_class(endpoint)}{part}", LINE_LENGTH)
        for endpoint in endpoints:
            for part, fields in ((REQUEST, endpoint.body), (RESPONSE, endpoint.response)):
                self._visit((endpoint.operation_id, part), fields)
            for field in (*endpoint.path_params, *endpoint.query):
                if field.choices:
                    room = LINE_LENGTH - _IN_ARGUMENTS - len(argument_name(field.name))
                    place = (endpoint.operation_id, field.name)
                    self._take(place, f"{_class(endpoint)}{_last(field)}", room)

    def of(self, *place: str) -> str:
        """Find the name of a class.

        Parameters:
            place: An operationId, then the name of a parameter, or `REQUEST` or `RESPONSE` and the
                names of the fields that lead to an object or to words.

        Returns:
            The name of its class in models.py; an empty text for a field of another type.
        """
        return self._names.get(place, "")

    def _visit(self, place: tuple[str, ...], fields: Sequence[Field]) -> None:
        for field in fields:
            if field.fields or field.choices:
                room = LINE_LENGTH - _IN_MODEL - len(field_name(field.name))
                inside = (*place, field.name)
                self._take(inside, f"{self._names[place]}{_last(field)}", room)
                self._visit(inside, field.fields)

    def _take(self, place: tuple[str, ...], name: str, room: int) -> None:
        """Give a name to a place: cut to the room that it has, and numbered if it is taken."""
        room = min(room, LINE_LENGTH - _CLASS)
        numbers = itertools.chain([""], map(str, itertools.count(2)))
        names = (f"{name[: room - len(number)]}{number}" for number in numbers)
        self._names[place] = next(each for each in names if each not in self._taken)
        self._taken.add(self._names[place])


def _class(endpoint: Endpoint) -> str:
    return class_name(endpoint.operation_id)


def _last(field: Field) -> str:
    return class_name(field.name) + ("Item" if field.many else "")


def _all_names(endpoints: Sequence[Endpoint]) -> Iterator[str]:
    fields = [field for each in endpoints for field in (*each.body, *each.response)]
    while fields:
        field = fields.pop()
        yield field.name
        fields += field.fields
