"""Single prompts: which keys answer them, and which do not."""

from __future__ import annotations

from functools import partial

import pytest
from keyboard import CLEAR, CTRL_C, CTRL_D, CTRL_O, DOWN, ENTER, ESC, SPACE, UP, Left, press
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.keys import Keys

from plugin_template.asking.prompts import Back, Row, ask_choice, ask_several, ask_text, ask_yes_no

CHOICES = [("a", "first"), ("b", "second"), ("c", "third")]
choose = partial(ask_choice, "Which:", CHOICES)
confirm = partial(ask_yes_no, "Sure?", True)
GROUPS = {"early": [Row("a", "first"), Row("b", "second")], "late": [Row("c", "third", True)]}
tick = partial(ask_several, "Which:", GROUPS, lambda ticked: "no c alone" * (ticked == ["c"]))

# Keys that leave, or that questionary moves the pointer or answers with.
MEANT = {Keys.ControlC, Keys.ControlQ, Keys.ControlD, Keys.ControlM, Keys.ControlJ}
MEANT |= {Keys.Up, Keys.Down, Keys.ControlN, Keys.ControlP}
UNMEANT = sorted(
    sequence
    for sequence, keys in ANSI_SEQUENCES.items()
    if keys not in MEANT and keys not in (Keys.BracketedPaste, Keys.CPRResponse)
)


def write(*keys: str, back: bool = False) -> str:
    def problem(text: str) -> str:
        return "" if text.isalpha() else "use letters"

    return press(lambda: ask_text("Word:", "given", problem, back=back), *keys)


def test_enter_takes_the_default() -> None:
    """Pressing Enter alone is always an answer."""
    assert write(ENTER) == "given"
    assert press(choose, ENTER) == "a"
    assert press(partial(choose, "c"), ENTER) == "c"
    assert press(confirm, ENTER) is True


def test_a_text_can_be_edited() -> None:
    """The line contains the default."""
    assert write("s", ENTER) == "givens"
    assert write(CLEAR, "other", ENTER) == "other"


def test_a_text_with_a_problem_stays() -> None:
    """Enter does nothing until the text is right."""
    assert write("1", ENTER, CLEAR, "right", ENTER) == "right"


def test_every_choice_is_reached() -> None:
    """The arrow keys go through the choices, and around."""
    for steps, (value, _) in enumerate(CHOICES):
        assert press(choose, DOWN * steps, ENTER) == value
    assert press(choose, UP, ENTER) == "c"


@pytest.mark.parametrize(("keys", "answer"), [("n", False), ("ny", True), ("y", True)])
def test_yes_or_no_waits_for_enter(keys: str, answer: bool) -> None:
    """An Enter after the letter belongs to this question, not to the next."""
    assert press(confirm, keys, ENTER) is answer


@pytest.mark.parametrize("before", ["", ESC, "\x18"], ids=["alone", "after Esc", "after Ctrl-X"])
def test_no_key_answers_a_choice_but_enter(before: str) -> None:
    """Whatever else is pressed, only Enter answers, and what it answers is one of the choices."""
    keys = [before + sequence for sequence in UNMEANT]
    assert press(choose, *keys, ENTER) == "a"
    assert press(confirm, *keys, ENTER) is True
    assert press(tick, *keys, SPACE, ENTER) == ["a", "c"]


@pytest.mark.parametrize("keys", [(ESC, ENTER), (CTRL_O,), (CTRL_O, ENTER), (ESC, CTRL_O)])
def test_esc_and_ctrl_o_answer_nothing(keys: tuple[str, ...]) -> None:
    """The keys with which a line editor accepts its line, empty in a choice."""
    assert press(choose, *keys, ENTER) == "a"
    assert press(confirm, *keys, ENTER) is True
    assert press(tick, *keys, SPACE, ENTER) == ["a", "c"]


def test_a_list_is_ticked_by_the_space_bar() -> None:
    """Headings are skipped, the order is that of the list, and a second space takes the tick."""
    assert press(tick, DOWN, SPACE, ENTER) == ["b", "c"]
    assert press(tick, UP, SPACE, UP, SPACE, UP, SPACE, ENTER) == ["a", "b"]


def test_a_list_with_a_problem_stays() -> None:
    """Enter does nothing until the ticks are right; an empty list is never an answer."""
    assert press(tick, ENTER, SPACE, ENTER) == ["a", "c"]
    assert press(tick, UP, SPACE, ENTER, DOWN, SPACE, ENTER) == ["a"]


@pytest.mark.parametrize("accept", [ESC + ENTER, CTRL_O])
def test_the_other_keys_that_accept_a_text_check_it(accept: str) -> None:
    """They do what Enter does, no less."""
    assert write("1", accept, CLEAR, "right", accept) == "right"


def test_a_paste_is_no_answer_to_a_choice() -> None:
    """Text that arrives by mistake changes nothing."""
    assert press(choose, "\x1b[200~no\r\x1b[201~", DOWN, ENTER) == "b"


def test_esc_goes_back_where_there_is_a_way() -> None:
    """The text that was typed is not lost."""
    with pytest.raises(Back) as back:
        write("s", ESC, back=True)
    assert back.value.typed == "givens"
    with pytest.raises(Back):
        press(partial(choose, back=True), ESC)
    with pytest.raises(Back):
        press(partial(tick, back=True), ESC)
    with pytest.raises(Back):
        press(partial(confirm, back=True), ESC)


def test_alt_and_a_letter_do_not_go_back() -> None:
    """Alt-B, a word to the left, is Esc and B to a program."""
    assert write(ESC + "b", "for", ENTER, back=True) == "forgiven"


def test_ctrl_c_leaves() -> None:
    """And nothing else is answered."""
    for ask in (write, partial(press, choose), partial(press, tick), partial(press, confirm)):
        with pytest.raises(Left):
            ask(CTRL_C, ENTER)


def test_ctrl_d_leaves_an_empty_line() -> None:
    """The end of the input is treated as Ctrl-C."""
    with pytest.raises(Left):
        write(CLEAR, CTRL_D, "word", ENTER)
