# The commands of this project. `make` alone lists them.
# Each prepares what it needs; what is prepared already costs nothing.

BOOTSTRAP_PYTHON ?= $(shell command -v python3.11 || command -v python3)
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run run-lan test check lint test-sqlite test-postgres test-browser test-frontend \
	bench soak frontend browser generate format lock clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-14s %s\n' "$$name" "$$text"; done

run: ## Serve the demo university on http://localhost:8000 (PORT=… for another port)
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap run
	@exec $(PYTHON) -m scripts.serve

run-lan: ## The same over TLS for a phone in the same network
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap run
	@exec $(PYTHON) -m scripts.serve --lan

test: ## Everything that proves behaviour: style, types, layers, SQLite, PostgreSQL, browser
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m scripts.check

check: ## Single steps of `make test`: make check STEPS='ruff mypy'
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m scripts.check $(STEPS)

lint: ## Style, types, layers and drift, without tests
	@$(MAKE) --no-print-directory check STEPS='ruff format layers mypy tsc biome borders knip migrations schema client'

test-sqlite: ## Server tests on SQLite
	@$(MAKE) --no-print-directory check STEPS=sqlite

test-postgres: ## Server tests on PostgreSQL (DATABASE_URL, else one of its own)
	@$(MAKE) --no-print-directory check STEPS=postgres

test-browser: ## Tests in a real browser
	@$(MAKE) --no-print-directory check STEPS=browser

test-frontend: ## Front-end checks and tests
	@$(MAKE) --no-print-directory check STEPS='tsc biome borders knip vitest budget'

bench: ## Check-ins and polls beside a textbook endpoint, in one run; ONLY='live register'
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m scripts.postgres --durable $(PYTHON) -m tests.bench $(if $(ONLY),--only $(ONLY))

soak: ## The long form of the races and failures; writes docs/soak.md
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m scripts.soak

frontend: ## Build the pages
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap frontend

browser: ## See to it that there is a Chromium for the browser tests
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap browser

generate: ## Write frontend/schema.yml and the TypeScript types from the code
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m scripts.drift schema --write
	@$(PYTHON) -m scripts.drift client --write

format: ## Format all code
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@$(PYTHON) -m ruff check --fix --quiet . || true
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m scripts.node npm run --silent format

lock: ## Pin requirements*.in anew
	@$(BOOTSTRAP_PYTHON) -m scripts.bootstrap test
	@for name in requirements requirements-dev; do \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
			--custom-compile-command 'make lock' $$name.in -o $$name.txt || exit 1; done

clean: ## Remove everything that the commands have made, data included
	rm -rf .venv .tools var staticfiles frontend/dist frontend/node_modules \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .env
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
