"""Files of words that people edit (synonyms.tsv, concerns.tsv), read line by line, with their problems."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

Entry = TypeVar("Entry")


def state_of(path: Path) -> tuple[int, int] | None:
    """When a file was changed last, and its size in bytes; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def cells_of(line: str) -> list[str]:
    """The cells of a line, set apart by tabs, empty ones left out; none of a comment."""
    return [] if line.startswith("#") else [cell.strip() for cell in line.split("\t") if cell.strip()]


def entries_of(
    path: Path, problems: list[str], read_line: Callable[[str], Iterable[Entry]], expected: str
) -> Iterator[Entry]:
    """What the lines of a file hold.

    Args:
        path: A file in UTF-8.
        problems: What cannot be used is added: where, why, and what to do.
        read_line: What one line holds; it raises ValueError with what is wrong of it.
        expected: What a line ought to hold.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        problems.append(f"{path}: it cannot be read ({error.strerror}); check its permissions")
        return
    for number, line in enumerate(lines, start=1):
        try:
            yield from read_line(line.decode("utf-8").strip())
        except UnicodeDecodeError:
            problems.append(f"{path}, line {number}: not UTF-8, left out; save the file as UTF-8")
        except ValueError as error:
            problems.append(f"{path}, line {number}: {error}, left out; expected {expected}")
