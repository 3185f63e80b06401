"""OpenVINO, imported so that it never reports home.

Separate because `import openvino` by itself starts a telemetry client that writes an identifier into the home folder
and may open a connection; with its client hidden OpenVINO uses its own stub. Everything here that needs OpenVINO
imports it from this module.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

if "openvino" not in sys.modules:
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # importing it now fails: the documented idiom

openvino: Any = importlib.import_module("openvino")
