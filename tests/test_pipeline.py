"""The table of contents: events in order, a failed page alone, a text layer believed only when it is what is printed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr import pipeline
from ocr.document import Box, PageImage, PageText, Upload, Word
from ocr.errors import EngineFailed, UnsupportedFile
from ocr.intake import open_document
from ocr.reader import Reader, open_reader
from ocr.settings import load_settings
from tests.intake import papers

SETTINGS = load_settings({})
SAMPLES = Path(__file__).parent.parent / "samples"


class FaultyReader:
    """A fault engine: reads one word a page and breaks on the pages named."""

    name = "faulty"

    def __init__(self, broken: set[int], error: Exception | None = None) -> None:
        self.broken = broken
        self.error = error or RuntimeError("out of memory in the network")

    def read(self, page: PageImage) -> PageText:
        if page.number in self.broken:
            raise self.error
        height, width = page.pixels.shape[:2]
        return PageText(page.number, width, height, (Word("NTPN", Box(1, 1, 9, 9), 0.9),), "ocr", 0.0, turned_deg=90)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        return ()

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        return [self.read_region(page, box) for box in boxes]

    def close(self) -> None: ...


def three_pages() -> Upload:
    sheets = [Image.new("RGB", (60 + 10 * index, 40), "white") for index in range(3)]
    buffer = io.BytesIO()
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:])
    return Upload("tiga.tif", buffer.getvalue())


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = open_reader(SETTINGS)
    yield reader
    reader.close()


def test_a_failed_page_never_takes_the_others_down() -> None:
    events = list(pipeline.read(three_pages(), FaultyReader({2}), SETTINGS))
    kinds = [type(event).__name__ for event in events]
    assert kinds == [
        "PageStarted", "PageRead", "RecordsFound", "PageStarted", "PageFailed", "PageStarted", "PageRead", "RecordsFound",
    ]  # fmt: skip
    failed = next(event for event in events if isinstance(event, pipeline.PageFailed))
    assert failed.number == 2
    assert isinstance(failed.error, EngineFailed)
    assert "2" in failed.error.message("id")


def test_a_page_that_opencv_cannot_make_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unmade(RelabelledDocument):
        page_count = 2

        def page(self, number: int) -> PageImage:
            if number == 1:
                raise cv2.error("resize")
            return self._page

    page = PageImage(2, np.full((40, 60, 3), 255, np.uint8), 150)
    monkeypatch.setattr(pipeline, "open_document", lambda upload, settings: Unmade(page))
    kinds = [type(event).__name__ for event in pipeline.read(three_pages(), FaultyReader(set()), SETTINGS)]
    assert kinds == ["PageStarted", "PageFailed", "PageStarted", "PageRead", "RecordsFound"]


def test_bugs_stay_loud() -> None:
    with pytest.raises(KeyError):
        list(pipeline.read(three_pages(), FaultyReader({1}, KeyError("bug")), SETTINGS))


def test_a_file_without_a_readable_page_ends_with_no_records() -> None:
    events = list(pipeline.read(three_pages(), FaultyReader({1, 2, 3}), SETTINGS))
    assert events[-1] == pipeline.RecordsFound(())


def test_a_refused_file_raises_before_any_event() -> None:
    with pytest.raises(UnsupportedFile):
        next(pipeline.read(Upload("a.exe", b"MZ\x00"), FaultyReader(set()), SETTINGS))


def test_preview_pixels_are_the_box_coordinates_of_the_turned_page() -> None:
    result = pipeline.read_page(three_pages(), 1, FaultyReader(set()), SETTINGS)
    with Image.open(io.BytesIO(result.preview_jpeg)) as preview:
        assert preview.size == (40, 60)
    assert result.text.seconds > 0


def digital_sample() -> Upload:
    path = next(path for path in sorted(SAMPLES.glob("*.pdf")) if "text" not in path.stem and _has_text(path))
    return Upload(path.name, path.read_bytes())


def _has_text(path: Path) -> bool:
    return bool(open_document(Upload(path.name, path.read_bytes()), SETTINGS).page(1).text_layer)


def test_a_digital_page_comes_from_its_text_layer(reader: Reader) -> None:
    text = pipeline.read_page(digital_sample(), 1, reader, SETTINGS).text
    assert text.source == "text"
    assert {word.confidence for word in text.words} == {1.0}


class RelabelledDocument:
    """A digital page whose text layer was tampered with."""

    media_type = "application/pdf"
    page_count = 1

    def __init__(self, page: PageImage) -> None:
        self._page = page

    def page(self, number: int) -> PageImage:
        return self._page


@pytest.mark.parametrize("harm", ["garbled", "shifted", "other text", "hidden", "partial", "private use"])
def test_a_text_layer_that_is_not_what_is_printed_is_not_trusted(
    harm: str, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_document(digital_sample(), SETTINGS).page(1)
    layer, pixels = page.text_layer, page.pixels
    if harm == "garbled":
        layer = tuple(replace(word, text="".join(chr(ord(char) + 3) for char in word.text)) for word in layer)
    elif harm == "shifted":
        layer = tuple(replace(word, box=Box(*(edge + 40 for edge in word.box))) for word in layer)
    elif harm == "other text":
        layer = tuple(replace(word, text="Lorem ipsum dolor " * 2) for word in layer)
    elif harm == "hidden":
        pixels = np.full_like(pixels, 255)
    elif harm == "partial":
        layer = layer[:5]
    else:
        layer = tuple(replace(word, text="\ue000" * len(word.text)) for word in layer)
    harmed = RelabelledDocument(replace(page, text_layer=layer, pixels=pixels))
    monkeypatch.setattr(pipeline, "open_document", lambda upload, settings: harmed)
    assert pipeline.read_page(digital_sample(), 1, reader, SETTINGS).text.source == "ocr"


def fields_of(data: bytes, reader: Reader) -> tuple[PageText, dict[str, str | None]]:
    events = list(pipeline.read(Upload("layer.pdf", data), reader, SETTINGS))
    (page,) = [event.result.text for event in events if isinstance(event, pipeline.PageRead)]
    found = events[-1]
    assert isinstance(found, pipeline.RecordsFound)
    (record,) = found.records
    return page, {name: field.value for name, field in record.fields.items()}


@pytest.mark.parametrize("count", [1, 3, 16])
def test_a_scan_cut_into_strips_is_read_though_another_program_hid_its_words_in_it(count: int, reader: Reader) -> None:
    # The symptom: NTPN, date and NTB of the hidden layer, wrong, with confidence 1.0 and without a mark.
    page, fields = fields_of(papers.pdf(lambda canvas: papers.strips(canvas, count), papers.hidden_layer), reader)
    assert page.source == "ocr"
    assert fields["ntpn"] == "4C2U16P1BBJ5T5E6"
    assert fields["tanggal"] == "2024-01-15"
    assert fields["ntb"] == "000022763695"


def test_a_picture_over_an_old_value_is_what_is_read(reader: Reader) -> None:
    page, fields = fields_of(papers.pdf(papers.covered), reader)
    assert page.source == "ocr"
    assert fields["ntpn"] == "9Z9Z9Z9Z9Z9Z9Z9Z"


def test_one_wrong_figure_of_a_layer_is_enough(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_document(Upload("a.pdf", papers.pdf(papers.receipt)), SETTINGS).page(1)
    lies = [replace(word, text=word.text.replace("563515", "583515")) for word in page.text_layer]
    honest = RelabelledDocument(page)
    monkeypatch.setattr(pipeline, "open_document", lambda upload, settings: honest)
    assert pipeline.read_page(Upload("a.pdf", b""), 1, reader, SETTINGS).text.source == "text"
    lying = RelabelledDocument(replace(page, text_layer=tuple(lies)))
    monkeypatch.setattr(pipeline, "open_document", lambda upload, settings: lying)
    assert pipeline.read_page(Upload("a.pdf", b""), 1, reader, SETTINGS).text.source == "ocr"


def test_a_receipt_pasted_as_a_picture_into_a_page_of_text_is_found(reader: Reader) -> None:
    # The symptom: "0 proofs", the page's own text alone was taken.
    page, fields = fields_of(papers.pdf(papers.memo), reader)
    assert page.source == "ocr"
    assert any(word.text.startswith("MEMO") and word.confidence == 1.0 for word in page.words)
    assert fields["ntpn"] == "4C2U16P1BBJ5T5E6"
    assert fields["jumlah"] == "12345678.00"


def test_a_layer_of_which_nothing_can_be_read_again_is_not_believed(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_document(Upload("a.pdf", papers.pdf(papers.receipt)), SETTINGS).page(1)
    standing = [
        replace(word, box=word.box._replace(right=word.box.left + 8)) for word in page.text_layer if len(word.text) > 4
    ]
    harmed = RelabelledDocument(replace(page, text_layer=tuple(standing)))
    monkeypatch.setattr(pipeline, "layer_matches_ink", lambda page: True)
    monkeypatch.setattr(pipeline, "open_document", lambda upload, settings: harmed)
    assert pipeline.read_page(Upload("a.pdf", b""), 1, reader, SETTINGS).text.source == "ocr"
