"""In which prefecture the municipalities of an index lie: 久留米市 → 福岡県.

Where neither the minutes nor the name tell (府中市, a name in no list) it is not known, and not guessed.
"""

from collections import defaultdict
from collections.abc import Collection

from index.search import Index
from ingest.municipalities import municipality_code, prefecture_of_code


def prefectures_of(index: Index, municipalities: Collection[str]) -> dict[str, str | None]:
    """The prefecture of each municipality, by its name; None where it is not known.

    Args:
        index: Any index; the code that the minutes of a municipality were given comes before its name.
        municipalities: Names, as the index has them.
    """
    query = """
        SELECT DISTINCT municipality, municipality_code FROM meeting
        WHERE municipality IN ({marks}) AND municipality_code IS NOT NULL
    """
    codes: dict[str, set[str]] = defaultdict(set)
    with index.guard, index.store.snapshot():
        for row in index.store.rows_in(query, [*municipalities]):
            codes[row["municipality"]].add(row["municipality_code"])
    return {name: prefecture_of(name, codes[name]) for name in municipalities}


def prefecture_of(municipality: str, codes: Collection[str] = ()) -> str | None:
    """The prefecture of the codes, or else of the name; None where they name none or several."""
    known = [*codes] or [code for code in (municipality_code(municipality),) if code]
    found = {prefecture_of_code(code) for code in known}
    return found.pop() if len(found) == 1 else None
