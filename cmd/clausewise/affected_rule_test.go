package main

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"clausewise/ingest"
	"clausewise/policies"
	"clausewise/storage/sqlite"
)

// TestAffectedByARuleAlone changes how a rule counts while every clause stays:
// the answer with its amount is listed, one about another rule is not, nor is
// any when a rule is only worded otherwise.
func TestAffectedByARuleAlone(t *testing.T) {
	data := t.TempDir()
	t.Setenv("CLAUSEWISE_DATA", data)
	c := &clock{}
	s, err := sqlite.Open(t.Context(), data, sqlite.WithClock(func() time.Time { return c.now }))
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.March, 1, 2, 0, 0, 0, time.UTC)
	storeAt(t, s, c, day, builtinPacks(t)...)
	ids := askStored(t, s, "c1", day, "苏州建独立站花了85万，有交易记录，能补多少？", "苏州集货仓仓储费50万，能补多少？")
	reworded := withRules(t, "suzhou-measures", "label: {zh: 按比例折算,", "label: {zh: 按比例计算,")
	storeAt(t, s, c, day.AddDate(0, 0, 1), reworded)
	recounted := withRules(t, "suzhou-measures", "over: {value: 500000, quote: 费用支出超过50万元的}", "at_least: {value: 500000, quote: 费用支出超过50万元的}")
	storeAt(t, s, c, day.AddDate(0, 0, 2), recounted)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	got := try(t, "", "affected", "--json", "suzhou-measures", "1", "3")
	found := lines[ingest.AffectedAnswer](t, got.stdout)
	if got.code != 0 || len(found) != 1 || found[0].Answer != ids[0] || found[0].Rules.Rule != "suzhou-measures/independent-site" || found[0].Rules.Kind != ingest.RuleChanged {
		t.Errorf("code %d: %s%s", got.code, got.stdout, got.stderr)
	}
	table := try(t, "", "affected", "suzhou-measures", "1", "3").stdout
	for _, words := range []string{"suzhou-measures/independent-site", "规则改动", "85万", "共1个答复，按第3版核对"} {
		if !strings.Contains(table, words) {
			t.Errorf("%q is missing in\n%s", words, table)
		}
	}
	if got := try(t, "", "affected", "suzhou-measures", "1", "2"); !strings.Contains(got.stdout, "没有答复") {
		t.Errorf("only the wording changed, yet\n%s", got.stdout)
	}
}

// withRules is a built-in pack with other words in its rules.yaml.
func withRules(t *testing.T, pack, old, now string) ingest.Pack {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(policies.FS, pack+"/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/rules.yaml") {
			if bytes.Count(data, []byte(old)) != 1 {
				t.Fatalf("%q stands not once in %s", old, name)
			}
			data = bytes.Replace(data, []byte(old), []byte(now), 1)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	p, err := ingest.LoadDir(t.Context(), files, pack, ingest.OriginFiles)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
