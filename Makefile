# Muniment. The two commands that matter: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MUNIMENT_HOME ?= $(CURDIR)/var/muniment

.PHONY: help install web demo serve test test-faults mutants bench lint audit docs lock clean

help:
	@echo "make demo            a body with a sample drive, from capture to certificate"
	@echo "make demo SOURCE=DIR the same with your own folder"
	@echo "make serve           open it in a browser"
	@echo "make test            every test on SQLite, what asks the database on PostgreSQL, pages included"
	@echo "make test-faults     the long forms of the fault tests (some hours)"
	@echo "make mutants         changes the rules a little and looks whether tests notice (minutes a room)"
	@echo "make bench           speed, beside this machine's own limits"
	@echo "make lint            style, types, and the plan of the house"
	@echo "make audit           ask the register of known vulnerabilities about every part"
	@echo "make docs            check the documents and write the generated ones"

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) scripts/install.py $(VENV)
	@touch $@

web: install $(VENV)/web-built

$(VENV)/web-built: $(VENV)/installed package.json package-lock.json src/muniment/web/build.py $(wildcard src/muniment/web/static/*.css src/muniment/web/static/*.js src/muniment/web/static/*.scss)
	$(BIN)/python -m muniment.web.build
	@touch $@

demo: web
	$(BIN)/muniment demo $(if $(SOURCE),--source "$(SOURCE)")

serve: web
	$(BIN)/muniment serve

test: web
	$(BIN)/python scripts/test.py

test-faults: web
	$(BIN)/python scripts/test.py --faults

mutants: install
	$(BIN)/python scripts/mutants.py

bench: web
	$(BIN)/muniment bench

lint: install
	$(BIN)/ruff check src tests scripts manage.py
	$(BIN)/ruff format --check src tests scripts manage.py
	$(BIN)/lint-imports
	$(BIN)/mypy

audit: install
	$(BIN)/python scripts/audit.py

docs: install
	$(BIN)/python scripts/docs.py

lock:
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
