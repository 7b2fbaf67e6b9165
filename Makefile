# What each target is for stands behind its `##`; `make` alone lists them.

PYTHON ?= python3
ARGS ?=
BOARD ?=
PORT ?=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
# Set-up happens once, and again when pyproject.toml changes.
RUNTIME := $(VENV)/ready-to-run
DEV := $(VENV)/ready-to-test

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run flash test lint layers size parity vectors vectors-check micropython results picture bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## start the terminal on this machine (ARGS="..." goes to `ridegate run`)
	@$(VENV)/bin/ridegate run $(ARGS)

flash: $(RUNTIME) ## put the firmware on a board: make flash BOARD=pico2 PORT=/dev/ttyACM0 (ARGS="--config ...")
	@$(VENV)/bin/ridegate flash --board "$(BOARD)" --port "$(PORT)" $(ARGS)

test: $(DEV) ## everything that must hold: style, types, tests on both runtimes, parity, vectors
	@echo "== ruff";            $(PY) -m ruff check --output-format concise .
	@echo "== mypy";            $(PY) -m mypy
	@echo "== types of boards"; $(PY) -m tests.board_types
	@echo "== tests on CPython"; $(PY) -m pytest
	@echo "== tests on MicroPython"; $(PY) -m tests.on_micropython
	@echo "== parity";          $(PY) -m tests.parity
	@echo "== vectors";         $(PY) -m tests.vectors.generate --check
	@echo "== results";         $(PY) -m tests.results --check
	@echo "All of it holds."

lint: $(DEV) ## style and types only
	@$(PY) -m ruff check --output-format concise .
	@$(PY) -m mypy

layers: $(DEV) ## who imports whom: the rooms of the house and the rules of every module
	@$(PY) -m pytest tests/desktop/test_layers.py

micropython: $(DEV) ## the tests of terminal/ in a MicroPython VM with the heap of a board
	@$(PY) -m tests.on_micropython $(ARGS)

size: $(RUNTIME) ## bytes of bytecode of each module of terminal/
	@$(PY) -m tests.size

parity: $(RUNTIME) ## every decision vector on CPython and MicroPython, in three orders
	@$(PY) -m tests.parity

vectors: $(RUNTIME) ## write tests/vectors/ anew from the test issuer
	@$(PY) -m tests.vectors.generate

vectors-check: $(RUNTIME) ## tell whether tests/vectors/ are what `make vectors` writes
	@$(PY) -m tests.vectors.generate --check

results: $(RUNTIME) ## write the table of results into both READMEs
	@$(PY) -m tests.results

picture: $(RUNTIME) ## draw the READMEs' picture from a real session
	@$(PY) -m tests.picture

bench: $(DEV) ## one decision against other people's SM2 in the same run, and on both runtimes
	@$(PY) -m tests.bench

clean: ## remove what these targets made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is `$(PYTHON) -V 2>&1`; ridegate needs 3.11 or newer." \
			"Name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): pyproject.toml | $(VENV)/bin/python
	@echo "Installing ridegate and what it runs on ..."
	@$(PIP) --editable .
	@touch $@

$(DEV): pyproject.toml | $(VENV)/bin/python
	@echo "Installing ridegate, what it runs on and what tests it ..."
	@$(PIP) --editable '.[dev]'
	@touch $(RUNTIME) $@
