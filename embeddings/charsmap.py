"""A normalisation map in SentencePiece's compiled form, which the ``tokenizers`` library reads.

The form is a double-array trie over UTF-8 bytes whose leaves are offsets into a text of NUL-ended
replacements: the trie's size in bytes, the trie, the text. A unit of the trie has 32 bits, from the low end:
a label (8 bits), "has a leaf" (1), "offset is shifted" (1, unused here), and the offset from the node to its
children (22). A leaf has bit 31 set and its value below.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_HAS_LEAF = 1 << 8
_LEAF = 1 << 31
_OFFSET_SHIFT = 10
_PAGE = 256


@dataclass(slots=True)
class _Node:
    """A place in the trie; ``value`` is set where a key ends."""

    children: dict[int, "_Node"] = field(default_factory=dict)
    value: int | None = None


def compile_charsmap(replacements: Mapping[str, str]) -> bytes:
    """Compile a map from characters to their replacements ("①" → "1", "ｱ" → "ア").

    Raises:
        ValueError: A key is empty, or a text holds NUL, which ends a replacement.
    """
    if "" in replacements or any("\0" in text for pair in replacements.items() for text in pair):
        msg = "a normalisation map may hold neither an empty key nor NUL"
        raise ValueError(msg)
    root = _Node()
    text = bytearray()
    for key, replacement in replacements.items():
        node = root
        for byte in key.encode():
            node = node.children.setdefault(byte, _Node())
        node.value = len(text)
        text += replacement.encode() + b"\0"
    units = _lay_out(root)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(text)


def _lay_out(root: _Node) -> list[int]:
    """Give every node a place: a leaf lies at its node's base, a child at the base exclusive-or its byte."""
    units = {0: 0}
    base = 0
    waiting = [(0, root)]
    for place, node in waiting:
        labels = sorted(node.children)
        slots = labels if node.value is None else [0, *labels]
        # Bases only rise, so each node has its own: a byte that does not follow finds no label that agrees.
        base += 1
        while any(base ^ slot in units for slot in slots):
            base += 1
        units[place] |= (place ^ base) << _OFFSET_SHIFT
        if node.value is not None:
            units[place] |= _HAS_LEAF
            units[base] = _LEAF | node.value
        for label in labels:
            units[base ^ label] = label
            waiting.append((base ^ label, node.children[label]))
    # Readers do not check bounds: any base, exclusive-or any byte, must exist.
    size = (max(base, *units) // _PAGE + 1) * _PAGE
    return [units.get(place, 0) for place in range(size)]
