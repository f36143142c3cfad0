package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/policies"
	"clausewise/retrieval"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/sqlite"
)

// clock is a store's, set by hand.
type clock struct{ now time.Time }

// on runs f on both stores, empty, with a clock.
func on(t *testing.T, f func(t *testing.T, store backend, c *clock)) {
	t.Run("sqlite", func(t *testing.T) {
		c := &clock{}
		s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.WithClock(func() time.Time { return c.now }))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		f(t, s, c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := &clock{}
		s, err := postgres.Open(t.Context(), pgtest.Database(t), postgres.WithClock(func() time.Time { return c.now }))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		f(t, s, c)
	})
}

// suzhou is the built-in pack with another sum for each further step of the
// independent-site grant, in its clause and in its rule.
func suzhou(t *testing.T, step int) ingest.Pack {
	t.Helper()
	old, now := "再给予3万元补助", fmt.Sprintf("再给予%d万元补助", step)
	files := fstest.MapFS{}
	names, err := fs.Glob(policies.FS, "suzhou-measures/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("the built-in pack: %v, %v", names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(data), old, now)
		text = strings.ReplaceAll(text, "value: 30000, quote: "+now, fmt.Sprintf("value: %d0000, quote: %s", step, now))
		if step == 3 && text != string(data) {
			t.Fatalf("%s was to stay as it is", name)
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := ingest.LoadDir(t.Context(), files, "suzhou-measures", ingest.OriginFiles)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func storeAt(t *testing.T, s backend, c *clock, at time.Time, packs ...ingest.Pack) {
	t.Helper()
	c.now = at
	for _, p := range packs {
		if _, err := s.PutPack(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := retrieval.EnsureVectors(t.Context(), s, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
}

func builtinPacks(t *testing.T) []ingest.Pack {
	t.Helper()
	packs, failed := ingest.Packs(t.Context(), policies.FS, ingest.OriginBuiltin)
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	return packs
}

func readLibrary(t *testing.T, s backend) *library {
	t.Helper()
	l, err := openLibrary(testEnvironment(t), s, wordVectors(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func date(y int, m time.Month, d int) quantity.Date { return quantity.Date{Year: y, Month: m, Day: d} }

// TestAsOf asks the same question as of days before, between and after the
// versions of a pack. Days end in Shanghai, eight hours before Greenwich's.
func TestAsOf(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s backend, c *clock) {
		storeAt(t, s, c, time.Date(2026, time.January, 10, 2, 0, 0, 0, time.UTC), builtinPacks(t)...)
		lib := readLibrary(t, s)
		for _, day := range []quantity.Date{{}, date(2020, time.May, 1), date(2026, time.January, 10), date(2030, time.May, 1)} {
			if got, err := lib.At(t.Context(), day); err != nil || got != lib.Current() {
				t.Errorf("a library of one version is another one on %s (%v)", day, err)
			}
		}

		storeAt(t, s, c, time.Date(2026, time.March, 5, 15, 59, 59, 0, time.UTC), suzhou(t, 5)) // 23:59:59 in Shanghai
		storeAt(t, s, c, time.Date(2026, time.March, 5, 16, 0, 0, 0, time.UTC), suzhou(t, 8))   // midnight
		if err := lib.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		a, err := assistant.New(lib.At, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		service := assistant.NewService(a, nil, time.Now)
		const question = "苏州建独立站花了85万，有交易记录，能补多少？"
		for _, tt := range []struct {
			day     quantity.Date
			version int
			yuan    string
			words   string
		}{
			{date(2025, time.June, 1), 1, "290000.00", "再给予3万元"}, // before the library began
			{date(2026, time.January, 10), 1, "290000.00", "再给予3万元"},
			{date(2026, time.March, 4), 1, "290000.00", "再给予3万元"},
			{date(2026, time.March, 5), 2, "350000.00", "再给予5万元"},
			{date(2026, time.March, 6), 3, "440000.00", "再给予8万元"},
			{date(2026, time.November, 22), 3, "440000.00", "再给予8万元"},
		} {
			answer, _, err := service.Ask(t.Context(), assistant.Request{Text: question, AsOf: tt.day})
			if err != nil {
				t.Fatal(err)
			}
			if len(answer.Results) == 0 || answer.Results[0].Amount == nil || answer.Results[0].Amount.Yuan != tt.yuan {
				t.Errorf("as of %s, want %s:\n%s", tt.day, tt.yuan, transcript(answer))
			}
			quoted := false
			for _, q := range answer.Quotes {
				if q.Document == "suzhou-measures" && q.Version != tt.version {
					t.Errorf("as of %s version %d is quoted, want %d", tt.day, q.Version, tt.version)
				}
				quoted = quoted || strings.Contains(q.Text, tt.words)
			}
			if !quoted {
				t.Errorf("as of %s %q is not quoted: %+v", tt.day, tt.words, answer.Quotes)
			}
		}
		if got, err := lib.At(t.Context(), date(2026, time.March, 6)); err != nil || got != lib.Current() {
			t.Errorf("the day of the current version has another library (%v)", err)
		}
	})
}

// TestAsOfIsKept looks at what is built anew: days with the same versions
// share a library, few are kept, and a change of the store forgets them.
func TestAsOfIsKept(t *testing.T) {
	t.Parallel()
	c := &clock{}
	s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.WithClock(func() time.Time { return c.now }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	const versions = pastLibraries + 3
	for n := range versions {
		storeAt(t, s, c, first.AddDate(0, 0, n), suzhou(t, 3+n))
	}
	lib := readLibrary(t, s)
	at := func(day int) *assistant.Library {
		t.Helper()
		l, err := lib.At(t.Context(), date(2026, time.January, day))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one := at(1)
	before, err := lib.At(t.Context(), date(2025, time.January, 1))
	if err != nil || before != one || at(1) != one {
		t.Errorf("days with the same versions have libraries of their own (%v)", err)
	}
	for day := 2; day < versions; day++ {
		at(day)
		at(1) // stays, as it is in use
	}
	if at(1) != one {
		t.Error("a library in use was forgotten")
	}
	if n := len(lib.current.Load().past); n != pastLibraries {
		t.Errorf("%d libraries are kept, want %d", n, pastLibraries)
	}
	if d, _ := at(2).Index.Document("suzhou-measures"); d.Version != 2 {
		t.Errorf("a library that was forgotten comes back as version %d", d.Version)
	}

	// At once, each day is built once.
	var wg sync.WaitGroup
	got := make([]*assistant.Library, 6)
	for i := range got {
		wg.Go(func() { got[i] = at(3) })
	}
	wg.Wait()
	if len(slices.Compact(got)) != 1 {
		t.Error("one day was built more than once")
	}

	storeAt(t, s, c, first.AddDate(0, 0, versions), suzhou(t, 3))
	if err := lib.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(lib.current.Load().past); n != 0 {
		t.Errorf("%d libraries outlived a change of the store", n)
	}
	if d, _ := at(versions).Index.Document("suzhou-measures"); d.Version != versions {
		t.Errorf("what was current is version %d now", d.Version)
	}
}

// TestAsOfFailsAloud: an answer as of an earlier day is never given from
// today's clauses because the earlier ones could not be read.
func TestAsOfFailsAloud(t *testing.T) {
	t.Parallel()
	c := &clock{}
	s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.WithClock(func() time.Time { return c.now }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	storeAt(t, s, c, time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC), suzhou(t, 3))
	storeAt(t, s, c, time.Date(2026, time.February, 1, 0, 0, 0, 0, time.UTC), suzhou(t, 5))
	lib := readLibrary(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lib.At(ctx, date(2026, time.January, 2)); !errors.Is(err, context.Canceled) {
		t.Errorf("At: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := assistant.New(lib.At, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	service := assistant.NewService(a, nil, time.Now)
	answer, _, err := service.Ask(t.Context(), assistant.Request{Text: "独立站有什么补助", AsOf: date(2026, time.January, 2)})
	if err == nil || !strings.Contains(err.Error(), "2026-01-02") {
		t.Errorf("answered %q, %v", answer.Text, err)
	}
}

func TestVersionsAsOf(t *testing.T) {
	t.Parallel()
	at := func(day int) time.Time { return time.Date(2026, time.March, day, 4, 0, 0, 0, time.UTC) }
	all := []retrieval.PackVersion{
		{Pack: "a", Version: 1, StoredAt: at(2)},
		{Pack: "b", Version: 1, StoredAt: at(1)},
		{Pack: "b", Version: 2, StoredAt: at(5)},
		{Pack: "b", Version: 3, StoredAt: at(5)},
		{Pack: "c", Version: 1, StoredAt: at(9)},
		{Pack: "c", Version: 2, StoredAt: at(12)},
	}
	for _, tt := range []struct {
		day     quantity.Date
		want    string
		current bool
	}{
		{date(2026, time.February, 1), "a@1 b@1 c@1", false},
		{date(2026, time.March, 4), "a@1 b@1 c@1", false},
		{date(2026, time.March, 5), "a@1 b@3 c@1", false},
		{date(2026, time.March, 12), "a@1 b@3 c@2", true},
		{date(2027, time.March, 12), "a@1 b@3 c@2", true},
		{quantity.Date{}, "a@1 b@3 c@2", true},
	} {
		picked, current := versionsAsOf(all, tt.day)
		var got []string
		for _, v := range picked {
			got = append(got, fmt.Sprintf("%s@%d", v.Pack, v.Version))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" || current != tt.current {
			t.Errorf("%s: current %v (-want +got)\n%s", tt.day, current, diff)
		}
	}
	if picked, current := versionsAsOf(nil, date(2026, time.March, 1)); len(picked) != 0 || !current {
		t.Errorf("an empty library: %v, %v", picked, current)
	}
}

func wordVectors(t *testing.T) *retrieval.WordVectors {
	t.Helper()
	w, err := retrieval.NewWordVectors()
	if err != nil {
		t.Fatal(err)
	}
	return w
}
