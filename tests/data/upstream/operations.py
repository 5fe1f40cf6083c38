"""What the plugin does itself."""

from .runtime import upstream


async def list_owners() -> dict[str, list[str]]:
    """List the names of owners"""
    answer = await upstream.request_async("listOwners")
    return {"names": sorted(answer.json()["names"])}
