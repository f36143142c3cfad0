package storagetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// target is the environment variable that makes a backend's test program a
// writer, and names the database it writes into.
const target = "CLAUSEWISE_TEST_WRITER"

// Target is the database that this process is to write into, "" where it is
// no writer. A backend's TestMain asks first of all, and calls Write.
func Target() string { return os.Getenv(target) }

// killedVersion is the pack that a writer stores as version n.
func killedVersion(n int) ingest.Pack {
	return Pack("killed", Text{"doc", Lines(fmt.Sprint("第", n, "版"), 120+n)}, Text{"annex", Lines(fmt.Sprint("附件", n), 30)})
}

// Write ingests one version of a pack after the other, with its vectors, and
// says so before each on out, until it is killed or something goes wrong.
func Write(ctx context.Context, s Stores, out io.Writer) error {
	embedder, err := retrieval.NewWordVectors()
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if _, err := fmt.Fprintln(out, n); err != nil {
			return err
		}
		stored, err := s.PutPack(ctx, killedVersion(n))
		if err != nil {
			return err
		}
		if stored.Version != n {
			return fmt.Errorf("version %d was stored as %d", n, stored.Version)
		}
		if _, err := retrieval.EnsureVectors(ctx, s, embedder, nil); err != nil {
			return err
		}
	}
}

// Writer is another process that stores versions until it is killed.
type Writer struct {
	t      testing.TB
	cmd    *exec.Cmd
	lines  *bufio.Scanner
	stderr strings.Builder
	begun  int
	killed bool
}

// StartWriter starts one on a database, by the test program's TestMain. It is
// killed when the test ends, at the latest.
func StartWriter(t testing.TB, database string) *Writer {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w := &Writer{t: t, cmd: exec.Command(program)}
	w.cmd.Env = append(os.Environ(), target+"="+database)
	w.cmd.Stderr = &w.stderr
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.lines = bufio.NewScanner(out)
	t.Cleanup(func() { w.Kill() })
	return w
}

// Next waits until the writer begins its next version.
func (w *Writer) Next() {
	w.t.Helper()
	if !w.lines.Scan() {
		_ = w.cmd.Wait() // for all of its words
		w.killed = true
		w.t.Fatalf("the writer ended by itself after %d versions: %s", w.begun, w.stderr.String())
	}
	w.begun++
}

// Kill kills the writer, if it still runs, and returns how many versions it
// has begun. What it had begun last may be stored or not.
func (w *Writer) Kill() int {
	if w.killed {
		return w.begun
	}
	w.killed = true
	if err := w.cmd.Process.Kill(); err != nil {
		w.t.Error(err)
	}
	for w.lines.Scan() {
		w.begun++
	}
	_ = w.cmd.Wait() // it was killed
	return w.begun
}

// Kills is how many writers Killed kills.
const Kills = 12

// Killed kills a process in the midst of ingesting packs, at other moments
// each time. What it has stored is whole, what it had begun last is there or
// not, and the next process goes on with the vectors and the next version. fresh makes a new database that name opens
// for a writer; check, where not nil, looks at the database afterwards.
func Killed(t *testing.T, fresh func(t testing.TB) (name string, open Open), check func(t *testing.T, name string)) {
	moments := rand.New(rand.NewPCG(1949, 10)) // other moments, the same in every run
	interrupted := 0
	for round := range Kills {
		name, open := fresh(t)
		db := database{open}
		s := db.handle(t)
		w := StartWriter(t, name)
		for range 1 + round/4 {
			w.Next()
		}
		time.Sleep(time.Duration(moments.Int64N(int64(40 * time.Millisecond))))
		begun := w.Kill()

		// A server may still be at the last thing the process asked of it. A
		// write of our own waits for that.
		put(t, s, Pack("after", Text{"another", Lines("之后", 2)}))
		stored := wholeVersions(t, s)
		if stored != begun && stored != begun-1 {
			t.Fatalf("round %d: %d versions begun, %d stored", round, begun, stored)
		}
		if stored < begun {
			interrupted++
		}
		vectorsGoOn(t, s, stored)
		if check != nil {
			check(t, name)
		}
		next := put(t, s, killedVersion(stored+1))
		equal(t, "the next version", next, ingest.Stored{Version: stored + 1, Changed: true})
	}
	t.Logf("%d of %d writers were killed before their last version was stored", interrupted, Kills)
}

// wholeVersions counts the versions of the writer's pack and fails where one
// of them, or what is current, is only a part.
func wholeVersions(t *testing.T, s Stores) int {
	t.Helper()
	versions, err := s.Versions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stored := 0
	for _, v := range versions {
		if v.Pack != "killed" {
			continue
		}
		stored++
		if v.Version != stored {
			t.Fatalf("versions %+v", versions)
		}
		got, err := s.Pack(t.Context(), "killed", v.Version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprint("version ", v.Version), got, stamped(killedVersion(v.Version), v.Version))
	}
	current := map[string]int{}
	for row, err := range s.AllRows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Document == "another" {
			continue
		}
		if row.Version != stored {
			t.Fatalf("a row of version %d is current, the last is %d", row.Version, stored)
		}
		current[row.Document]++
	}
	want := map[string]int{}
	if stored > 0 {
		for _, d := range killedVersion(stored).Documents {
			want[d.ID] = len(rowsOf(killedVersion(stored), d.ID))
		}
	}
	equal(t, "current rows", current, want)
	return stored
}

// vectorsGoOn embeds what a killed writer had not: afterwards every row that
// is current, and no other, has its vector.
func vectorsGoOn(t *testing.T, s Stores, stored int) {
	t.Helper()
	embedder, err := retrieval.NewWordVectors()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retrieval.EnsureVectors(t.Context(), s, embedder, nil); err != nil {
		t.Fatalf("EnsureVectors: %v", err)
	}
	if stored == 0 {
		return
	}
	p := killedVersion(stored)
	row := rowsOf(p, "doc")[7]
	query, err := embedder.Embed(t.Context(), []string{retrieval.EmbeddedText(embedder.Model(), p.Documents[0].Title, row)})
	if err != nil {
		t.Fatal(err)
	}
	found := near(t, s, query[0], 1000, []string{"doc", "annex"})
	quotable := 0
	for _, r := range p.Rows {
		if r.Document != "" && r.Quotable() {
			quotable++
		}
	}
	if len(found) != quotable || found[0].Similarity < 1-1e-6 || found[0].Ref.Version != stored {
		t.Fatalf("%d rows have vectors, want %d; the nearest is %+v", len(found), quotable, found[0])
	}
}
