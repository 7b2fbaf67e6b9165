# What each target is for stands behind its `##`; `make` alone lists them.

PYTHON ?= python3
ARGS ?=
BOARD ?=
PORT ?=
# Tests with boards and browsers wait for other programs: with two workers a processor a fifth of the time was idle, with
# three none is. The quick ones hardly wait, and each worker imports all of them: one more than there are processors.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3)
FAST_WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
# Set-up happens once, and again when pyproject.toml changes.
RUNTIME := $(VENV)/ready-to-run
DEV := $(VENV)/ready-to-test
BENCH := $(VENV)/ready-to-compare
SERVERS := $(VENV)/ready-for-servers

# Each file is compiled once, and not by each of the hundreds of processes of the tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: test-servers exchange-kills depot-attacks gateway-cuts reverify-month hostile-cards explain-bugs explain-names help run flash test test-fast lint layers size parity vectors vectors-check micropython torture safety soak trips morning
.PHONY: turns results picture screenshots bench performance clean mutation heap lock lock-check kernels bench-board test-kernel test-board mutants site site-check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## a gate on this machine: serve its page, open it, play the session (ARGS="..." goes to `ridegate run`)
	@$(VENV)/bin/ridegate run $(ARGS)

flash: $(RUNTIME) ## put the firmware on a board: make flash BOARD=pico2 PORT=/dev/ttyACM0 (ARGS="--config ...")
	@$(VENV)/bin/ridegate flash --board "$(BOARD)" --port "$(PORT)" $(ARGS)

test: $(DEV) ## everything that must hold: style, types, tests on both runtimes, parity, vectors
	@$(PY) -m tests.tool.side_by_side $(WORKERS)

test-fast: $(DEV) ## the quick tests, without boards, browser and wheel (ARGS="-k trust"); prints how long they took
	@began=$$(date +%s); \
		$(PY) -m pytest -n $(FAST_WORKERS) --dist loadfile --no-loadscope-reorder --durations=20 -m "not emulator and not browser and not wheel and not slow" $(ARGS); \
		status=$$?; echo "test-fast took $$(( $$(date +%s) - began )) s; make test runs everything."; exit $$status

lint: $(DEV) ## style, types, layers and plain English only
	@$(PY) -m ruff check --output-format concise .
	@$(PY) -m mypy
	@$(PY) -m tests.tool.board_types
	@$(PY) -m pytest -q tests/desktop/test_layers.py
	@$(PY) -m tests.tool.dialect

layers: $(DEV) ## check which package imports which, and the rules of every module
	@$(PY) -m pytest tests/desktop/test_layers.py

heap: $(DEV) ## bytes of each board's heap, stage by stage, in a 32-bit MicroPython (ARGS="pico", --write for the READMEs)
	@$(PY) -m tests.heap $(ARGS)

test-servers: $(SERVERS) ## the tests with a real PostgreSQL and a real pcscd; which apt-get install postgresql pcscd vsmartcard-vpcd brings
	@RIDEGATE_SERVERS_NEEDED=1 $(PY) -m pytest -q tests/desktop/test_books_postgres.py tests/desktop/test_pcsc.py $(ARGS)

micropython: $(DEV) ## the tests of terminal/ in a MicroPython VM with the heap of a board
	@$(PY) -m tests.on_micropython $(ARGS)

size: $(RUNTIME) ## bytes of bytecode of each module of terminal/
	@$(PY) -m tests.tool.size

parity: $(RUNTIME) ## every decision vector on CPython and MicroPython, in three orders
	@$(PY) -m tests.tool.parity

vectors: $(RUNTIME) ## write tests/vectors/ anew from the test issuer
	@$(PY) -m tests.vectors.generate

vectors-check: $(RUNTIME) ## check that tests/vectors/ is what `make vectors` writes
	@$(PY) -m tests.vectors.generate --check

torture: $(DEV) ## power cuts at every write, a year of rides, a day of refusals (ARGS="--seed 7 ride trust")
	@$(PY) -m tests.torture $(ARGS)

safety: $(DEV) ## every state of a small gate, and what happens without each of its guards (ARGS="--states 500", "Gate._release")
	@$(PY) -m tests.safety $(ARGS)

mutation: $(DEV) ## plant faults of implementers in the reference: which case of the suites notices each (ARGS="month", --keep)
	@$(PY) -m tests.mutation $(ARGS)

SEED ?= 1
SEEDS ?= 1
MINUTES ?= 10
FILE ?=
PLANT ?=

soak: $(DEV) ## virtual days of an emulated terminal, drawn from seeds: make soak SEED=7 SEEDS=10, FILE=day.toml; PLANT=all SEEDS=100 with bugs
	@$(PY) -m tests.soak --seed $(SEED) --seeds $(SEEDS) --minutes $(MINUTES) $(if $(FILE),--file "$(FILE)") $(if $(PLANT),--plant "$(PLANT)")

trips: $(DEV) ## a hundred thousand days of a small station against a model: notices lost, power cuts, clocks apart (ARGS="--days 2000 --seed 7")
	@$(PY) -m tests.torture.station_day $(ARGS)

morning: $(DEV) ## the whole morning of a station, its gates played on both runtimes: one hash
	@$(PY) -m tests.builder.station_tape --whole

exchange-kills: $(DEV) ## kill broker, sink and uplinks at random, compare books and journals; needs mosquitto (ARGS="--kills 1000 --seed 7")
	@$(PY) -m tests.torture.exchange $(ARGS)

depot-attacks: $(DEV) ## attack a depot, its gateways and its receipts: what is refused or shown, and as what (ARGS="rollback freeze")
	@$(PY) -m tests.torture.fleet $(ARGS)

gateway-cuts: $(DEV) ## cut the power at every write of a gateway's pass, and look at what is left (ARGS="--seeds 100")
	@$(PY) -m tests.torture.gateway_cuts $(ARGS)

reverify-month: $(DEV) ## generate a month of rides with planted faults, judge it again, compare (ARGS="--rides 100000 --each 50 --workers 2 --engine batch")
	@$(PY) -m tests.torture.month $(ARGS)

turns: $(DEV) ## a million random turns of the loop, with equipment that fails at any call (ARGS="--seed 7 --turns 20000")
	@$(PY) -m tests.torture.loop_turns $(ARGS)

hostile-cards: $(DEV) ## a million responses of cards that answer anything, torn away in any way (ARGS="--responses 20000 --seed 7")
	@$(PY) -m tests.torture.hostile_card $(ARGS)

results: $(RUNTIME) ## write the table of results into both READMEs
	@$(PY) -m tests.tool.results

explain-bugs: $(DEV) ## plant every mistake of issuers' programs; check what `ridegate explain` names first (ARGS="--draws 5")
	@$(PY) -m tests.explain $(ARGS)

explain-names: $(DEV) ## write the machine names into docs/explain.md; ARGS=--check only compares
	@$(PY) -m tests.explain.table $(ARGS)
site: $(DEV) ## build static pages that judge a code in the browser: build/site/, for any static host (ARGS="--out FOLDER")
	@$(PY) -m sim.site $(ARGS)

site-check: $(DEV) ## every decision vector in the site's VM in Chromium, and each map of bytes (ARGS="--screenshots FOLDER")
	@$(PY) -m tests.browser.site_check $(ARGS)

screenshots: $(DEV) ## photograph the page in Chromium for the READMEs
	@$(PY) -m tests.browser.screenshots

picture: $(RUNTIME) ## draw the READMEs' picture from a real session
	@$(PY) -m tests.tool.picture

bench: $(BENCH) ## how fast it is, and whether it is slower than kept (ARGS="--quick", "decision replay", "--keep")
	@$(PY) -m tests.bench $(ARGS)

performance: $(RUNTIME) ## write the tables and the plot of docs/performance.md from the figures kept by `make bench`
	@$(PY) -m tests.bench.page

kernels: $(RUNTIME) ## write the machine code listings of hal/engine/generated/ anew
	@$(PY) -m sim.codegen

bench-board: $(DEV) ## instructions of the engines of boards, counted, and milliseconds estimated
	@$(PY) -m tests.bench.instruction $(ARGS)

test-kernel: $(DEV) ## every SM2 vector and 2,000 signatures of other libraries through each board's machine code (ARGS="--count 50 thumb")
	@$(PY) -m tests.kernel.vectors $(ARGS)

test-board: $(DEV) ## vectors and benchmark on a board: make test-board PORT=/dev/ttyACM0 (any MicroPython on a serial line)
	@$(PY) -m tests.kernel.on_board "$(PORT)" $(ARGS)

mutants: $(DEV) ## change each instruction of the kernels: what the proof at the start notices (ARGS="thumb plan", --again)
	@$(PY) -m tests.kernel.mutate $(ARGS)

lock: $(DEV) ## write requirements-dev.txt anew: the newest packages that fit pyproject.toml, with hashes
	@$(PIP) uv
	@$(PY) -m tests.tool.lock

lock-check: $(DEV) ## check that requirements-dev.txt covers pyproject.toml
	@$(PY) -m tests.tool.lock --check

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
	@$(PIP) --editable '.[all]'
	@touch $@

$(DEV): pyproject.toml requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing ridegate, what it runs on and what tests it ..."
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@$(PIP) --no-deps --editable .
	@touch $(RUNTIME) $@

$(SERVERS): pyproject.toml | $(DEV)
	@echo "Installing the clients of PostgreSQL and pcscd ..."
	@$(PIP) --editable '.[postgres,card]' || { echo "On Debian or Ubuntu: apt-get install postgresql" \
		"pcscd vsmartcard-vpcd libpcsclite-dev swig gcc, then again." >&2; exit 1; }
	@touch $@

$(BENCH): pyproject.toml | $(DEV)
	@echo "Installing what it is compared with ..."
	@$(PIP) --editable '.[bench]' || echo "Not all of it installs here: the table names what is missing."
	@touch $@
