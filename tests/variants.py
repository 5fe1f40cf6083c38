"""The plugins that the questions can give."""

from __future__ import annotations

from dataclasses import dataclass

from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, Bake, Plugin

SETS = {name: name for name in EXAMPLES} | {"grammar": GRAMMAR}
EXTENDED = "todo; GET /forecast/{day:date} -> at:date-time"


@dataclass(frozen=True)
class Variant:
    """A combination of choices."""

    framework: str
    auth: str
    endpoints: str
    mcp: bool

    def __str__(self) -> str:
        return "-".join([self.framework, self.auth, self.endpoints, *([] if self.mcp else ["off"])])

    @property
    def slug(self) -> str:
        return str(self).replace("_", "-")

    def bake(self, bake_once: Bake) -> Plugin:
        return bake_once(
            slug=self.slug,
            framework=self.framework,
            auth=self.auth,
            endpoints=SETS[self.endpoints],
            mcp=self.mcp,
        )


VARIANTS = [
    Variant(framework, auth, endpoints, mcp)
    for framework in FRAMEWORKS
    for auth in AUTHS
    for endpoints in SETS
    for mcp in (True, False)
]
# One of each auth type, with each framework in turn, and with all that there is to test.
WHOLE = [
    Variant(FRAMEWORKS[index % len(FRAMEWORKS)], auth, EXAMPLES[0], True)
    for index, auth in enumerate(AUTHS)
]


def modules(plugin: Plugin) -> dict[str, str]:
    """Read the modules and test files of a plugin, with the same name in each.

    Parameters:
        plugin: Any plugin.

    Returns:
        The texts by their paths, from the package or from the plugin's folder.
    """
    return {
        file.removeprefix(f"src/{plugin.package}/"): plugin.read(file)
        .replace(plugin.package, "package")
        .replace(plugin.path.name, "slug")
        for file in plugin.files
        if file.endswith(".py")
    }
