"""This template's questions, and the review of their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from plugin_template import endpoints, importing
from plugin_template.answers import defaults, examples
from plugin_template.answers.choices import questions
from plugin_template.answers.rules import RULES, problems_of
from plugin_template.asking.builder import Unfinished, build_endpoints
from plugin_template.asking.prompts import MARK, Back, ask_choice, ask_text, ask_yes_no

_BUILD, _TYPE_IN = "\nbuild", "\ntype in"  # No answer begins with a new line.
_DONE = "\ndone"
_LONGEST_VALUE = 48

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
    problem = "\n".join(problems_of(variable, answer))
    return f"this {problem}" if problem.startswith(("is ", "has ", "begins ")) else problem


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
            rows = [(variable, _row(variable, answer)) for variable, answer in reviewed.items()]
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


def _label_and_hint(label: str) -> tuple[str, str]:
    """Split a label of cookiecutter.json, such as `Name (1 to 20 characters)`."""
    question, _, hint = label.partition(" (")
    hint = hint.rstrip(")")
    return question, f"{hint[:1].upper()}{hint[1:]}." if hint else ""


def _row(variable: str, answer: Any) -> str:
    labels = questions()["__prompts__"][variable]
    label = labels["__prompt__"] if isinstance(labels, dict) else _label_and_hint(labels)[0]
    if isinstance(answer, bool):
        return f"{label}: {'yes' if answer else 'no'}"
    return f"{label}: {_summary(answer) if variable == 'endpoints' else answer}"


def _summary(answer: str) -> str:
    """Say which endpoints an answer holds: an example's name, or how many and which."""
    if answer in examples.names():
        return answer
    if importing.names_document(answer):
        names = [each.operation_id for each in importing.imported(answer).operations]
    else:
        names = [endpoint.operation_id for endpoint in endpoints.parse(answer)]
    listed = ", ".join(names)
    cut = listed if len(listed) <= _LONGEST_VALUE else f"{listed[: _LONGEST_VALUE - 1]}…"
    return f"{len(names)} ({cut})"


def _ask_endpoints(default: str, label: str, mark: str, back: bool) -> str:
    """Ask for the answer to `endpoints`: an example's name, or endpoints in the grammar."""
    known = examples.names()
    own = "" if default in known else default
    good = bool(own) and not problem_of("endpoints", own)
    editable = good and not importing.names_document(own)
    choices = [(name, f"{name}: a complete example, ready to run") for name in known]
    if good:
        choices.insert(0, (own, f"keep your own: {_summary(own)}"))
    choices.append(
        (_BUILD, "edit your own one by one" if editable else "describe your own one by one")
    )
    choices.append((_TYPE_IN, "type your own (see docs/endpoints.md)"))
    typed = importing.named_in(own)
    while True:
        answer = ask_choice(f"{label}:", choices, default, mark=mark, back=back)
        if answer == _BUILD:
            answer = _build(own if editable else "")
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


def _type_in(typed: str) -> str:
    return ask_text(
        "Endpoints:",
        typed,
        lambda text: text and problem_of("endpoints", text),
        hint="Such as GET /forecast/{city} -> sky:sunny|rain; POST /notes text. Esc goes back.",
        back=True,
    )
