"""pdfium's functions called for all characters or objects of a page at once.

With the pointer types that pypdfium2 declares, making the arguments takes longer than pdfium does. Here
addresses are passed as the numbers they are, in loops that run outside Python code.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_NUMBER, _ADDRESS = ctypes.c_int, ctypes.c_void_p
# left, top, right, bottom: an FS_RECTF.
_BOX_NUMBERS = 4
_BOX_BYTES = _BOX_NUMBERS * np.dtype(np.float32).itemsize


def _quick(function: object, result: type, *arguments: type) -> Callable[..., Any]:
    # PYFUNCTYPE keeps the interpreter lock, which is not worth giving up for so short a call.
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(function))


def _address(pointer: object) -> int:
    return ctypes.cast(pointer, _ADDRESS).value or 0  # type: ignore[arg-type]


def _handle(pointer: object) -> Iterable[object]:
    """An argument ready to be passed, again and again."""
    return repeat(_ADDRESS.from_param(_address(pointer)))


_get_loose_char_box = _quick(pdfium.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS)
# Without types of arguments, a number goes as an int.
_get_page_object = _quick(pdfium.FPDFPage_GetObject, _ADDRESS)
_get_form_object = _quick(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_get_type = _quick(pdfium.FPDFPageObj_GetType, _NUMBER, _ADDRESS)


def loose_char_boxes(text_page: pdfium.FPDF_TEXTPAGE, count: int) -> NDArray[np.float64]:
    """The boxes of a page's first `count` characters.

    Returns:
        A row a character, in points on the page: left, top, right, bottom; all 0 where one is no number.
    """
    boxes = np.zeros((count, _BOX_NUMBERS), dtype=np.float32)
    start = boxes.ctypes.data
    targets = range(start, start + boxes.nbytes, _BOX_BYTES)
    deque(map(_get_loose_char_box, _handle(text_page), range(count), targets), maxlen=0)
    boxes[~np.isfinite(boxes).all(axis=1)] = 0
    return boxes.astype(np.float64)


def page_objects(page: pdfium.FPDF_PAGE, limit: int) -> list[int]:
    """The addresses of a page's first objects."""
    count = min(pdfium.FPDFPage_CountObjects(page), limit)
    return list(map(_get_page_object, _handle(page), range(count)))


def form_objects(form: pdfium.FPDF_PAGEOBJECT, limit: int) -> list[int]:
    """The addresses of the first objects of a Form XObject."""
    count = min(pdfium.FPDFFormObj_CountObjects(form), limit)
    return list(map(_get_form_object, _handle(form), range(count)))


def without_text(objects: list[int]) -> list[tuple[int, pdfium.FPDF_PAGEOBJECT]]:
    """The objects at these addresses other than text, each after its type."""
    return [
        (kind, ctypes.cast(item, pdfium.FPDF_PAGEOBJECT))
        for kind, item in zip(map(_get_type, objects), objects, strict=True)
        if kind != pdfium.FPDF_PAGEOBJ_TEXT
    ]
