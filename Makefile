# One door for people and for CI. Every target installs what it needs into .venv, once per change of
# pyproject.toml or tools/constraints.txt; after that it starts at once.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet --no-compile --constraint tools/constraints.txt
INPUTS := pyproject.toml tools/constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check fix schemas golden bench soak outside clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: .venv/.sandbox ## Show the main job on the embedded sandbox, without an AWS account
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tools/demo.sh

test: .venv/.test ## Run all tests
	@$(BIN)/python -m tools.suite

check: .venv/.dev ## Everything a change must pass; tests that passed on this very tree are not repeated
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.sizes
	$(BIN)/reconcile schema --check schemas
	@$(BIN)/python -m tools.suite --unless-passed

fix: .venv/.dev ## Format, mend what a tool can mend, and lower the ratchets that have room
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	$(BIN)/python -m tools.sizes --lower

schemas: .venv/.dev ## Write schemas/ and the generated pages of docs/ anew from AWS's models and the code
	$(BIN)/reconcile schema --write schemas
	$(BIN)/python -m tools.sandbox_docs --write
	$(BIN)/python -m tools.rule_docs --write
	$(BIN)/python -m tools.kind_docs --write

golden: .venv/.test ## Write the expected texts of the tests anew; read the diff before committing it
	RECONCILE_GOLDEN=write $(BIN)/python -m pytest -q -n 2

bench: .venv/.dev ## Measure the promised figures, as ratios within one run
	$(BIN)/python -m bench.run

outside: .venv/.test ## Let the AWS CLI use a sandbox and run its examples, the oldest boto3 speak with it, an editor read the schemas
	@$(BIN)/python -m tools.outsider
	@$(BIN)/python -m pytest -q -n 2 tests/outside tests/examples
	@.outside/boto3-1.40.0/bin/python -m pytest -q -p no:cacheprovider tests/sandbox/test_round_trip.py

soak: .venv/.test ## All tests and laws with large counts, an hour or so; says at its end how many cases ran
	RECONCILE_SOAK=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal --durations=20

clean: ## Remove what the tools left behind
	rm -rf .venv .outside .checked .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("reconcile needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv

# A larger extra holds the smaller ones, so it makes their stamps too.
.venv/.sandbox: $(INPUTS) | .venv/bin/python
	@echo "Installing reconcile with its sandbox into .venv ..." >&2
	@$(PIP) --editable '.[sandbox]'
	@touch $@

.venv/.test: $(INPUTS) | .venv/bin/python
	@echo "Installing what the tests need into .venv ..." >&2
	@$(PIP) --editable '.[test]'
	@touch .venv/.sandbox $@

.venv/.dev: $(INPUTS) | .venv/bin/python
	@echo "Installing what the checks need into .venv ..." >&2
	@$(PIP) --editable '.[dev]'
	@touch .venv/.sandbox .venv/.test $@
