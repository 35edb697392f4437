# Every command of the project, the same for people and for CI. README.md says what each is for.
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$python && exit; \
	done; echo python3)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
FRONT_ENDS := $(patsubst %/package.json,%,$(wildcard widget/package.json dashboard/package.json))
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url

.DEFAULT_GOAL := run
.PHONY: run install test check faults soak bench screenshots protocol lock audit clean env backup restore fuzz failover

run: install
	@exec python -m deploy.local.run

install:
	@$(PYTHON) deploy/local/install.py

# The browser's tests are a run of their own: after them no other test of the same process may use asyncio. One that
# fails is run once more, and named at the end: what only passes then is a defect to look into.
test: install
	@sh deploy/local/debian.sh
	@$(PYTHON) deploy/local/install.py bench
	pytest -n 2 --dist loadfile --no-loadscope-reorder
	@set -e; for folder in $(FRONT_ENDS); do echo "$$folder: vitest"; npm --prefix $$folder test; done
	@if [ -d tests/e2e ]; then echo pytest tests/e2e; pytest -n 2 --dist loadfile --no-loadscope-reorder --reruns 1 -r R tests/e2e; fi

check: install
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	cd bench && ../dashboard/node_modules/.bin/biome check --error-on-warnings .
	python -m config.typescript --check
	python -m deploy.reference --check
	@set -e; for folder in $(FRONT_ENDS); do \
		echo "$$folder: check, budget"; npm --prefix $$folder run check; npm --prefix $$folder run budget; \
	done

# Everything that may break is broken, under load, for an hour and a half: `make faults ONLY=3,4a SEED=1` for some of it.
faults: install
	@python -m tests.faults $(if $(ONLY),--only $(ONLY)) $(if $(SEED),--seed $(SEED))

# What only time shows: a thousand clients come and go for an hour (MINUTES=60) and nothing may be left of them; an
# inbox of 2,000 conversations at work for ten minutes.
soak: install
	@sh deploy/local/debian.sh
	python -m tests.faults.soak $(if $(MINUTES),--minutes $(MINUTES))
	ALO_LOAD_MINUTES=10 pytest tests/e2e/dashboard/test_load.py

# Beyond one machine: failovers of Redis, MongoDB and hubs in the middle of the contract suite, and under load, with
# WAIT and without; a quarter of an hour.
failover: install
	@python -m tests.failover $(if $(SEED),--seed $(SEED))

# Measured beside what people would use instead; half an hour and some gigabytes. ONLY=messages,ack SIZE=quick: less.
bench: install
	@$(PYTHON) deploy/local/install.py bench
	@sh deploy/local/debian.sh
	python -m bench --size $(or $(SIZE),full) $(ONLY)

# Pictures of every screen and state of both interfaces, into screenshots/.
screenshots: install
	@sh deploy/local/debian.sh
	pytest tests/e2e/widget/pictures.py tests/e2e/dashboard/pictures.py tests/e2e/leads/pictures.py

# Writes the TypeScript types of the wire into both front ends, and the tables of the documentation.
protocol: install
	python -m config.typescript
	python -m deploy.reference

# After a change of pyproject.toml or of a package.json.
lock: install
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@set -e; for folder in $(FRONT_ENDS) bench; do \
		npm --prefix $$folder install --package-lock-only --omit-lockfile-registry-resolved; \
	done

# What is known of weaknesses in what we ship; 1 when something is, 2 when no database could be asked.
audit: install
	@python -m deploy.local.audit

# Events of the wire and frames of the engine, for minutes instead of a second.
fuzz: install
	ALO_FUZZ_EXAMPLES=20000 pytest tests/security/test_fuzz.py --timeout 1800

# For a server of one's own: .env with random secrets; one consistent file of everything, and back from it.
env:
	@DOMAIN='$(DOMAIN)' EMAIL='$(EMAIL)' $(PYTHON) deploy/server/environment.py

backup:
	@sh deploy/server/backup.sh

restore:
	@FROM='$(FROM)' sh deploy/server/restore.sh

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf widget/node_modules widget/dist dashboard/node_modules dashboard/dist
