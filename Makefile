# Every daily command. `make run` and `make test` need only Python 3.11 or newer (with venv), git and make.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: help setup run demo test lint types bench screenshots lock migration clean

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

$(VENV)/run.stamp: requirements.lock
	@test -n "$(PYTHON)" || { echo "Huiyin needs Python 3.11 or newer."; exit 1; }
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m compileall -q bot complaints console desk nlp storage # so that the first start is as short
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/dev.stamp ## only the environment, in .venv

run: $(VENV)/run.stamp ## start the desk (migrates first)
	$(PY) -m desk run

demo: $(VENV)/run.stamp ## three months of believable cases, into an empty desk
	$(PY) -m desk demo

test: $(VENV)/dev.stamp ## all tests that this machine can run
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp ## format, lint and types, as CI checks them
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: $(VENV)/dev.stamp ## speed and size, as ratios to what limits them
	$(PY) -m benchmarks

screenshots: $(VENV)/dev.stamp ## the pictures of the README, from the running desk
	$(PY) -m scripts.screenshots

migration: $(VENV)/dev.stamp ## a migration for what storage/tables has changed: make migration m="what changes"
	$(PY) -m scripts.make_migration "$(m)"

lock: $(VENV)/dev.stamp ## requirements*.lock anew, without addresses
	$(PY) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --quiet pyproject.toml -o requirements.lock
	$(PY) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --quiet pyproject.toml --group dev -o requirements-dev.lock

clean: ## everything that can be made again; not data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/output
