# Every way to run, test and check the desk. `make` prints this list.
# PYTHON=python3.12 make demo   chooses the interpreter (3.11 or newer).

VENV  := .venv
BIN   := $(VENV)/bin
ARGS  ?=
# Files of tests are spread over processes, each with a server of its own, one more than there are processors: some
# tests wait. SPREAD= runs them in one.
SPREAD ?= --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --maxprocesses 4 --dist loadfile --no-loadscope-reorder
CORE  := $(wildcard tests/events tests/aggregates tests/commands tests/sla_engine tests/architecture)
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-long quick check format docs pictures bench setup clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.product ## a whole desk with a demo company on this machine: no server, no root needed
	@$(BIN)/desk demo $(ARGS)

serve: $(VENV)/.product ## serve the desk (settings: desk settings)
	@$(BIN)/desk serve $(ARGS)

test: $(VENV)/.developer ## every test but the long ones (ARGS="-k mail" narrows)
	@$(BIN)/python -m pytest -m "not long" $(SPREAD) $(ARGS)

test-long: $(VENV)/.developer ## thousands of examples for every property: minutes
	@DESK_TEST_LONG=1 $(BIN)/python -m pytest -m long $(ARGS)

quick: $(VENV)/.developer ## the core and the import contracts: seconds, no database
	@contracts=$$($(BIN)/lint-imports --no-logo) || { echo "$$contracts"; exit 1; }
	@$(BIN)/python -m pytest -q -x -m "not long" $(CORE) $(ARGS)

check: $(VENV)/.developer ## lint, format, types, import contracts, generated docs are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/desk docs --check

format: $(VENV)/.developer ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.developer ## record every answer (tests/recorded), write docs/generated (OpenAPI, facts, refusals)
	@$(BIN)/python -m tests.recorded
	$(BIN)/desk docs

pictures: $(VENV)/.developer ## draw the pictures of the README from a running demo, in a browser
	@$(BIN)/python -m tests.console.pictures

bench: $(VENV)/.developer ## benchmarks, one JSON object a line (ARGS=append: only those)
	@$(BIN)/python -m benchmarks $(ARGS)

setup: $(VENV)/.developer ## the environment for a developer: all that the targets above need

clean: ## remove what was built; the data folder stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.product: pyproject.toml constraints.txt .ci/environment
	@.ci/environment $(VENV) .
	@touch $@

$(VENV)/.developer: pyproject.toml constraints.txt .ci/environment tests/support/openid/package-lock.json
	@.ci/environment $(VENV) '.[dev,bench]'
	@mkdir -p $(VENV)/openid && cp tests/support/openid/package*.json $(VENV)/openid
	@command -v npm >/dev/null && cd $(VENV)/openid && npm ci --silent --ignore-scripts --no-audit --no-fund || \
	  echo "Нет npm: вход через провайдера не проверяется / no npm: signing in through a provider is not tested"
	@touch $@ $(VENV)/.product
