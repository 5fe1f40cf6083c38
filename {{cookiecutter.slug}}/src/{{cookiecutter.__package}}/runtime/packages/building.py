"""Builds what is uploaded. Nothing is written until all of it is there and right."""

import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .. import check
from ..check import packages as rules
from ..check.packages.m365 import contents
from ..check.values import mapping
from ..settings import is_loopback
from . import m365, moving, registry
from .facts import Facts
from .m365 import auth
from .reading import Repository

BUILDS = ("agent-plugins", "m365", "mcp-registry")
# Hosts that install what is in agent-plugins' zip.
_INSTALLING = ("agent-plugins", "claude", "codex", "gemini")
# What is packed beside the manifests and the skills: what they lead to, and what people read.
_BESIDE = ("logo.png", "README.md", "LICENSE")


@dataclass
class Built:
    """What `package` will write.

    Parameters:
        changed: Files of the repository.
        files: Files of dist/, by their paths.
        errors: What keeps it from being written.
        notes: What the owner should know, such as what was left out.
    """

    changed: list[moving.Changed] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def build(
    repository: Repository, origin: str, hosts: tuple[str, ...], *, reference_id: str, has_mcp: bool
) -> Built:
    """Build the packages in memory.

    Parameters:
        repository: What they are made from.
        origin: Where the plugin is served.
        hosts: Some of `BUILDS`; what was asked for and cannot be built is an error. If empty, all
            that can be built are, and the notes say which cannot.
        reference_id: That of the Teams developer portal, or nothing.
        has_mcp: Whether the plugin serves MCP.
    """
    facts = moving.moved_facts(repository.facts, origin)
    built = Built(list(moving.changes(repository, facts)))
    held = {each.name: each.content for each in built.changed}
    # Of the documents, only errors: their addresses are set when they are served.
    found = [each for each in check.check(repository.root) if each.level == "error"]
    for host in hosts or BUILDS:
        refused = _refused(host, facts, has_mcp=has_mcp)
        if refused:
            (built.errors if hosts else built.notes).append(f"{host}: {refused}")
        elif host == "m365":
            found += _m365(repository, facts, held, built, reference_id, has_mcp=has_mcp)
        elif host == "mcp-registry":
            server = json.dumps(registry.server(facts), indent=2, ensure_ascii=False)
            built.files["server.json"] = f"{server}\n".encode()
        else:
            found += _plugin(repository, facts, held, built)
    for problem in dict.fromkeys(found):
        lines = built.errors if problem.level == "error" else built.notes
        if problem.level != "hint":
            lines.append(str(problem))
    if not built.files and not built.errors:
        built.errors.append("there is no package that this plugin can have")
    return built


def _refused(host: str, facts: Facts, *, has_mcp: bool) -> str:
    """Why a package cannot be built; nothing if it can be."""
    if host != "m365" and not has_mcp:
        return "needs MCP, which this plugin does not serve"
    if host != "agent-plugins" and is_loopback(urlsplit(facts.origin).hostname or ""):
        return "needs a public https address"
    if host == "m365":
        try:
            auth.access(facts, "")
        except auth.Unsupported as error:
            return str(error)
    return ""


def _m365(
    repository: Repository,
    facts: Facts,
    held: Mapping[str, bytes],
    built: Built,
    reference_id: str,
    *,
    has_mcp: bool,
) -> list[check.Problem]:
    files = {**repository.skills(), **{n: d for n, d in held.items() if n.startswith("skills/")}}
    icons = {name: data for name in m365.ICONS if (data := repository.read(name)) is not None}
    package = m365.build(
        facts,
        repository.spec,
        files | icons,
        colour=_colour(repository),
        reference_id=reference_id,
        has_mcp=has_mcp,
    )
    built.files[f"{facts.slug}-m365.zip"] = zipped(package)
    access = auth.access(facts, reference_id)
    if access.is_placeholder:
        built.notes.append(
            f"m365: register the plugin's credentials in the Teams developer portal, and run this again "
            f"with --reference-id, or let the Agents Toolkit replace {access.reference_id}"
        )
    return list(contents(rules.Tree(held=package)))


def _colour(repository: Repository) -> str:
    """The colour of the plugin: as the listing has it, or else the first one of the icon."""
    data = moving.parsed(repository.read(".codex-plugin/plugin.json"))
    colour = mapping(mapping(data).get("interface")).get("brandColor")
    if isinstance(colour, str) and re.fullmatch("#[0-9A-Fa-f]{6}", colour):
        return colour
    _, _, palette = (repository.read(m365.ICONS[0]) or b"").partition(b"PLTE")
    return f"#{palette[:3].hex().upper()}" if len(palette) >= 3 else "#FFFFFF"


def _plugin(
    repository: Repository, facts: Facts, held: Mapping[str, bytes], built: Built
) -> list[check.Problem]:
    names = [*moving.DOCUMENTS, *_BESIDE]
    files = {name: data for name in names if (data := repository.read(name)) is not None}
    files |= repository.skills()
    files |= {name: data for name, data in held.items() if name in files}
    built.files[f"{facts.slug}-plugin.zip"] = zipped(files)
    operations = {tool.name: tool.asks for tool in facts.tools}
    hosts = _INSTALLING if facts.origin.startswith("http:") else (*_INSTALLING, "openai-listing")
    tree = rules.Tree(held=files)
    return [each for host in hosts for each in rules.check(tree, host, operations)]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files, the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def write(built: Built, root: Path) -> list[str]:
    """Write what was built.

    All of it is written to a folder beside the files first, and then put in their place.

    Returns:
        The paths of the files of dist/ that are new or have changed.
    """
    new = {f"dist/{name}": data for name, data in built.files.items()}
    written = [name for name, data in new.items() if _read(root / name) != data]
    files = {name: new[name] for name in written}
    files |= {each.name: each.content for each in built.changed}
    folder = Path(tempfile.mkdtemp(prefix=".package-", dir=root))
    try:
        for index, data in enumerate(files.values()):
            (folder / str(index)).write_bytes(data)
        (root / "dist").mkdir(exist_ok=True)
        for index, name in enumerate(files):
            if (root / name).is_file():
                shutil.copymode(root / name, folder / str(index))
            else:
                (folder / str(index)).chmod(0o644)
            os.replace(folder / str(index), root / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return written


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
