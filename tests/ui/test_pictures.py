"""Pictures come only at addresses the house gave out, in the size asked for."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.applications import Starlette

from ocr.document import Box, Upload
from ocr.errors import EngineFailed
from ocr.health import drawn_page
from ocr.service import Service
from ocr.store import RecordView
from ocr.ui.pictures import crop, crop_url, page_url, picture_routes
from tests.api.conftest import Client
from tests.ui.conftest import picture


@pytest.fixture
def client(service: Service) -> Client:
    return Client(Starlette(routes=picture_routes(lambda: service)))


@pytest.fixture
def page(service: Service, record: RecordView):
    return service.store.document(record.document_id).pages[0]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_whole_page_thumbnail_and_crop(client: Client, page) -> None:
    assert opened(client.get(page_url(page)).content).size == (1240, 1754)
    assert opened(client.get(page_url(page, 184)).content).width == 184
    assert opened(client.get(crop_url(page, Box(100, 100, 500, 130), 48)).content).height == 48


@pytest.mark.parametrize(
    "change", [lambda u: u.replace("w=184", "w=185"), lambda u: u[:-1] + "g", lambda u: u.partition("&s=")[0]]
)
def test_address_that_was_not_given_out_is_refused(client: Client, page, change) -> None:
    assert client.get(change(page_url(page, 184))).status_code == 403


def test_page_read_again_has_another_address(service: Service, page) -> None:
    service.retry_page(page.document_id, 1)
    again = service.wait(page.document_id, 20).pages[0]
    assert again.finished_at > page.finished_at


def test_crop_outside_the_page_is_a_blank_dot_not_an_error() -> None:
    assert opened(crop(picture(100, 100), Box(200, 200, 250, 210), 40)).size == (1, 1)


def test_a_page_never_read_is_drawn_small(service: Service, engine, client: Client) -> None:
    engine.error = EngineFailed(page=1, reason="uji")
    failed = service.wait(service.submit(Upload("a.png", drawn_page() + b"z"), batch="b1").document_id, 20).pages[0]
    thumbnail = opened(client.get(page_url(failed, 240)).content)
    assert thumbnail.format == "JPEG"
    assert thumbnail.width == 240


def test_a_page_that_cannot_be_drawn_has_a_torn_sheet(service: Service, engine, client: Client) -> None:
    engine.error = EngineFailed(page=1, reason="uji")
    failed = service.wait(service.submit(Upload("a.png", drawn_page() + b"y"), batch="b1").document_id, 20).pages[0]
    document = service.store.document(failed.document_id)
    service.store.files.remove("originals", document.sha256)
    answer = client.get(page_url(failed, 240))
    assert answer.content.startswith(b"<svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
