"""Swaps Cookiecutter's three readers, so that questionary asks this template's questions.

Cookiecutter keeps the loop: which question comes next, and whether one is asked at all. Without
questionary it asks them itself, and the examples are listed where one can be chosen. What asks is
imported only where there is a terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, MutableMapping
from importlib.util import find_spec
from typing import Any

from cookiecutter import prompt

from plugin_template.answers import examples
from plugin_template.answers.choices import offered, questions
from plugin_template.answers.rules import RULES
from plugin_template.engine import command_line, unfinished

_READERS = ("read_user_variable", "read_user_choice", "read_user_yes_no")

# The answers that the person gave in this run, until they are reviewed.
_answers: dict[str, Any] = {}


def install() -> None:
    """Let Cookiecutter ask this template's questions through questionary.

    Without questionary or without a terminal, Cookiecutter asks them itself; only the label of
    `endpoints` then lists the examples. Nothing changes with a Cookiecutter that has no such readers,
    and another template's questions go to Cookiecutter's own readers.
    """
    if not all(hasattr(prompt, name) for name in _READERS):
        return
    terminal = all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if terminal and find_spec("questionary"):
        _swap(_READERS, _for_this_template)
    else:
        _swap(_READERS[:1], _with_examples)


def _swap(names: Iterable[str], make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    for name in names:
        found = getattr(prompt, name)
        # What was installed before, perhaps by an older version of this package, is replaced.
        setattr(prompt, name, make(getattr(found, "theirs", found)))


def reviewed(answers: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Let the person who answered the questions review the answers, before anything is written.

    Parameters:
        answers: Cookiecutter's answers, which are changed in place.

    Returns:
        The same. Nothing happens if no question was asked, as with --no-input, or if Cookiecutter
        asked the questions itself.
    """
    if _answers and set(RULES) <= set(answers):
        from plugin_template.asking.questions import StoppedReview, review

        try:
            answers.update(review(answers, _problem))
        except StoppedReview as stopped:
            _answers.update(stopped.answers)
            _say_how_to_go_on()
            raise
        _answers.clear()
    return answers


def _for_this_template(theirs: Callable[..., Any]) -> Callable[..., Any]:
    from plugin_template.asking.prompts import MARK
    from plugin_template.asking.questions import Stopped, ask

    def read(var_name: str, default: Any, prompts: Any = None, prefix: str = "") -> Any:
        if prompts is None or prompts != questions()["__prompts__"]:
            return theirs(var_name, default, prompts, prefix)
        count = re.sub(r"\[/?[a-z ]*\]", "", prefix).rstrip()
        # Cookiecutter puts the choice that is the default first.
        proposed = default[0] if isinstance(default, list) else default
        try:
            answer = ask(var_name, proposed, _problem, mark=count or MARK)
        except KeyboardInterrupt as stopped:
            if isinstance(stopped, Stopped):
                _answers[var_name] = stopped.answer
            _say_how_to_go_on()
            raise
        _answers[var_name] = answer
        return answer

    read.theirs = theirs  # type: ignore[attr-defined]
    return read


def _with_examples(theirs: Callable[..., Any]) -> Callable[..., Any]:
    def read(var_name: str, default: Any, prompts: Any = None, prefix: str = "") -> Any:
        if var_name == "endpoints" and prompts == questions()["__prompts__"]:
            listed = [f"    {name}: {examples.about(name)}" for name in offered()]
            label = "\n".join([prompts[var_name], *listed, "    Endpoints"])
            prompts = {**prompts, var_name: label}
        return theirs(var_name, default, prompts, prefix)

    read.theirs = theirs  # type: ignore[attr-defined]
    return read


def _problem(variable: str, text: str) -> str:
    from plugin_template.asking.questions import problem_of

    problem = problem_of(variable, text)
    if variable == "slug" and not problem and (folder := command_line.taken(text)):
        return (
            f"the folder {folder} already exists: choose another name, or run the command again "
            "with --overwrite-if-exists"
        )
    return problem


def _say_how_to_go_on() -> None:
    if command := unfinished.keep(_answers):
        print(f"\nThe plugin was not created. To continue with your answers, run:\n\n    {command}")
    _answers.clear()
