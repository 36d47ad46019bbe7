# `make run` and `make test` each set themselves up. PORT=8502 make run serves on another port.
PORT ?= 8501
# Of the tests; each holds the model, and starts servers and browsers of its own.
WORKERS ?= 2
DEMO_INDEX := .demo-index
QUESTION := 他の審議会はAI-OCRをどう扱ったか
BIN := .venv/bin
PINS := pyproject.toml constraints.txt
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: help run setup setup-test browser test lint format bench screenshots clean
.DEFAULT_GOAL := help

help:
	@echo 'make run          set up, index samples/, answer one question, serve the page on 127.0.0.1:$(PORT)'
	@echo 'make test         set up, then run every check and test'
	@echo 'make setup        create .venv with the pinned dependencies; then .venv/bin/senrei works'
	@echo 'make lint         ruff, mypy, import-linter'
	@echo 'make format       let ruff format and mend the code'
	@echo 'make bench        measure the parser, the encoder, the search and the page'
	@echo 'make screenshots  take the pictures in docs/screenshots anew'
	@echo 'make clean        remove .venv, caches and the demo index'

run: setup
	$(BIN)/senrei ingest samples --index $(DEMO_INDEX)
	@echo
	$(BIN)/senrei ask '$(QUESTION)' --index $(DEMO_INDEX)
	@echo
	@exec $(BIN)/senrei serve --index $(DEMO_INDEX) --port $(PORT)

setup: .venv/installed

setup-test: .venv/installed-test

test: setup-test browser
	$(MAKE) --no-print-directory lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup-test browser
	$(BIN)/python bench/parse.py
	$(BIN)/python bench/embed.py
	$(BIN)/python bench/retrieval.py
	$(BIN)/python bench/page.py

screenshots: setup-test browser
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(DEMO_INDEX) test-output

# The newest interpreter that is new enough; its venv module may be missing on Debian and Ubuntu.
.venv/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Senrei needs Python 3.11 or newer: sudo apt-get install python3 python3-venv' >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$found has no venv module: sudo apt-get install python3-venv" >&2; exit 1; \
	fi; \
	"$$found" -m venv --clear .venv

.venv/installed: $(PINS) | .venv/bin/python
	@echo 'Installing the pinned dependencies into .venv (a minute or two) …'
	$(INSTALL) .
	@touch $@

.venv/installed-test: $(PINS) | .venv/bin/python
	@echo 'Installing the pinned dependencies and test tools into .venv (a minute or two) …'
	$(INSTALL) '.[test]'
	@touch .venv/installed $@

# Chromium and a Japanese font for the browser tests, through apt where that is allowed.
browser:
	@missing=; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || missing=chromium; \
	fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing="$$missing fontconfig fonts-noto-cjk"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi; \
	echo "Installing for the browser tests:$${missing}"; \
	if ! { command -v apt-get >/dev/null && $$sudo apt-get -qq update \
	    && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing >/dev/null; }; then \
	  echo "Could not install $$missing: without Chromium the browser tests are skipped" >&2; \
	fi
