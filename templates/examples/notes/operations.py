{% set user = 'user: str, ' if cookiecutter.__knows_user else '' %}
{% set owner = 'user' if cookiecutter.__knows_user else 'notes.EVERYONE' %}
"""What each operation of openapi.yaml does. Change it, and add functions of your own."""
{% include 'stubs/imports.py' %}

from . import models, notes

# So that an answer stays below the 100,000 characters that hosts accept, also with all quotes escaped.
MOST, LONGEST = 20, 40_000


def search_notes({{ user }}query_: str, limit: int = 5) -> models.SearchNotesResponse:
    """Search the notes for passages about something"""
    found = notes.search({{ owner }}, query_, max(0, min(limit, MOST)))
    return models.SearchNotesResponse.model_validate({"passages": found}, from_attributes=True)


def get_note({{ user }}id: int, cursor: int = 0) -> models.GetNoteResponse:
    """Get the text of a note"""
    note = notes.get({{ owner }}, id)
    begin = max(0, cursor)
    end = begin + LONGEST
    return models.GetNoteResponse(
        id=note.id,
        title=note.title,
        place=note.file,
        text=note.text[begin:end],
        cursor=end if end < len(note.text) else None,
    )


def add_note({{ user }}body: models.AddNoteRequest) -> models.AddNoteResponse:
    """Add a note"""
    return models.AddNoteResponse(id=notes.add({{ owner }}, body.title, body.text))
