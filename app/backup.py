"""The commands that put a whole index into one file and bring it back: `backup` and `restore`."""

from pathlib import Path

import click

from app.options import index_option
from index.archive import Archive, restore_archive, write_archive


@click.command(epilog="Example: senrei backup senrei-2025-04-01.zip --index senrei-index")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@index_option
def backup(*, file: Path, folder: Path) -> None:
    """Write the whole index into one zip file: database, kept files, lists of words.

    The index may be in use meanwhile. The file holds all minutes, closed ones too: keep it as you keep these.
    """
    click.echo(f"{file}: {_told(write_archive(folder, file))}")


@click.command(epilog="Example: senrei restore senrei-2025-04-01.zip --index new-index")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@index_option
def restore(*, file: Path, folder: Path) -> None:
    """Make an index in a new folder from what `senrei backup` wrote.

    Every file is checked against the backup's manifest. A folder that is not empty is left as it is.
    """
    click.echo(f"{folder}: {_told(restore_archive(file, folder))}")


def _told(archive: Archive) -> str:
    held = f"{archive.documents} documents, {archive.meetings} meetings"
    return f"{held}, {archive.size_bytes / 2**20:,.1f} MB, model {archive.model or 'none yet'}"
