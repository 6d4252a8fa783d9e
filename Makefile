# SatGAN: set-up, demonstration, tests and package. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Another build of PyTorch, e.g. one for a graphics card: make setup TORCH=torch
TORCH ?= torch==2.13.0
# Words for pytest, e.g. make test PYTEST="-k serve"
PYTEST ?=

# QGIS is built for the system's Python; the engine only needs some Python, and that one is there.
SYSTEM_PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
ENGINE := .venv/bin/python
QGIS_TESTS := build/qgis-venv/bin/python
QGIS_PLUGINS := /usr/share/qgis/python/plugins

# QGIS without a screen, in English and with a profile of its own, so that nothing touches the profile of the person at
# work.
export QT_QPA_PLATFORM ?= offscreen
QGIS_ENV := HOME=$(CURDIR)/build/home XDG_RUNTIME_DIR=$(CURDIR)/build/home/run \
	QGIS_PLUGINPATH=$(CURDIR)/build/plugins SATGAN_PYTHON=$(CURDIR)/$(ENGINE) LC_ALL=C.UTF-8

.PHONY: help setup demo models translations test test-slow lint docs package bench clean

help:
	@echo 'make setup      the engine, QGIS where it is missing, and all that the other targets need'
	@echo 'make demo       the main job on the sample data, through qgis_process'
	@echo 'make test       all tests but the slow ones        make test-slow  the slow ones'
	@echo 'make lint       ruff, mypy, bandit                 make package    dist/satgan.zip'
	@echo 'make bench      the benchmarks                     make models     the graphical models and the sample project'
	@echo 'make translations  the files of translators, satgan_qgis/i18n; LANGUAGES=fr begins a new one'
	@echo 'make docs       the documentation as a site        make clean      removes what was made, but not .venv'

setup: .venv/.ready build/qgis-venv/.ready build/plugins/satgan build/home/run

build/.system: .ci/install-qgis .ci/install-venv .ci/as-root
	.ci/install-venv
	.ci/install-qgis
	@mkdir -p $(@D) && touch $@

# PyTorch goes first and alone, so that no other package's wish decides which build it is.
.venv/.ready: pyproject.toml core/requirements.txt | build/.system
	[ -x $(ENGINE) ] || $(SYSTEM_PYTHON) -m venv .venv
	$(ENGINE) $(PIP_INSTALL) '$(TORCH)'
	$(ENGINE) $(PIP_INSTALL) --editable '.[dev]'
	@touch $@

build/qgis-venv/.ready: | build/.system
	[ -x $(QGIS_TESTS) ] || $(SYSTEM_PYTHON) -m venv --system-site-packages build/qgis-venv
	$(QGIS_TESTS) $(PIP_INSTALL) pytest pytest-qgis
	@touch $@

build/plugins/satgan:
	@mkdir -p $(@D)
	ln -sfn ../.. $@

build/home/run:
	@mkdir -p -m 700 $@

demo: setup
	$(QGIS_ENV) $(ENGINE) docs/demo.py

models: setup
	$(QGIS_ENV) PYTHONPATH=$(QGIS_PLUGINS) $(QGIS_TESTS) docs/make_models.py
	$(QGIS_ENV) $(QGIS_TESTS) docs/make_project.py

translations: setup
	$(QGIS_ENV) PYTHONPATH=$(QGIS_PLUGINS) $(QGIS_TESTS) docs/write_translations.py $(LANGUAGES)

# A folder without tests is said and passed over; one whose tests are not found fails (pytest's exit code 5).
define run_tests
	@if [ -n "$$(find $(1) -name 'test_*.py' -print -quit 2>/dev/null)" ]; then echo '== $(1)' && $(2) $(1) $(PYTEST); \
	else echo '== $(1): no tests yet'; fi
endef

# Hypothesis's own pytest plugin, where the system's Python has it, imports modules after QGIS has shut down: a crash.
QGIS_PYTEST := PYTHONPATH=$(QGIS_PLUGINS) $(QGIS_TESTS) -m pytest -p no:hypothesispytest

# A file stays in one process, for the data that its tests share.
ON_ALL_CORES := -n auto --dist loadfile

test: setup
	$(call run_tests,tests/core,$(ENGINE) -m pytest $(ON_ALL_CORES))
	$(call run_tests,tests/qgis,$(QGIS_ENV) $(QGIS_PYTEST))
	$(call run_tests,tests/e2e,$(QGIS_ENV) $(ENGINE) -m pytest $(ON_ALL_CORES))

test-slow: setup
	$(QGIS_ENV) $(ENGINE) -m pytest -m slow tests/core tests/e2e $(PYTEST)
	$(QGIS_ENV) $(QGIS_PYTEST) -m slow tests/qgis $(PYTEST)

lint: .venv/.ready package
	$(ENGINE) -m ruff check
	$(ENGINE) -m ruff format --check
	$(ENGINE) -m mypy core
	rm -rf build/zip && $(ENGINE) -m zipfile -e dist/satgan.zip build/zip
	$(ENGINE) -m bandit --quiet --recursive build/zip

# The variable turns off an advertisement of the theme. Not --quiet: the warnings that it hides would not count.
docs: .venv/.ready
	NO_MKDOCS_2_WARNING=1 $(ENGINE) -m mkdocs build --strict

package:
	$(SYSTEM_PYTHON) .ci/package.py

bench: setup
	$(ENGINE) tests/bench/bench.py
	$(QGIS_ENV) PYTHONPATH=$(QGIS_PLUGINS) $(QGIS_TESTS) tests/bench/everyday.py

clean:
	rm -rf build dist demo-output *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .qgis-settings
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
