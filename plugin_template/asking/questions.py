"""This template's questions, and the review of their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from plugin_template import endpoints, importing
from plugin_template.answers import defaults, examples
from plugin_template.answers.choices import offered, questions
from plugin_template.answers.rules import RULES, problems_of
from plugin_template.asking.builder import Unfinished, build_endpoints
from plugin_template.asking.document import ask_document
from plugin_template.asking.prompts import MARK, Back, Row, ask_choice, ask_text, ask_yes_no

# No answer begins with a new line.
_BUILD, _DOCUMENT, _TYPE_IN = "\nbuild", "\ndocument", "\ntype in"
_DONE = "\ndone"
_LONGEST_VALUE = 48
_VERBS = ("is ", "has ", "begins ", "does ", "cannot ", "contains ")

Problem = Callable[[str, str], str]


class Stopped(KeyboardInterrupt):
    """The person pressed Ctrl-C in the middle of an answer.

    Parameters:
        answer: What there was of it.
    """

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer


class StoppedReview(KeyboardInterrupt):
    """The person pressed Ctrl-C at the review.

    Parameters:
        answers: All the answers by then.
    """

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__()
        self.answers = answers


def problem_of(variable: str, answer: str) -> str:
    """Check an answer, in words for the person who just gave it.

    Parameters:
        variable: The name of a public variable.
        answer: The answer.

    Returns:
        What is wrong, a line for each problem; empty for a good answer.
    """
    return _sentences(problems_of(variable, answer))


def ask(
    variable: str,
    default: Any,
    problem: Problem = problem_of,
    *,
    mark: str = MARK,
    back: bool = False,
) -> Any:
    """Ask one of the questions of cookiecutter.json.

    Parameters:
        variable: The name of a public variable.
        default: The answer that Enter gives.
        problem: Says what is wrong with a text for a variable; empty for a good one.
        mark: Text printed before the question, such as its count.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        An answer that keeps its rules.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        Stopped: If the person pressed Ctrl-C when there was a part of an answer.
        KeyboardInterrupt: If the person pressed Ctrl-C, or Ctrl-D in an empty line.
    """
    labels = questions()["__prompts__"][variable]
    options = questions()[variable]
    if isinstance(options, list):
        choices = [(option, labels[option]) for option in options]
        return ask_choice(f"{labels['__prompt__']}:", choices, default, mark=mark, back=back)
    if isinstance(options, bool):
        return ask_yes_no(labels, default, mark=mark, back=back)
    label, hint = _label_and_hint(labels)
    if variable == "endpoints":
        return _ask_endpoints(default, label, mark, back)
    refused = partial(problem, variable)
    return ask_text(f"{label}:", default, refused, mark=mark, hint=hint, back=back)


def review(answers: Mapping[str, Any], problem: Problem = problem_of) -> dict[str, Any]:
    """Show all answers, and let the person change them.

    Parameters:
        answers: A value for each public variable; others are ignored.
        problem: Says what is wrong with a text for a variable; empty for a good one.

    Returns:
        The answers that the person wants; each keeps its rules.

    Raises:
        StoppedReview: If the person pressed Ctrl-C, with the answers as they were by then.
    """
    reviewed = {variable: answers[variable] for variable in RULES}
    try:
        while True:
            rows = [(variable, shown(variable, answer)) for variable, answer in reviewed.items()]
            chosen = ask_choice("Review your answers:", [(_DONE, "create the plugin"), *rows])
            if chosen == _DONE:
                return reviewed
            try:
                answer = ask(chosen, reviewed[chosen], problem, back=True)
            except Back:
                continue
            reviewed = defaults.change(reviewed, chosen, answer)
            if problem("slug", reviewed["slug"]):  # The proposed folder may exist.
                reviewed["slug"] = ask("slug", reviewed["slug"], problem)
    except KeyboardInterrupt:
        raise StoppedReview(reviewed) from None


def shown(variable: str, answer: Any) -> str:
    """Show an answer on a line of the review.

    Parameters:
        variable: The name of a public variable.
        answer: An answer that keeps its rules.

    Returns:
        The question's label and the answer, shortened.
    """
    labels = questions()["__prompts__"][variable]
    label = labels["__prompt__"] if isinstance(labels, dict) else _label_and_hint(labels)[0]
    if isinstance(answer, bool):
        return f"{label}: {'yes' if answer else 'no'}"
    return f"{label}: {_summary(answer) if variable == 'endpoints' else answer}"


def _sentences(problems: Sequence[str]) -> str:
    return "\n".join(f"this {each}" if each.startswith(_VERBS) else each for each in problems)


def _label_and_hint(label: str) -> tuple[str, str]:
    """Split a label of cookiecutter.json, such as `Name (1 to 20 characters)`."""
    question, _, hint = label.partition(" (")
    hint = hint.rstrip(")")
    return question, f"{hint[:1].upper()}{hint[1:]}." if hint else ""


def _summary(answer: str) -> str:
    """Say which endpoints an answer holds: an example's name, or how many and which."""
    if answer in examples.names():
        return answer
    if not importing.names_document(answer):
        return _count([endpoint.operation_id for endpoint in endpoints.parse(answer)])
    try:
        names = [each.operation_id for each in importing.imported(answer).operations]
    except importing.DocumentError:  # The file was changed or removed in the meantime.
        return _cut(importing.named_in(answer))
    return f"{_cut(importing.file_in(answer))}: {_count(names)}"


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} ({_cut(', '.join(names))})"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _ask_endpoints(default: str, label: str, mark: str, back: bool) -> str:
    """Ask for `endpoints`: an example's name, a document, or endpoints in the grammar."""
    known = offered()
    own = "" if default in known else default
    good = bool(own) and not problem_of("endpoints", own)
    editable = good and not importing.names_document(own)
    choices = [(name, f"{name}: {examples.about(name)}") for name in known]
    if good:
        choices.insert(0, (own, f"keep your own: {_summary(own)}"))
    choices.append(
        (_BUILD, "edit your own one by one" if editable else "describe your own one by one")
    )
    choices.append((_DOCUMENT, "from an OpenAPI document of your API"))
    choices.append((_TYPE_IN, "type your own (see docs/endpoints.md)"))
    typed = importing.named_in(own)
    path = importing.file_in(own) if importing.names_document(own) else ""
    while True:
        answer = ask_choice(f"{label}:", choices, default, mark=mark, back=back)
        if answer == _BUILD:
            answer = _build(own if editable else "")
        elif answer == _DOCUMENT:
            try:
                answer = _choose_operations(path, own)
            except Back as pressed:
                answer, path = "", pressed.typed or ""
        elif answer == _TYPE_IN:
            try:
                answer = typed = _type_in(typed)
            except Back as pressed:
                answer, typed = "", pressed.typed or ""
        if answer:
            return answer


def _build(given: str) -> str:
    try:
        return endpoints.format(build_endpoints(endpoints.parse(given) if given else ()))
    except Unfinished as stopped:
        raise Stopped(endpoints.format(stopped.endpoints)) from None


def _choose_operations(path: str, own: str) -> str:
    """Ask for a document and its operations; those of the answer so far are ticked."""
    named = importing.named_in(own)

    def read(typed: str) -> dict[str, list[Row[str]]]:
        document = _as_document(typed)
        is_own = importing.names_document(own) and document == importing.file_in(own)
        try:
            found = importing.operations(named if is_own else document)
        except importing.DocumentError as error:
            raise ValueError(_sentences(error.problems)) from None
        every = is_own and "#" not in named
        return {
            tag: [Row(each.operation_id, each.line, each.named or every) for each in operations]
            for tag, operations in found.items()
        }

    chosen, ids = ask_document(
        path,
        read,
        lambda typed, ids: problem_of("endpoints", _document_answer(typed, ids)),
        wise=importing.WISE_OPERATIONS,
        most=importing.MOST_OPERATIONS,
    )
    return _document_answer(chosen, ids)


def _document_answer(path: str, ids: Sequence[str]) -> str:
    file = importing.file_in(_as_document(path))
    return f"{file}#{','.join(ids)}" if ids else file


def _as_document(path: str) -> str:
    """Write a path so that an answer names a document by it."""
    if not path:
        raise ValueError("type the path of a file")
    named = path if importing.names_document(path) else f"./{path}"
    if not importing.names_document(named):
        raise ValueError("the path has a ';' or another '#': rename the file")
    return named


def _type_in(typed: str) -> str:
    return ask_text(
        "Endpoints:",
        typed,
        lambda text: text and problem_of("endpoints", text),
        hint="Such as GET /forecast/{city} -> sky:sunny|rain; POST /notes text. Esc goes back.",
        back=True,
    )
