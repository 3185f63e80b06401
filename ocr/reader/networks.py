"""The compiled networks as functions of pixels.

Separate because only this module of the reader speaks OpenVINO. Imports models, settings and numpy; never torch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.models import cache, precision, sources
from ocr.models.runtime import openvino as ov
from ocr.reader.crop import StripForm
from ocr.reader.threads import thread_count
from ocr.settings import Settings

Scores = NDArray[np.float32]


class Networks:
    """Detector, recogniser and its second, verified, loaded in this machine's fastest precision."""

    def __init__(self, settings: Settings) -> None:
        threads = thread_count(settings.omp_num_threads)
        recogniser = sources.recogniser(settings.ocr_recogniser)
        detector = sources.detector(settings.ocr_detector)
        detector_model = cache.verified(cache.installed(settings.ocr_model_cache, detector.weights))
        core = ov.Core()
        core.set_property({"ENABLE_MMAP": False})  # mapped files of weights stay in memory beside the packed ones
        self.characters = recogniser.characters
        self.form = StripForm(recogniser.height, recogniser.squeeze)
        self.precisions = {"detector": precision.detector_precision(core, detector_model, threads)}
        self._detector = _request(core, detector_model, self.precisions["detector"], threads)

        def loaded(recogniser: sources.Recogniser, role: str) -> Any:
            model = cache.verified(cache.installed(settings.ocr_model_cache, recogniser.weights))
            self.precisions[role] = precision.recogniser_precision(core, model, threads, recogniser.height)
            return _request(core, model, self.precisions[role], threads)

        self._recogniser = loaded(recogniser, "recogniser")
        self._second = loaded(sources.recogniser(recogniser.second), "second") if recogniser.second else None

    def scores(self, band: NDArray[np.uint8]) -> Scores:
        """Text and link scores, (H/2, W/2, 2), of a band (H, W, 3) RGB whose sides are multiples of 32.

        The array is the network's own output buffer: valid until the next call.
        """
        return np.asarray(_inferred(self._detector, band[None])[0], dtype=np.float32)

    def probabilities(self, lines: NDArray[np.uint8]) -> Scores:
        """Probabilities (N, W/4 − 1, 1 + characters), blank first, of lines (N, H, W) grey; valid until the next call."""
        return _inferred(self._recogniser, lines[:, None])

    @property
    def second_probabilities(self) -> Callable[[NDArray[np.uint8]], Scores] | None:
        """The same by the recogniser for what the first was unsure of; None where it is its own."""
        second = self._second
        return None if second is None else lambda lines: _inferred(second, lines[:, None])


def _request(core: Any, model: cache.Installed, chosen: precision.Precision, threads: int) -> Any:
    return precision.compiled(core, model, chosen, threads).create_infer_request()


def _inferred(request: Any, pixels: NDArray[np.uint8]) -> Scores:
    request.set_input_tensor(ov.Tensor(np.ascontiguousarray(pixels), shared_memory=True))
    request.infer()
    scores: Scores = request.get_output_tensor().data
    return scores
