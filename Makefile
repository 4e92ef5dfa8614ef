# Two commands do everything: `make reports` writes the pages, `make test` runs the tests.
# Both set up .venv from requirements.lock the first time, and again only when the lock changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TRUSTS ?=

.PHONY: reports article archive test statements lint format types check docs lab lock screenshots clean help

reports: $(READY)  ## Build the panel, run the notebooks for the case studies, write reports/
	@$(BIN)/nhs-culture reports $(foreach trust,$(TRUSTS),--trust $(trust))

article: $(READY)  ## The research article: reports/article.html and, with Chromium, article.pdf
	@$(BIN)/nhs-culture article

archive: $(READY)  ## A citable archive of data, executed notebooks, article, code and versions
	@$(BIN)/nhs-culture archive

test: $(READY)  ## Run the whole test suite
	@$(BIN)/python -m pytest -n 2 --dist worksteal

statements: $(READY)  ## Make the pages of all trusts and look for one that denies another (half an hour)
	@$(BIN)/nhs-culture reports --all-trusts
	@NHS_CULTURE_PAGES=reports $(BIN)/python -m pytest tests/site/test_statements.py

check: lint types  ## Style, format and types

lint: $(READY)  ## Style and format, notebooks too
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)  ## Types
	@$(BIN)/mypy

format: $(READY)  ## Put style and format right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(READY)  ## Build the documentation site into docs/_build; a dead link is an error
	@$(BIN)/sphinx-build -q -W --keep-going docs docs/_build
	@echo "Open docs/_build/index.html in a browser."

lab: $(READY)  ## Open JupyterLab on the notebooks, in this environment
	@$(BIN)/jupyter lab --notebook-dir=.

lock: $(READY)  ## Choose the newest packages that pyproject.toml allows and lock them with hashes
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade --quiet \
		--output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "nhs-culture needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 reports")'
	@echo "Setting up $(VENV) from requirements.lock (once; one to three minutes) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

screenshots: $(READY)  ## Take a picture of each kind of page into docs/screenshots (needs Chromium)
	@$(BIN)/nhs-culture screenshots

clean:  ## Remove what was built: the panel, the pages and the environment
	rm -rf $(VENV) docs/_build docs/_reference
	find data/processed reports -mindepth 1 ! -name .gitkeep -delete

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
