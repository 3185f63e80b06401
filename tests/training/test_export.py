"""The shipped weights: pinned, small, and read by stock EasyOCR through its custom-network route."""

import warnings

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from ocr.errors import ModelTampered
from ocr.models import sources
from training import export, network
from training.strings import CHARACTERS

WEIGHTS = export.WEIGHTS_FOLDER / f"{export.NAME}.pth"


def test_the_card_pins_the_weights():
    card = export.read_card()
    assert card["sha256"] == export.sha256(WEIGHTS)
    assert card["base"] == card["second"]  # whose hash may be a later one: the wide network was trained further
    assert export.read_card(card["second"])["sha256"] == sources.recogniser(card["second"]).weights.sha256
    assert card["characters"] == CHARACTERS == sources.ENGLISH_G2_CHARACTERS
    assert WEIGHTS.stat().st_size <= 10_000_000


@pytest.mark.parametrize(("share", "weight"), [(0.0, 1.0), (0.25, 1.25), (0.5, 1.5), (1.0, 2.0)])
def test_weights_part_way_lie_between_both(share, weight):
    first, second = ({"a": torch.tensor([value]).half(), "n": torch.tensor(3)} for value in (1.0, 2.0))
    found = export.between(first, second, share)
    assert found["a"].item() == weight
    assert found["n"].item() == 3


def test_the_weights_are_half_floats_under_easyocrs_names():
    state = torch.load(WEIGHTS, map_location="cpu", weights_only=True)
    assert all(name.startswith("module.") for name in state)
    assert {value.dtype for value in state.values()} == {torch.float16, torch.int64}
    assert all(torch.isfinite(value).all() for value in state.values())


def test_a_changed_byte_is_refused(tmp_path):
    changed = bytearray(WEIGHTS.read_bytes())
    changed[len(changed) // 2] ^= 1
    path = tmp_path / "payment_g2.pth"
    path.write_bytes(changed)
    with pytest.raises(ModelTampered):
        sources.verified(sources.Weights("payment_g2", path, export.read_card()["sha256"]))


def test_our_network_is_easyocrs():
    from ocr.models.torchvision_ops import make_torchvision_importable

    make_torchvision_importable()
    from easyocr.model.vgg_model import Model as StockModel

    state = network.load_state(str(WEIGHTS))
    ours = network.model_of(state).eval()
    theirs = StockModel(**network.sizes_of(state), num_class=97).eval()
    theirs.load_state_dict(state)
    lines = torch.from_numpy(np.random.default_rng(0).uniform(-1, 1, (2, 1, 64, 200)).astype(np.float32))
    with torch.inference_mode():
        assert torch.allclose(ours(lines), theirs(lines, None), atol=1e-4)


@pytest.mark.slow
def test_stock_easyocr_reads_a_drawn_line_with_it(tmp_path, monkeypatch, any_typefaces):
    from ocr.models.torchvision_ops import make_torchvision_importable

    make_torchvision_importable()
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    export.write_custom_network(tmp_path, WEIGHTS)
    text = "4C2U16P1BBJ5T5E6"
    page = Image.new("L", (420, 60), 255)
    ImageDraw.Draw(page).text((10, 12), text, fill=0, font=ImageFont.truetype(any_typefaces[0], 28))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import easyocr

        reader = easyocr.Reader(
            ["en"],
            gpu=False,
            detector=False,
            verbose=False,
            download_enabled=False,
            recog_network=export.NAME,
            user_network_directory=str(tmp_path),
            model_storage_directory=str(tmp_path),
        )
        results = reader.recognize(np.asarray(page), horizontal_list=[[4, 416, 6, 54]], free_list=[])
    assert [result[1] for result in results] == [text]
