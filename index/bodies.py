"""The body that a case belongs to: a board, or of an assembly's committees the assembly itself."""

import re
from functools import lru_cache

_ASSEMBLY = re.compile(r".*[市区町村都道府県]議会")
# A committee that only an assembly has, where the minutes name it without the assembly.
_COMMITTEE = re.compile(r"(?:常任委員会|特別委員会|議会運営委員会)$")
_MUNICIPALITY = re.compile(r".*[市区町村都道府県]$")


@lru_cache(maxsize=4096)
def body_of(council: str | None, municipality: str | None) -> str | None:
    """The council; of an assembly's committee the assembly, since a bill goes from the one to the other.

    架空市議会建設委員会 and 架空市's 総務常任委員会 → 架空市議会.
    """
    assembly = _ASSEMBLY.match(council or "")
    if assembly:
        return assembly[0]
    if council and municipality and _MUNICIPALITY.match(municipality) and _COMMITTEE.search(council):
        return f"{municipality}議会"
    return council


def is_assembly(body: str | None) -> bool:
    """Whether bills go from its committees to its plenary meeting."""
    return bool(_ASSEMBLY.fullmatch(body or ""))
