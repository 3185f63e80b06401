"""OpenVINO, imported so that it never reports home.

Separate because `import openvino` by itself starts a telemetry client that writes an identifier into the home folder
and may open a connection; with its client hidden OpenVINO uses its own stub. Everything here that needs OpenVINO
imports it from this module. What both libraries keep for every shape is bounded here and in `precision`.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "500")
"""How many compiled steps of networks oneDNN keeps, all networks together; its own 1,024 are more memory and spare no time (docs/decisions/0217)."""

if "openvino" not in sys.modules:
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # importing it now fails: the documented idiom

openvino: Any = importlib.import_module("openvino")
