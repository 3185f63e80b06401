"""Pages that lie on a side or stand on their head: found out from what was detected and read.

Separate because it is a question of its own, asked once per page. Imports the geometry of lines only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.document import Pixels
from ocr.reader.region import Region

SIDEWAYS_SHARE = 0.6
"""Share of the detected length that stands upright from which a page lies on its side."""


def turned(pixels: Pixels, clockwise_deg: int) -> Pixels:
    """`pixels` turned clockwise by 0, 90, 180 or 270 degrees; a view where nothing moves."""
    return pixels if clockwise_deg % 360 == 0 else np.ascontiguousarray(np.rot90(pixels, k=-clockwise_deg // 90))


def lies_on_side(regions: Sequence[Region]) -> bool:
    """Whether most of the writing runs up or down the page."""
    across = down = 0.0
    for region in regions:
        width, height = (float(v) for v in region.points.max(axis=0) - region.points.min(axis=0))
        if width > 1.5 * height:
            across += width
        elif height > 1.5 * width:
            down += height
    return down > SIDEWAYS_SHARE * (across + down) > 0
