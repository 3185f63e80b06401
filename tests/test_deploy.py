"""The image, compose and Railway files say what the product needs; their slow parts run by scripts/check_dockerfile.py."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from ocr.settings import SPECS, load_settings
from scripts.check_dockerfile import Scratch, Step, copy_of, ignore_patterns, is_healthy, is_ignored, parse, problems
from scripts.constraints import constraints

ROOT = Path(__file__).parent.parent
STAGES = parse((ROOT / "Dockerfile").read_text(encoding="utf-8"))
IGNORED = ignore_patterns((ROOT / ".dockerignore").read_text(encoding="utf-8"))
GOOD = """
FROM base AS serve
ENV PIP_NO_CACHE_DIR=1
RUN pip install -r requirements-serve.txt
FROM base
COPY --from=serve /opt/venv /opt/venv
COPY ocr ocr
USER app
HEALTHCHECK --interval=30s CMD ["python", "-c", "/health"]
"""


def test_the_dockerfile_keeps_its_promises():
    assert list(problems(STAGES, IGNORED)) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("USER app\n", "", "runs as root"),
        ("USER app", "USER root", "runs as root"),
        ("/health", "/", "no HEALTHCHECK"),
        ("ENV PIP_NO_CACHE_DIR=1\n", "", "pip's cache"),
        ("USER app", "RUN apt-get install -y poppler-utils\nUSER app", "apt's lists"),
        ("USER app", "RUN pip install torch\nUSER app", "installs torch"),
        ("COPY ocr", "COPY nowhere", "not there: nowhere"),
        ("COPY ocr", "COPY tests", "keeps away what is copied: tests"),
        ("--from=serve", "--from=other", "stage that is not there: other"),
    ],
)
def test_a_broken_promise_is_named(old, new, sentence):
    assert list(problems(parse(GOOD), IGNORED)) == []
    assert any(sentence in problem for problem in problems(parse(GOOD.replace(old, new)), IGNORED))


def test_what_the_pinned_packages_bring_along_is_pinned_too():
    kept = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert set(constraints().splitlines()) <= set(kept)  # an older Python brings more along


def test_secrets_and_uploads_stay_out_of_the_image():
    assert is_ignored("uploads", IGNORED)
    assert is_ignored(".streamlit/secrets.toml", IGNORED)
    assert not is_ignored(".streamlit", IGNORED)


def test_continued_lines_and_comments_are_read():
    (stage,) = parse("FROM base\n# a remark\nENV A=1 \\\n    # inside\n    B=2\nCOPY --from=x --chown=app /a b/\n")
    assert [step.keyword for step in stage.steps] == ["ENV", "COPY"]
    assert stage.steps[0].words == ["A=1", "B=2"]
    assert copy_of(stage.steps[1]) == copy_of(Step("COPY", "--from=x --chown=app /a b/"))


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_command_tells_well_from_ill(tmp_path, status, healthy):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        scratch = Scratch(tmp_path, {"PORT": str(server.server_port)})
        try:
            assert is_healthy(STAGES[-1], scratch) is healthy
        finally:
            server.shutdown()
            thread.join()


def test_the_image_settings_are_settings():
    known = {name for spec in SPECS for name in (spec.variable, *spec.aliases)}
    environ = dict(word.split("=", 1) for step in STAGES[-1].all("ENV") for word in step.words)
    settings = load_settings(environ)
    assert settings.port == 8000
    assert environ["TZ"] == "Asia/Jakarta", "dates of files, times where a browser tells no zone"
    assert {"UPLOAD_FOLDER", "OCR_MODEL_CACHE", "OMP_NUM_THREADS"} <= set(environ) & known


def test_railway_asks_the_health_route_and_gives_up_after_three():
    deploy = json.loads((ROOT / "railway.json").read_text(encoding="utf-8"))["deploy"]
    assert (deploy["healthcheckPath"], deploy["restartPolicyType"], deploy["restartPolicyMaxRetries"]) == (
        "/health",
        "ON_FAILURE",
        3,
    )


def test_whoever_stops_the_app_gives_it_time_to_end():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    deploy = json.loads((ROOT / "railway.json").read_text(encoding="utf-8"))["deploy"]
    assert (services["app"]["stop_grace_period"], deploy["drainingSeconds"]) == ("30s", 30)
    assert "--stop-timeout 30" in (ROOT / "docs/deployment.md").read_text(encoding="utf-8")


def test_compose_starts_the_app_alone_and_a_cluster_by_profile():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["app"]
    assert {name for name, service in services.items() if service.get("profiles") == ["cluster"]} == {
        "postgres",
        "scheduler",
        "worker",
    }
    known = {name for spec in SPECS for name in (spec.variable, *spec.aliases)}
    for name in ("app", "worker"):
        assert set(services[name]["environment"]) - {"<<", "TZ"} <= known
    assert "ports" not in services["scheduler"]
