SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := $(or $(shell command -v uv),.bootstrap/bin/uv)
NPM := $(or $(shell command -v npm),$(UV) run --locked --group frontend python tools/npm.py)
RUN := $(UV) run --locked --no-sync

.PHONY: help env demo demo-reset test quick bench lint format journeys screenshots

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.bootstrap/bin/uv:
	python3 -m venv .bootstrap
	.bootstrap/bin/pip install --quiet uv

.stamps/python: uv.lock pyproject.toml | $(UV)
	$(UV) sync --locked
	@mkdir -p .stamps && touch $@

.stamps/npm: package-lock.json .stamps/python
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	@touch $@

.stamps/messages: $(wildcard src/copark/*/locale/*/LC_MESSAGES/django.po) tools/messages.py .stamps/python
	$(RUN) python tools/messages.py compile
	@touch $@

.stamps/browser: tools/browser.py .stamps/python
	$(RUN) python tools/browser.py
	@touch $@

env: .stamps/python .stamps/npm .stamps/messages  ## prepare .venv, front-end files and translations

demo: env  ## build the demo park if there is none, and run everything
	$(RUN) python -m demo

demo-reset:  ## throw the demo park away; the next demo builds it anew
	rm -rf var/demo

test: env .stamps/browser  ## every test: pure, SQLite, PostgreSQL, browser
	$(RUN) python tools/test.py

quick: env  ## the tests without PostgreSQL and browser
	$(RUN) pytest -q -n auto -m "not journey and not crash"

journeys: env .stamps/browser  ## the browser tests alone
	$(RUN) pytest -q -m journey

bench: env  ## measure, print and write benchmarks/results.json
	$(RUN) python -m benchmarks

lint: env  ## ruff, mypy, import contracts, templates, Django's own checks, translations
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) djlint src/copark --lint --quiet
	COPARK_DEBUG=false COPARK_HTTPS=true COPARK_SECRET_KEY=$$(python3 -c 'import secrets; print(secrets.token_urlsafe(60))') $(RUN) python -m django check --deploy --fail-level WARNING --settings copark.site.settings.base
	$(RUN) python -m django makemigrations --check --dry-run --settings copark.site.settings.test
	$(RUN) python tools/messages.py check

format: env  ## let ruff lay the code out
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

screenshots: env .stamps/browser  ## take the pictures of the docs from a running demo
	$(RUN) python tools/screenshots.py
