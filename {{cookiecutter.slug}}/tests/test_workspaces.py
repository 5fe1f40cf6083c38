"""In a workspace in the cloud, the public address is known without a setting."""

import pytest

from {{ cookiecutter.__package }}.runtime.workspaces import workspace_url


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"CODESPACES": "true", "CODESPACE_NAME": "a"}, "https://a-3333.app.github.dev"),
        ({"CSB": "true", "CSB_BASE_PREVIEW_HOST": "csb.app"}, "https://host-3333.csb.app"),
        ({"REPLIT_DEV_DOMAIN": "a.replit.dev"}, "https://a.replit.dev"),
        ({"REPLIT_DOMAINS": "a.com,b.com", "REPLIT_DEV_DOMAIN": "c.dev"}, "https://a.com"),
    ],
)
def test_the_address_of_a_workspace_is_worked_out(
    environment: dict[str, str], expected: str | None
) -> None:
    assert workspace_url(environment, "host", 3333) == expected
