"""Plugins from two operations of each document in tests/documents/apis."""

from __future__ import annotations

from pathlib import Path

from conftest import Bake, Plugin

APIS = Path(__file__).parent / "documents" / "apis"

# A read and, where the API has one, a write.
CHOSEN = {
    "calendar.yaml": ("calendar_events_list", "calendar_events_insert"),
    "chat.yaml": ("conversations_history", "chat_postMessage"),
    "flights.yaml": ("getFlightOffers", "getSeatmaps"),
    "issues.yaml": ("issues_get", "issues_create"),
    "maps.yaml": ("elevation", "route"),
    "music.yaml": ("get_an_albums_tracks", "remove_tracks_playlist"),
    "payments.yaml": ("GetCustomers", "PostCustomers"),
    "pet_store.yaml": ("getPetById", "addPet"),
    "recipes.yaml": ("list_recipes_recipes__get", "replace_recipe_recipes__recipe_id__put"),
    "weather.json": ("getForecast", "alerts_active_zone"),
}


def narrowed(bake: Bake, file: str, **answers: object) -> Plugin:
    """Write a plugin that forwards the two operations of a document.

    Parameters:
        bake: The fixture `bake` or `bake_once`.
        file: The document's name, a key of `CHOSEN`.
        answers: Other answers than the defaults.

    Returns:
        The plugin.
    """
    return bake(endpoints=f"{APIS / file}#{','.join(CHOSEN[file])}", **answers)
