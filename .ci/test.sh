#!/usr/bin/env bash
# Everything that has to hold before a change lands: make test and .ci/run.
# Installs what the machine lacks; a part that cannot run fails the whole.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }

need_node() {
  local have
  have=$(node --version 2>/dev/null | sed 's/^v//') || true
  if [ -z "$have" ] || [ "$(printf '%s\n20.19.0\n' "$have" | sort -V | head -n 1)" != 20.19.0 ]; then
    echo "make test needs Node 20.19 or newer to check the widget; found ${have:-none}. See https://nodejs.org" >&2
    return 1
  fi
}

# In CI the statutes, worked cases, questions and laws stand beside the project;
# without them their tests would skip in silence.
if [ "${CI:-}" = true ]; then
  for part in statutes cases bench; do
    [ -d "../shared/$part" ] || { echo "../shared/$part is missing: CI needs it beside the project" >&2; exit 1; }
  done
fi

# What is downloaded is asked for again where the network falters.
export npm_config_fetch_retries=5
step tools
command -v go >/dev/null || { echo "Go 1.26 or newer is needed: https://go.dev/dl" >&2; exit 1; }
need_node
# Tidiness is judged by modules that no build needs: they are fetched here too.
fetch() { go mod download && go mod tidy -diff >/dev/null 2>&1; }
fetch || { sleep 15 && fetch; } || { sleep 60 && go mod download; }

step "format, vet, static checks"
bash .ci/check.sh

step "the widget: types, unit tests, built files up to date"
(cd web/widget && npm ci --no-audit --no-fund --silent && npm run --silent check && npm test --silent && npm run --silent stale)

step "the console: types, built files up to date"
(cd web/console && npm ci --no-audit --no-fund --silent && npm run --silent check && npm run --silent stale)

step "PostgreSQL with pgvector, and PgBouncer"
bash .ci/postgres.sh
bash .ci/pgbouncer.sh

# What goes through thousands of texts one after another has no races to find,
# and takes ten times as long while they are looked for.
volume='^(TestQuestionsKeepTheirScore|TestAmountsDoNotDependOnTheWording|TestAmountsDoNotDependOnTheTurns|TestLookups|TestAnswersSayNothingTwice|TestEvalConfidence|TestAnswersKeepTheLanguage|TestConversations|TestFitIsTheSameEachTime|TestReceiptsOfWorkedCases|TestSameQuestionWrittenOtherwise|TestAmountsWhateverTheModel|TestStatutes|TestLaws|TestLintStatutes|TestPrintings|TestPrintingsTogether)$'

step "tests with the race detector, on both stores"
CLAUSEWISE_REQUIRE_POSTGRES=1 go run ./storage/postgres/pgtest/cluster -- \
  go test -tags ne -race -parallel 4 -timeout 3h -skip "$volume" ./...

step "all questions and statutes in the tree"
go test -tags ne -parallel 4 -timeout 3h -run "$volume" ./cmd/clausewise ./ingest ./retrieval

step "the built-in packs: quotes, parameters, worked cases"
make build
bin/clausewise check

if [ -d ../shared/cases ]; then
  step "the worked cases and questions beside the project"
  data=$(mktemp -d)
  bin/clausewise eval --data "$data" --min 1 ../shared/cases/calculations.jsonl
  bin/clausewise eval --data "$data" --min 0.95 ../shared/cases/questions.jsonl
  rm -rf "$data"
fi

step "the tools, called by clients in another language"
CLAUSEWISE_BIN=$PWD/bin/clausewise bash web/clients/run.sh

step "the browser, on both stores"
CLAUSEWISE_REQUIRE_POSTGRES=1 go run ./storage/postgres/pgtest/cluster -- \
  env CLAUSEWISE_BIN=$PWD/bin/clausewise bash web/e2e/run.sh

step "the console in the browser, on both stores"
CLAUSEWISE_REQUIRE_POSTGRES=1 go run ./storage/postgres/pgtest/cluster -- \
  env CLAUSEWISE_BIN=$PWD/bin/clausewise bash web/e2e/console.sh

step "all passed"
