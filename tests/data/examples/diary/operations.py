{% set user = 'user: str, ' if cookiecutter.__knows_user else '' %}
"""What each operation of openapi.yaml does. Change it, and add functions of your own."""
{% include 'stubs/imports.py' %}

from . import models

_notes: dict[str, list[str]] = {}


def get_notes({{ user }}topic: str) -> models.GetNotesResponse:
    """Get the notes on a topic"""
    return models.GetNotesResponse(notes=_notes.get(topic, []))


async def add_note({{ user }}topic: str, body: models.AddNoteRequest) -> None:
    """Add a note"""
    _notes.setdefault(topic, []).append(body.note)
