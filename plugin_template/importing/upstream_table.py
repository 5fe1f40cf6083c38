"""upstream.json: where a plugin forwards its operations to."""

from __future__ import annotations

from typing import Any

from plugin_template.importing.normalise import Imported


def table(imported: Imported) -> dict[str, Any]:
    """Write upstream.json.

    Parameters:
        imported: Operations of another API.

    Returns:
        The `url` of the API, which may be empty, and for each operation by its operationId the
        `method`, `path` and `query` there. The path has the parameters of the plugin's own path.
    """
    return {
        "url": imported.url,
        "operations": {
            each.operation_id: {
                "method": each.method,
                "path": each.upstream_path,
                "query": each.upstream_query,
            }
            for each in imported.operations
        },
    }
