# make run and make test need nothing but Go (1.26 or newer); make test
# installs what it lacks. make help lists the rest.

GO      ?= go
# gse's own dictionaries are 32 MB that nothing here uses; ne leaves them out.
TAGS    := ne
BIN     := bin/clausewise
ADDR    ?= localhost:8080
DATA    ?= data
QUESTIONS = $(addprefix cmd/clausewise/testdata/,$(addsuffix .jsonl,questions paraphrases third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth everyday dialogues foreign))
BENCH   ?= ../shared/bench
SIZE    ?= 1k,55k
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: build
build: ## Build the one binary
	$(GO) build -tags $(TAGS) -trimpath -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/clausewise

.PHONY: run
run: build ## Serve the built-in policies on http://localhost:8080
	$(BIN) serve --addr $(ADDR) --data $(DATA)

.PHONY: test
test: ## Everything CI runs: checks, tests with -race on both stores, the browser
	bash .ci/test.sh

.PHONY: quick
quick: ## Tests that need neither PostgreSQL nor a browser
	$(GO) test -tags $(TAGS) ./...

.PHONY: check
check: ## Format, vet, staticcheck, generated files
	bash .ci/check.sh

.PHONY: eval
eval: build ## Score the worked cases and questions
	$(BIN) eval --data $(DATA) $(QUESTIONS) $(wildcard ../shared/cases/*.jsonl)

.PHONY: budgets
budgets: build ## What the widget may weigh, and how long its first answer and a look-up may take
	cd web/widget && npm ci --no-audit --no-fund --silent && node scripts/size.mjs
	TESTS=bench.mjs CLAUSEWISE_BIN=$(BIN) bash web/e2e/run.sh

.PHONY: bench-answers
bench-answers: ## How long answers take on one core, over the built-in documents
	$(GO) test -tags $(TAGS) -run XXX -bench Questions -cpu 1 ./cmd/clausewise

.PHONY: bench
bench: budgets ## Retrieval beside its peers on the articles in BENCH; SIZE=1k,55k,1m
	cd bench && $(GO) run . --size $(SIZE) --data $(abspath $(BENCH))

.PHONY: vectors
vectors: ## Train the built-in word vectors on TEXTS=FILE.jsonl.gz, bit for bit
	$(GO) run ./retrieval/vectors/train -texts $(TEXTS) -out retrieval/vectors/words.vec \
		-dictionary $$($(GO) list -m -f '{{.Dir}}' github.com/go-ego/gse)/data/dict/zh/s_1.txt
	cd retrieval/vectors && sha256sum words.vec > words.vec.sha256

.PHONY: fuzz
fuzz: ## Fuzz each reader of the outside for a short time
	bash .ci/fuzz.sh

.PHONY: widget
widget: ## Rebuild the widget (Node 20.19 or newer)
	cd web/widget && npm ci --no-audit --no-fund && npm run build

.PHONY: console
console: ## Rebuild the console (Node 20.19 or newer)
	cd web/console && npm ci --no-audit --no-fund && npm run build

.PHONY: lint
lint: ## golangci-lint; takes minutes to build the first time
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run --build-tags $(TAGS) ./...

.PHONY: test-faults
test-faults: ## Kill, cut and stop things under load, thousands of turns (part of make test with few)
	bash .ci/pgbouncer.sh
	CLAUSEWISE_FAULT_TURNS=$${CLAUSEWISE_FAULT_TURNS:-4000} CLAUSEWISE_OLDER=$$(bash .ci/older.sh) CLAUSEWISE_REQUIRE_POSTGRES=1 $(GO) run ./storage/postgres/pgtest/cluster -- \
	  $(GO) test -tags $(TAGS) -count 1 -v -timeout 90m -run 'TestKilledUnderLoad|TestCutConnections|TestDatabaseStops|TestDatabaseTurnsReadOnly|TestDiskFills|TestClockMoves|TestSlowDatabase|TestPooler|TestNodesAreUpgraded|TestSchemaGrows' ./cmd/clausewise

.PHONY: load
load: ## Users on a running service: LOAD_ARGS="-idle 10000 -active 500 -for 1m"
	bash web/load/run.sh

.PHONY: load-postgres
load-postgres: ## The same over a throw-away PostgreSQL
	$(GO) run ./storage/postgres/pgtest/cluster -- bash -c 'CLAUSEWISE_DATABASE_URL=$$TEST_DATABASE_URL exec bash web/load/run.sh'

.PHONY: dist
dist: ## Release files: static binaries, checksums, list of parts
	bash deploy/dist.sh

.PHONY: clean
clean: ## Remove what was built, the data excepted
	rm -rf bin dist .cache
