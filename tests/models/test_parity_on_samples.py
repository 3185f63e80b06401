"""The networks as loaded here against torch's, on the pages of samples/: the same map, the same text."""

from pathlib import Path

import numpy as np
import pytest

from ocr.document import Upload
from ocr.intake import open_document
from ocr.models import export, parity, sources
from ocr.reader.blocks import TALLEST
from ocr.reader.crop import strips_of
from ocr.reader.detect import canvas_of, score_map
from ocr.reader.group import lines_of
from ocr.reader.ink import grey_of, ink_mask
from ocr.reader.pack import STEP
from ocr.reader.recognise import bucket_width, padded
from ocr.reader.region import regions_of
from ocr.reader.slope import slope_of
from tests.models.conftest import torch_scores

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = ("bpn-danamon-pindai.pdf", "bpn-struk-termal.jpg")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=NAMES)
def canvas_and_page(request, settings):
    path = SAMPLES / request.param
    pixels = open_document(Upload(path.name, path.read_bytes()), settings).page(1).pixels
    return canvas_of(pixels, settings.max_image_size), pixels


def test_the_detectors_map_is_torchs(canvas_and_page, reader, settings):
    canvas = canvas_and_page[0].pixels[:TALLEST]
    columns = -canvas.shape[1] % STEP
    band = np.pad(canvas, ((0, 0), (0, columns), (0, 0)), mode="edge")
    reference = torch_scores(
        export.torch_detector(sources.detector(settings.ocr_detector)), export.normalised(band[None])
    )
    assert parity.map_disagreement(reader.networks.scores(band)[None], reference) <= parity.MAX_DISAGREEMENT


def test_the_recognisers_text_is_torchs(canvas_and_page, reader, settings):
    canvas, pixels = canvas_and_page
    networks = reader.networks
    regions = regions_of(score_map(canvas.pixels, ink_mask(grey_of(canvas.pixels)), networks.scores))
    scaled = [type(region)(points=region.points / canvas.scale) for region in regions]
    strips = [strip.pixels for strip in strips_of(grey_of(pixels), lines_of(scaled, slope_of(scaled)), networks.form)]
    lines = [padded(strip, bucket_width(strip.shape[1])) for strip in strips]
    network = export.torch_recogniser(sources.recogniser(settings.ocr_recogniser))
    changed = parity.letters_changed(
        lines,
        networks.probabilities,
        lambda batch: torch_scores(network, batch[:, None] / np.float32(127.5) - 1),
        networks.characters,
    )
    assert len(lines) > 10
    assert changed <= 2 * parity.MAX_LETTERS_CHANGED  # a page has 300 to 900 letters: one, where it has few
