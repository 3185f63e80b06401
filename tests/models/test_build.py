import shutil
import subprocess
import sys
import threading
import time

import pytest

from ocr import models
from ocr.errors import ModelMissing, ModelTampered
from ocr.models import build as builder
from ocr.models import cache, sources

NAMES = ("craft", "english_g2")


@pytest.fixture
def made(monkeypatch):
    """Replaces the two makers by ones that only write a file; the list names the networks made."""
    names = []

    def make(name):
        def maker(*arguments):
            names.append(name)
            time.sleep(0.05)
            (arguments[-1] / "float.xml").write_text(name)
            (arguments[-1] / "float.bin").write_bytes(b"weights")
            return {"map_disagreement": 0.0}

        return maker

    monkeypatch.setattr(builder, "_build_detector", make("detector"))
    monkeypatch.setattr(builder, "_build_recogniser", make("recogniser"))
    return names


def test_a_second_build_makes_nothing(tmp_path, made):
    first = builder.build(tmp_path, NAMES)
    second = builder.build(tmp_path, NAMES)
    assert made == ["detector", "recogniser"]
    assert first == second
    assert {model.name for model in second} == {"craft_mlt_25k", "english_g2"}


def test_two_builders_at_once_make_each_network_once(tmp_path, made):
    builders = [threading.Thread(target=builder.build, args=(tmp_path, NAMES)) for _ in range(3)]
    for thread in builders:
        thread.start()
    for thread in builders:
        thread.join(timeout=30)
    assert sorted(made) == ["detector", "recogniser"]


def test_a_damaged_network_is_built_again(tmp_path, made):
    model = builder.build(tmp_path, NAMES)[0]
    (model.folder / "float.bin").write_bytes(b"bits have flipped")
    with pytest.raises(ModelTampered):
        models.verify(tmp_path, NAMES)
    builder.build(tmp_path, NAMES)
    assert made == ["detector", "recogniser", "detector"]
    assert {card.name for card in models.verify(tmp_path, NAMES)} == {"craft_mlt_25k", "english_g2"}


def test_networks_of_other_library_versions_are_built_again(tmp_path, made, monkeypatch):
    builder.build(tmp_path, NAMES)
    monkeypatch.setattr(builder, "BUILD_LIBRARIES", ("openvino",))
    builder.build(tmp_path, NAMES)
    assert made == ["detector", "recogniser"] * 2


def test_a_failed_build_installs_nothing(tmp_path, made, monkeypatch):
    def unlike_torch(_detector, folder):
        (folder / "int8.bin").write_bytes(b"half done")
        raise builder.ParityError("differs")

    monkeypatch.setattr(builder, "_build_detector", unlike_torch)
    with pytest.raises(builder.ParityError):
        builder.build(tmp_path, NAMES)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_tampered_weights_are_not_built_from(tmp_path, made, monkeypatch):
    fake = tmp_path / "craft.pth"
    fake.write_bytes(b"")
    monkeypatch.setattr(sources, "weights", lambda name: sources.Weights(name, fake, sources.CRAFT_SHA256))
    with pytest.raises(ModelTampered):
        builder.build(tmp_path / "cache", NAMES)
    assert made == []


def test_models_not_built_name_the_remedy(tmp_path):
    with pytest.raises(ModelMissing, match="models build"):
        models.manifest(tmp_path, NAMES)


def test_a_lost_file_is_missing(tmp_path, made):
    model = builder.build(tmp_path, NAMES)[0]
    (model.folder / "float.bin").unlink()
    with pytest.raises(ModelMissing):
        cache.verified(model)


def test_the_built_models_are_whole_and_like_torchs(settings):
    cards = models.verify(settings.ocr_model_cache, settings.networks)
    assert [card.precisions[0] for card in cards] == ["int8", "int8", "int8"]
    detector, *recognisers = builder.build(settings.ocr_model_cache, settings.networks)
    assert 0 < detector.parity["map_disagreement"] < 0.005
    assert [recogniser.parity["letters_changed_f32"] for recogniser in recognisers] == [0, 0]


def test_a_copied_cache_works_elsewhere(settings, tmp_path):
    weights = sources.weights(settings.ocr_detector)
    source = cache.folder_of(settings.ocr_model_cache, weights)
    shutil.copytree(source, tmp_path / source.name)
    model = cache.verified(cache.installed(tmp_path, weights))
    assert model.folder == tmp_path / source.name


def test_openvino_is_loaded_without_its_telemetry():
    code = "import sys, ocr.models.runtime\nsys.exit(sys.modules.get('openvino_telemetry') is not None)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
