# Needs Python 3.11 or newer with venv, Node.js 20 or newer with npm (once), make and git.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
INSTALL := $(BIN)/python requirements/install.py
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --progress-bar off --root-user-action ignore

# Where Python may not keep what it compiled, every process of the tests compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup setup-tests assets browser test check format bench faults conformance clean

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: setup ## Set everything up, then serve the demonstration on http://127.0.0.1:8000 (PORT=, HOST=)
	@LINTAS_HOST="$${LINTAS_HOST:-$${HOST:-127.0.0.1}}" LINTAS_PORT="$${LINTAS_PORT:-$${PORT:-8000}}" exec $(BIN)/lintas demo

setup: $(DONE)/build ## Install what running needs, into .venv
	@$(MAKE) -s -j2 $(DONE)/runtime assets
	@$(MAKE) -s $(DONE)/lintas

setup-tests: $(DONE)/build ## Install what testing needs, into .venv
	@$(MAKE) -s -j3 $(DONE)/development assets $(ALSO)
	@$(MAKE) -s $(DONE)/lintas

test: ALSO := browser
test: setup-tests ## Run every test (ARGS= for pytest)
	@$(BIN)/pytest -n 2 --dist loadscope $(ARGS)

check: setup-tests ## Check format, style, types, imports and the rules of architecture
	@$(BIN)/ruff format --check --quiet . || { echo 'lintas: `make format` puts the files named above in order' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q tests/architecture

format: setup-tests ## Put the source files in order
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

bench: setup-tests ## Measure, and print what docs/measurements.md holds
	@$(BIN)/python -m bench

faults: setup-tests ## Break every command off everywhere, kill servers and databases, and count (ARGS=--draws N)
	@$(BIN)/python -m tests.faults $(ARGS)

conformance: setup-tests ## Run the public suites of BPMN and DMN, and write docs/conformance.md (ARGS=--suite DIR)
	@$(BIN)/lintas-conformance $(ARGS)

clean: ## Remove everything that was built or installed, and the demonstration's data
	@rm -rf $(VENV) build dist var api/static/vendor web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DONE)/venv:
	@command -v $(PYTHON) >/dev/null || { echo 'lintas: Python 3.11 or newer is needed, and $(PYTHON) was not found.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "lintas: Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo 'lintas: this Python has no venv or ensurepip. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'lintas: making .venv'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

# uv has no wheel for some systems: pip then installs everything.
$(DONE)/build: requirements/build.txt requirements/uv.txt | $(DONE)/venv
	@echo 'lintas: installing what installs'
	@$(PIP_INSTALL) --only-binary uv --require-hashes -r requirements/build.txt -r requirements/uv.txt 2>/dev/null \
	  || $(PIP_INSTALL) --require-hashes -r requirements/build.txt
	@touch $@

$(DONE)/runtime: requirements/runtime.txt | $(DONE)/build
	@echo 'lintas: installing Python packages'
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@touch $@

$(DONE)/development: requirements/development.txt | $(DONE)/build
	@echo 'lintas: installing Python packages for development'
	@$(INSTALL) --require-hashes -r requirements/development.txt
	@touch $@ $(DONE)/runtime

$(DONE)/lintas: pyproject.toml hatch_build.py | $(DONE)/build
	@echo 'lintas: installing lintas itself'
	@$(PIP_INSTALL) --no-deps --no-build-isolation --no-index -e .
	@touch $@

assets: | $(DONE)/build
	@$(BIN)/python hatch_build.py

browser:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo 'lintas: Chromium is missing, so the browser tests will be skipped. On Debian: apt install chromium fonts-noto-core fonts-dejavu-core'; exit 0; fi; \
	echo 'lintas: installing Chromium for the browser tests'; mkdir -p build; \
	{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-dejavu-core; } \
	  >build/apt.log 2>&1 </dev/null || echo 'lintas: Chromium could not be installed (build/apt.log), so the browser tests will be skipped.'
