"""The words of a text, as they are stored and searched in each database.

Case and accents make no difference. Scripts without spaces, such as Chinese, are searched by pairs
of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

MOST_TERMS = 32
_LONGEST_WORD = 64
# Words that questions have, whatever they are about. PostgreSQL leaves them out itself.
_COMMON = re.compile(
    """a|about|an|and|any|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|how|i|if
    |in|into|is|it|its|me|my|of|on|or|our|should|so|than|that|the|their|them|then|there|these|they
    |this|to|us|was|we|were|what|when|where|which|who|whom|whose|why|will|with|would|you|your""",
    re.VERBOSE,
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def words(text: str) -> str:
    """Reduce a text to its words.

    Parameters:
        text: Any text.

    Returns:
        Words of letters and digits, in lower case and without accents, with spaces between them;
        each character of a script without spaces is a word.
    """
    return " ".join(word for run in _runs(text) for word in _split(run))


def terms(query: str) -> list[str]:
    """Find what a query searches for.

    Parameters:
        query: Any text; nothing in it has a meaning for the database.

    Returns:
        The first 32 terms, each once: a word as `words` gives it, or two with a space between
        them, which are searched side by side. Common English words are left out, unless there are
        no others.
    """
    found = [term for run in _runs(query) for term in _pairs(_split(run))]
    telling = [term for term in found if not _COMMON.fullmatch(term)]
    return list(dict.fromkeys(telling or found))[:MOST_TERMS]


def _runs(text: str) -> Iterator[str]:
    """Find what is between spaces and punctuation, and has characters of one kind of script."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
    kept = "".join(each if _is_in_words(each) else " " for each in plain)
    for word in kept.split():
        for _, run in groupby(word, key=lambda each: bool(_UNSPACED.match(each))):
            yield "".join(run)


def _is_in_words(character: str) -> bool:
    # With marks, which are the vowels of some scripts.
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def _split(run: str) -> list[str]:
    return list(run) if _UNSPACED.match(run) else [run[:_LONGEST_WORD]]


def _pairs(run: list[str]) -> list[str]:
    return [" ".join(pair) for pair in pairwise(run)] if len(run) > 1 else run
