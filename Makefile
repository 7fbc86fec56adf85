# `make help` lists what can be done. Needs Python 3.11 or newer.
PORT ?= 8000
HOST ?= 127.0.0.1
PLAZA_BASE_URL ?= http://127.0.0.1:$(PORT)
PY = .venv/bin/python
DEV = .venv-ci/bin/python
# Commands that need settings but no data of anybody.
SCRATCH = PLAZA_EMBEDDED=1 PLAZA_DATA=var/tools
LOCK = .venv-ci/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock"

.PHONY: help run office test check acceptance e2e bench rights messages lock audit mutants environment dev-environment

help:
	@echo "make run [PORT=8000]      the demo county, logins are printed (DATABASE_URL and REDIS_URL count for nothing)"
	@echo "make office [PORT=8000]   your own office in var/office"
	@echo "make test                 the tests"
	@echo "make check                all that CI runs"
	@echo "make acceptance           which row of docs/acceptance.md is proven by which test"
	@echo "make e2e                  journeys in a real browser"
	@echo "make bench                statements and times at 1,000 to 100,000 cases"
	@echo "make rights               write down who may do what: docs/rights.tsv"
	@echo "make messages             bring the translations up to date"
	@echo "make lock                 write down what the pins of requirements*.txt need, with hashes"
	@echo "make audit                ask a database of known faults about every pinned package"
	@echo "make mutants [ONLY=word]  change lines that carry a promise; a test must notice each (ten minutes)"

run: environment
	@unset DATABASE_URL REDIS_URL; PLAZA_DEMO=1 PLAZA_DATA=var/demo PLAZA_BASE_URL=$(PLAZA_BASE_URL) \
	  exec $(PY) manage.py plaza --host $(HOST) --port $(PORT)

office: environment
	@PLAZA_EMBEDDED=1 PLAZA_DATA=$${PLAZA_DATA:-var/office} PLAZA_BASE_URL=$(PLAZA_BASE_URL) \
	  exec $(PY) manage.py plaza --host $(HOST) --port $(PORT)

test: environment
	@$(PY) -m pytest -m "not slow" -n auto --dist worksteal

check:
	@bash .ci/run

acceptance: dev-environment
	@$(DEV) -m pytest --acceptance plaza events petitions followup evaluation e2e

e2e: dev-environment
	@PLAZA_PICTURES=1 $(DEV) -m pytest -c e2e/pytest.ini e2e

bench: environment
	@$(PY) bench/run.py

rights: environment
	@$(PY) -m pytest plaza/tests/test_rights.py --write-rights

messages: environment
	@command -v xgettext >/dev/null || { echo "Install the package gettext first."; exit 1; }
	@$(SCRATCH) $(PY) manage.py plaza messages

lock: dev-environment
	@$(LOCK) requirements.txt -o requirements.lock
	@$(LOCK) requirements-dev.txt -c requirements.lock -o requirements-dev.lock

audit: dev-environment
	@.venv-ci/bin/uv tool run --quiet --from pip-audit==2.10.1 pip-audit --strict --progress-spinner off \
	  --require-hashes --disable-pip -r requirements-dev.lock

mutants: dev-environment
	@$(DEV) -m plaza.tests.mutants $(ONLY)

environment:
	@sh deploy/venv.sh .venv requirements.lock

dev-environment:
	@sh deploy/venv.sh .venv-ci requirements-dev.lock
