"""The names that operations and fields have in Python."""

from __future__ import annotations

import keyword
import re

# What the generated operations.py imports.
_IMPORTED = {"dt", "models"}
# The arguments that are not the parameter of that name: runtime/binding.py gives them their values.
_ARGUMENTS = {"body", "path", "query", "user"}

_BUILTINS = """
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile
    complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format
    frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license
    list locals map max memoryview min next object oct open ord pow print property quit range repr
    reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
""".split()
# pycodestyle's E741 and E743: letters that look like digits.
_AMBIGUOUS = {"I", "O", "l"}
_FUNCTION_NAMES = {*keyword.kwlist, *_AMBIGUOUS, *_BUILTINS, *_IMPORTED}
# A field may be called `id` or `type`: it hides a builtin only where no generated code uses it.
_FIELD_NAMES = {*keyword.kwlist, *_AMBIGUOUS, "Field", "bool", "dt", "float", "int", "list", "str"}

# Attributes of pydantic's BaseModel, which a field must not hide.
_MODEL_ATTRIBUTES = {"construct", "copy", "dict", "from_orm", "json", "schema", "schema_json"}
_MODEL_ATTRIBUTES |= {"parse_file", "parse_obj", "parse_raw", "update_forward_refs", "validate"}


def function_name(operation_id: str) -> str:
    """Name the function of an operation: `getTodos` becomes `get_todos`.

    Parameters:
        operation_id: A letter, then letters, digits and `_`.

    Returns:
        A Python name in snake case that hides no keyword, builtin or name of the plugin's modules.
    """
    snake = _snake(operation_id)
    return f"{snake}_" if snake in _FUNCTION_NAMES else snake


def class_name(operation_id: str) -> str:
    """Name the models of an operation: `getTodos` becomes `GetTodos`.

    Parameters:
        operation_id: A letter, then letters, digits and `_`.

    Returns:
        A Python name in capitalised words.
    """
    return "".join(word[0].upper() + word[1:] for word in _snake(operation_id).split("_"))


def field_name(name: str) -> str:
    """Name the attribute of a model that holds a field.

    Parameters:
        name: A field's name: letters, digits, `_` and `-`.

    Returns:
        The name itself where Python and pydantic take it; else the nearest that they take.
    """
    python = name.replace("-", "_").lstrip("_").rstrip("_")
    if python in _FIELD_NAMES | _MODEL_ATTRIBUTES or python.startswith("model_"):
        return f"{python}_"
    return python


def spoken(operation_id: str) -> str:
    """Say an operationId in words: `getForecastByCity` becomes `Get forecast by city`.

    Parameters:
        operation_id: A letter, then letters, digits and `_`.

    Returns:
        Words, the first with a capital.
    """
    return _snake(operation_id).replace("_", " ").capitalize()


def argument_name(name: str) -> str:
    """Name the argument of a function that holds a parameter of the path or the query.

    Parameters:
        name: A field's name: letters, digits, `_` and `-`.

    Returns:
        The field's name in Python, unless that hides a name that the function needs.
    """
    python = field_name(name)
    return f"{python}_" if python in _ARGUMENTS | _IMPORTED else python


def _snake(name: str) -> str:
    words = re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+", name)
    return "_".join(word.lower() for word in words) or "operation"
