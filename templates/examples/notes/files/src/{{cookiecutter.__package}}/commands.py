"""Commands of the plugin's own."""

from pathlib import Path

import click

from .runtime.errors import PluginError


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
{% if cookiecutter.__knows_user %}
@click.option("--user", "owner", required=True, metavar="NAME", help="Whose notes these are.")
{% endif %}
@click.option("--all", "all_again", is_flag=True, help="Read files again that have not changed.")
def index(folder: Path, all_again: bool, owner: str = "") -> None:
    """Make notes of the Markdown, text, HTML and PDF files in DIR and below.

    Only files that have changed are read, and the notes of files that are gone are removed.
    """
    from .notes import indexing  # Here, since nothing else needs to load what reads PDF files.

    try:
        found = indexing.Index(folder, owner, all_again)
        with click.progressbar(found.files, label="Reading files") as files:
            for file in files:
                found.update(file)
        found.remove_gone()
        for line in found.problems:
            click.echo(f"Skipped: {line}", err=True)
        click.echo(", ".join(f"{found.counts[each]} {each}" for each in indexing.COUNTED))
        _fill_in(owner)
    except PluginError as error:
        raise click.ClickException(error.detail) from None


def _fill_in(owner: str) -> None:
    from .notes import embedding, vectors

    batches = vectors.missing(owner)
    if not batches:
        return
    try:
        with click.progressbar(batches, label="Getting embeddings") as bar:
            for each in bar:
                vectors.fill(each)
    except embedding.NoEmbeddings as error:
        count = sum(map(len, vectors.missing(owner)))
        click.echo(f"EMBEDDINGS_URL: {error}", err=True)
        click.echo(f"Passages without embeddings: {count}. Run `index` again.", err=True)


COMMANDS = (index,)
