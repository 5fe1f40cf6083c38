"""The plugins that the questions can give."""

from __future__ import annotations

from dataclasses import dataclass

from conftest import AUTHS, DEFAULT_EXAMPLE, EXAMPLES, FRAMEWORKS, GRAMMAR, Bake, Plugin

SETS = {name: name for name in EXAMPLES} | {"grammar": GRAMMAR}
EXTENDED = "{example}; GET /forecast/{{day:date}} -> at:date-time"


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


COMBINATIONS = [
    Variant(framework, auth, endpoints, mcp)
    for framework in FRAMEWORKS
    for auth in AUTHS
    for endpoints in (DEFAULT_EXAMPLE, "grammar")
    for mcp in (True, False)
]


def one_of_each_auth_type(example: str) -> list[Variant]:
    """With each framework in turn."""
    return [
        Variant(FRAMEWORKS[index % len(FRAMEWORKS)], auth, example, True)
        for index, auth in enumerate(AUTHS)
    ]


# With all that there is to test.
WHOLE = one_of_each_auth_type(DEFAULT_EXAMPLE)
# The code of an example is the same bytes in each.
OTHERS = {name: one_of_each_auth_type(name) for name in EXAMPLES if name != DEFAULT_EXAMPLE}
VARIANTS = [*COMBINATIONS, *(each for variants in OTHERS.values() for each in variants)]


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
