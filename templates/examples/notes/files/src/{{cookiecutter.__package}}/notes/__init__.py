"""The notes: search them, get one, and add one. Each belongs to its owner."""

from . import vectors
from .document import Document, clean, one_line
from .markdown import read
from .searching import Found, search
from .store import get, save
from .tables import Note

__all__ = ["EVERYONE", "Found", "Note", "add", "get", "search"]

# The owner of notes that all callers share.
EVERYONE = ""


def add(owner: str, title: str, text: str) -> int:
    """Add a note.

    Parameters:
        owner: Whose it is.
        title: What it is about; it is brought on one line of at most 200 characters. Without it,
            the text's own title is used, or else its beginning.
        text: Markdown, or any other text.

    Returns:
        Its id.
    """
    document = read(clean(text))
    titles = (title, document.title, document.text)
    named = next(filter(None, map(one_line, titles)), "Untitled")
    id = save(owner, Document(named, document.text, document.sections))
    vectors.fill_note(owner, id)
    return id
