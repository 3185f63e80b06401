# Two commands: `make run` serves the app on PORT (8000), `make test` runs every check.
# Both do the set-up they need once; a second call starts at once.
# On a CPU-only machine: PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make run

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet

# The typefaces of the samples and of the held-out documents (bench/README.md), each with a file that shows it is there.
FONTS := /usr/share/fonts/truetype
TEST_FONTS := \
	fonts-dejavu-core=$(FONTS)/dejavu/DejaVuSans.ttf \
	fonts-liberation=$(FONTS)/liberation/LiberationSans-Regular.ttf \
	fonts-roboto-unhinted=$(FONTS)/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf \
	fonts-croscore=$(FONTS)/croscore/Arimo-Regular.ttf \
	fonts-sil-charis=$(FONTS)/charis/CharisSIL-Regular.ttf \
	fonts-mononoki=$(FONTS)/mononoki/mononoki-Regular.ttf \
	fonts-tlwg-typist-ttf=$(FONTS)/tlwg/TlwgTypist.ttf \
	fonts-crosextra-carlito=$(FONTS)/crosextra/Carlito-Regular.ttf \
	fonts-crosextra-caladea=$(FONTS)/crosextra/Caladea-Regular.ttf \
	fonts-open-sans=$(FONTS)/open-sans/OpenSans-Regular.ttf \
	fonts-clear-sans=$(FONTS)/clear-sans/ClearSans-Regular.ttf \
	fonts-paratype=$(FONTS)/paratype/PTS55F.ttf \
	fonts-anonymous-pro=$(FONTS)/anonymous-pro/Anonymous*.ttf

# Tests that start no server and keep no time; two run at once.
ALONE := tests/bench tests/forms tests/intake tests/reader tests/samples tests/training

.PHONY: help run test lint types unit models samples screenshots clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run models ## set up what is missing and serve on PORT (8000)
	@exec $(PY) -m ocr serve

test: $(VENV)/.test models lint types unit ## set up what is missing; lint, types and every test, browser included

lint: $(VENV)/.test ## ruff
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.test ## mypy, strict on ocr/
	$(VENV)/bin/mypy

unit: $(VENV)/.test models ## pytest
	$(VENV)/bin/pytest -n 2 --dist loadfile $(ALONE)
	$(VENV)/bin/pytest $(addprefix --ignore=,$(ALONE))

models: $(VENV)/.run ## compile the networks; nothing to do when they are built
	@$(PY) -m ocr models build

samples: $(VENV)/.test ## draw samples/ again
	$(PY) -m samples.draw

screenshots: $(VENV)/.test models ## docs/screenshots from the running app
	$(PY) -m bench.screenshots

clean: ## remove the virtual environment and caches, never uploads
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps depend on the requirement files: a changed pin installs again, nothing else does.
$(VENV)/.run: requirements.txt requirements-serve.txt constraints.txt | $(VENV)/bin/python
	@scripts/need poppler-utils=pdftoppm
	@echo "Installing the packages of requirements.txt (a few minutes the first time) …"
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.txt
	@scripts/need chromium=chromium postgresql=/usr/lib/postgresql/*/bin/postgres $(TEST_FONTS)
	$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/need python3-venv
	$(PYTHON) -m venv $(VENV)
