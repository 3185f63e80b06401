"""Lets torchvision be imported beside a torch its compiled extension was not built for.

torchvision's default wheel is built against CUDA; beside a CPU torch its extension does not load and
`import torchvision` ends in "operator torchvision::nms does not exist". EasyOCR needs only torchvision's pure-Python
parts, so declaring the two operators it looks for is enough. Imports torch when called; only the stock
backend and the builder may call it.
"""

from __future__ import annotations

import importlib
from typing import Any

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_declared: list[Any] = []


def make_torchvision_importable() -> None:
    """After this, `import torchvision` works; does nothing where it already does."""
    import torch

    try:
        importlib.import_module("torchvision")
    except RuntimeError:
        if _declared:
            raise
        library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
        for schema in _SCHEMAS:
            library.define(schema)  # type: ignore[no-untyped-call]
        _declared.append(library)
        importlib.import_module("torchvision")
