# Two commands matter: `make run` sets everything up and runs the bot, `make test` sets everything up and tests it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run chat train test check evaluate pairs bench soak setup clean rasa-shell rasa-test rasa-validate

# A uv that works on the PATH is used; otherwise the pinned one is put into .tools.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/uv)
PYTHON_3_12 := $(shell bash scripts/find_python.sh 3.12)
PYTHON_3_10 := $(shell bash scripts/find_python.sh 3.10)
BOT := .venv/bin/python -m bot
RASA := RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 .venv-rasa/bin/rasa
RASA_DATA := data/nlu data/rules
MODEL = $(shell $(BOT) train --where)

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup  ## set everything up and run the bot; Ctrl-C stops it
	@$(BOT) up

chat: setup  ## talk to the bot in this terminal, as a patient would (HOURS=30 VARIANT=rf)
	@$(BOT) chat $(if $(HOURS),--hours $(HOURS)) $(if $(VARIANT),--variant $(VARIANT))

train: setup  ## train the Rasa model, if anything that goes into it has changed
	@$(BOT) train

check: setup  ## format, lint, types, import rules and fast tests: for every edit
	@echo "== format and lint"
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@echo "== types"
	@.venv/bin/mypy
	@echo "== import rules"
	@.venv/bin/lint-imports --config pyproject.toml
	@echo "== fast tests"
	@.venv/bin/pytest -n 2 -m "not slow"

test: check train  ## everything: check, then the tests with the trained model and a real Rasa server
	@echo "== Rasa's own validation of the data"
	@$(RASA) data validate --domain domain.yml --data $(RASA_DATA) --fail-on-warnings 2>&1 | tail -n 3
	@echo "== Rasa's own test of whole stories"
	@$(MAKE) --no-print-directory rasa-test > var/rasa-test.log 2>&1 || (tail -n 30 var/rasa-test.log; exit 1)
	@echo "== slow tests"
	@.venv/bin/pytest -n 2 -m "slow and not with_bot" --ignore tests/browser
	@echo "== tests of the pages in a browser"
	@.venv/bin/pytest -n 2 -m "slow and not with_bot" tests/browser
	@echo "== tests with a running bot"
	@.venv/bin/pytest -m with_bot

evaluate: setup  ## score the bot on the checking sample
	@mkdir -p var
	@$(BOT) evaluate tests/evaluation/sample.jsonl --out var/predictions.jsonl --card docs/safety/model-card.md
	@.venv/bin/python tests/evaluation/score.py tests/evaluation/sample.jsonl var/predictions.jsonl

pairs: setup  ## how well signs are read in their context: the minimal pairs, by kind and by flag
	@.venv/bin/python -m tests.clinical.pairs_report

bench: setup .venv-stock-rasa/.ready  ## measure speed and memory beside a stock Rasa project
	@.venv/bin/python -m bench

soak: setup  ## 5,000 messages of 200 patients while processes are killed: each must be answered once
	@.venv/bin/python -m bench.soak

rasa-shell: train  ## Rasa's own shell on the trained model, with the custom actions
	@$(BOT) actions & trap "kill $$!" EXIT; $(RASA) shell --model $(MODEL) --endpoints endpoints.yml

rasa-validate: setup  ## rasa data validate
	@$(RASA) data validate --domain domain.yml --data $(RASA_DATA)

rasa-test: train  ## rasa test: stories and understanding, reports in var/rasa-test
	@$(BOT) actions & trap "kill $$!" EXIT; $(RASA) test --model $(MODEL) --endpoints endpoints.yml \
		--stories tests/rasa --nlu tests/rasa/nlu.yml --out var/rasa-test --fail-on-prediction-errors

setup: .venv/.ready .venv-rasa/.ready

.tools/uv:
	@echo "fetching uv ..."
	@python3 scripts/get_uv.py $@

.venv/.ready: pyproject.toml uv.lock | $(filter .tools/uv,$(UV))
	@echo "setting up the application's environment (Python 3.12) ..."
	@bash scripts/sync.sh "$(UV)" . .venv "$(PYTHON_3_12)" 1500

.venv-rasa/.ready: environments/rasa/pyproject.toml environments/rasa/uv.lock \
		environments/rasa/no-tensorflow/src/tensorflow/__init__.py | $(filter .tools/uv,$(UV))
	@echo "setting up Rasa's environment (Python 3.10) ..."
	@bash scripts/sync.sh "$(UV)" environments/rasa .venv-rasa "$(PYTHON_3_10)" 1500

.venv-stock-rasa/.ready: environments/stock-rasa/pyproject.toml environments/stock-rasa/uv.lock | $(filter .tools/uv,$(UV))
	@echo "setting up a stock Rasa to compare with (Python 3.10) ..."
	@bash scripts/sync.sh "$(UV)" environments/stock-rasa .venv-stock-rasa "$(PYTHON_3_10)" 3500

clean:  ## remove what was built; the database in var/ stays
	rm -rf .venv .venv-rasa .venv-stock-rasa .tools .rasa models/*.tar.gz
