# Every task of this project, from a bare clone: `make` lists them.
SHELL := /bin/sh
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Where `make run` keeps its database; any other setting is a SCREENING_ variable of the environment.
SCREENING_DATA_DIR ?= data
# Where `make quality` finds domains_dev.tsv.gz, pages_dev.jsonl.gz and domains_nrd_unlabelled.tsv.gz.
DATA ?= labelled
# How many times larger than in `make test` the tests of `make proof` run.
SCALE ?= 10

.DEFAULT_GOAL := help
.PHONY: help run test check proof bench quality rules docs system-packages

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 8

run: export SCREENING_DATA_DIR := $(SCREENING_DATA_DIR)
run: .venv/installed ## run everything on this machine until ctrl-C; its data is in SCREENING_DATA_DIR (data)
	@exec $(BIN)/screening up

test: .venv/installed system-packages ## all tests
	$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/installed ## style, types, floors, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/house

proof: export SCALE := $(SCALE)
proof: .venv/installed system-packages ## the tests whose promise is about size, SCALE (10) times larger, with their figures
	$(BIN)/pytest -m scaled -s -v --timeout 0

bench: .venv/installed ## measure against peers
	$(BIN)/python -m bench

quality: .venv/installed ## measure the judge on labelled files: make quality DATA=folder; reports go to quality/
	@mkdir -p quality
	$(BIN)/screening evaluate $(DATA)/domains_dev.tsv.gz --html quality/names.html
	$(BIN)/screening evaluate $(DATA)/pages_dev.jsonl.gz --html quality/pages.html
	$(BIN)/screening evaluate $(DATA)/domains_nrd_unlabelled.tsv.gz

rules: .venv/installed ## every rule against its own examples
	$(BIN)/screening rules test

docs: .venv/installed ## write the generated references
	$(BIN)/python -m screening docs
	$(BIN)/python -m screening.api > docs/reference/openapi.json

system-packages:
	@tests/install-system-packages

# Python 3.12 and 3.11 come first among the others: for these the embedded Redis is a wheel.
.venv/installed: pyproject.toml constraints.txt
	@fits='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; \
	for python in python3 python3.12 python3.11 python3.13; do \
	    if $$python -c "$$fits" 2>/dev/null; then \
	        echo "installing into .venv with $$($$python --version)"; \
	        $$python -m venv .venv && $(BIN)/python -m pip install -q -e '.[dev]' -c constraints.txt && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo 'no Python 3.11, 3.12 or 3.13 here: install one of them as python3 or python3.N on PATH' >&2; exit 1
