"""Checks a plugin where it is deployed, as ChatGPT did at its installation.

It can be any plugin. Nothing that it answers is trusted: everything has limits, and no operation
that changes something is called with a valid token.
"""

from collections.abc import Iterable, Mapping

import click

from .installation import install
from .mcp import check_mcp
from .operations import check_operations
from .report import Report


def check_plugin(
    url: str, hosts: Iterable[str], token: str, values: Mapping[str, str], report: Report
) -> None:
    """Check a plugin.

    Parameters:
        url: Its origin, such as https://plugin.example.com.
        hosts: Whose rules its documents are checked against.
        token: A valid token, with which only operations that read are called; or nothing.
        values: What is sent for parameters of these operations, by their names.
        report: Gets a line for each check.
    """
    plugin = install(url, hosts, report)
    if plugin is None:
        report.skipped("operations", "cannot be tried until the documents are right")
        return
    check_operations(plugin, token, values, report)
    check_mcp(plugin, token, report)


def run(
    url: str, hosts: Iterable[str], token: str, values: Mapping[str, str], *, as_json: bool
) -> int:
    """Check a plugin and print the report; otherwise the same as `check_plugin`.

    Returns:
        The exit code: 1 if a check failed.
    """
    report = Report(url, is_printed=not as_json)
    check_plugin(url, hosts, token, values, report)
    click.echo(report.as_json() if as_json else report.summary())
    return int(report.has_failed)
