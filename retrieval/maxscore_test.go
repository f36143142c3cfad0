package retrieval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// exhaustive adds up every posting, and sorts all that have any.
func exhaustive(p *postings, terms []term, n int, g gate) []scored {
	points := make([]int64, len(p.norms))
	for _, t := range terms {
		for entry := range points {
			if count := p.count(t.list, entry); count > 0 {
				points[entry] += t.points(count, p.norms[entry])
			}
		}
	}
	var all []scored
	for entry, sum := range points {
		if share := g.share(int32(entry)); sum > 0 && share > 0 {
			all = append(all, scored{entry, inUnits(sum, share)})
		}
	}
	slices.SortFunc(all, better)
	return all[:min(n, len(all))]
}

// drawn is a corpus drawn at random: some characters stand nearly everywhere,
// some in one text, and texts differ in length and repeat themselves.
func drawn(random *rand.Rand, entries int) []string {
	texts := make([]string, entries)
	for i := range texts {
		texts[i] = drawnText(random, 1+random.IntN(30))
	}
	return texts
}

func drawnText(random *rand.Rand, length int) string {
	var text strings.Builder
	for range length {
		switch random.IntN(20) {
		case 0:
			fmt.Fprintf(&text, " %d ", random.IntN(100))
		default:
			// Squared twice, so that low characters are common.
			x := random.Float64()
			text.WriteRune('一' + rune(2000*x*x*x*x))
		}
	}
	return text.String()
}

func posted(texts []string) *postings {
	b, joined := newStretchBuilder(), newPostingsBuilder()
	for stretch := range slices.Chunk(texts, stretchEntries) {
		b.reset()
		for _, text := range stretch {
			b.begin()
			b.add(text)
		}
		joined.add(b.finish())
	}
	return joined.build()
}

// drawnGate lets a share of the entries through, by documents of 50.
type drawnGate struct{ shares []float64 }

func (g drawnGate) share(entry int32) float64 { return g.shares[entry/50] }

func (g drawnGate) most(from, to int32) float64 {
	return slices.Max(g.shares[from/50 : (to-1)/50+1])
}

// TestTopIsExact holds the pruned search to adding up everything: the same
// entries in the same order with the same scores to the last bit.
func TestTopIsExact(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 30
	}
	for _, entries := range []int{1, 300, stretchEntries - 1, stretchEntries + 1, (shareFrom + 1) * stretchEntries} {
		random := rand.New(rand.NewPCG(uint64(entries), 7))
		p := posted(drawn(random, entries))
		for round := range rounds / (1 + entries/stretchEntries) {
			var query []weighted
			position := map[gram]bool{}
			grams(drawnText(random, 1+random.IntN(60)), func(g gram) {
				if !position[g] {
					position[g] = true
					query = append(query, weighted{g, []float64{1, 1, 1, 0.6, 0.3, 3}[random.IntN(6)]})
				}
			})
			terms := p.terms(query)
			g := drawnGate{make([]float64, entries/50+1)}
			for i := range g.shares {
				g.shares[i] = []float64{1, 1, 1, 0.8, 0.6, 0}[random.IntN(1+round%6)]
			}
			n := []int{1, 10, 200}[random.IntN(3)]
			got, want := p.top(terms, n, g), exhaustive(p, terms, n, g)
			if !slices.Equal(got, want) {
				t.Fatalf("%d entries, round %d, the best %d:\ngot  %v\nwant %v", entries, round, n, got, want)
			}
			checkPoints(t, random, p, terms)
		}
	}
}

// TestTopOfManyTermsIsExact asks for more terms than bounds are added up of.
func TestTopOfManyTermsIsExact(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 7))
	p := posted(drawn(random, 2500))
	var query []weighted
	for _, key := range p.pairs.keys {
		if key != 0 {
			query = append(query, weighted{gram{key: key}, 1})
		}
	}
	terms := p.terms(query)
	if len(terms) <= mostBounded {
		t.Fatalf("%d terms, want more than %d", len(terms), mostBounded)
	}
	g := drawnGate{slices.Repeat([]float64{1, 0.6, 0}, len(p.norms)/150+1)}
	if got, want := p.top(terms, 20, g), exhaustive(p, terms, 20, g); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}

// TestBoundsHold tries every count at the norms between the bounds' classes.
func TestBoundsHold(t *testing.T) {
	for _, weight := range []float32{0, 1, 5e5, 3e8} {
		one := term{weight: weight}
		s := scaleOf([]term{one, {weight: 1e8}})
		table := s.bounds(one)
		for norm := float32(0.3); norm < 9; norm = math.Nextafter32(norm*1.003, 10) {
			for count := range 256 {
				got, want := table.of(uint8(count), normClass(norm)), int64(0)
				if count > 0 {
					want = one.points(uint8(count), norm)
				}
				if int64(got)*s.step < want {
					t.Fatalf("weight %v, count %d, norm %v: %d steps of %d bound %d points", weight, count, norm, got, s.step, want)
				}
			}
		}
	}
}

// checkPoints scores entries drawn at random one by one and together.
func checkPoints(t *testing.T, random *rand.Rand, p *postings, terms []term) {
	t.Helper()
	var entries []int32
	for range 30 {
		entries = append(entries, random.Int32N(int32(len(p.norms))))
	}
	slices.Sort(entries)
	for i, got := range p.points(terms, entries) {
		want := int64(0)
		for _, term := range terms {
			if count := p.count(term.list, int(entries[i])); count > 0 {
				want += term.points(count, p.norms[entries[i]])
			}
		}
		if got != want {
			t.Fatalf("entry %d has %d points, want %d", entries[i], got, want)
		}
	}
}

// TestPostingsHoldEveryGram compares the index with its texts.
func TestPostingsHoldEveryGram(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := drawn(random, stretchEntries+500)
	texts[7] = strings.Repeat("一", 300) // beyond what a count holds
	p := posted(texts)
	df := map[gram]int32{}
	for entry, text := range texts {
		want := map[gram]int{}
		grams(text, func(g gram) { want[g]++ })
		for g, n := range want {
			df[g]++
			id, ok := p.id(g)
			if !ok || p.count(p.lists[id], entry) != uint8(min(n, 255)) {
				t.Fatalf("entry %d: %v stands %d times, the index has %d", entry, g, n, p.count(p.lists[id], entry))
			}
		}
	}
	total := 0
	dense := 0
	for _, b := range p.blocks {
		total += int(b.last) + 1
		if b.dense() {
			dense++
		}
	}
	if dense == 0 {
		t.Error("no block is dense, so none was tried")
	}
	sum := 0
	for g, n := range df {
		sum += int(n)
		if id, _ := p.id(g); p.lists[id].entries != n {
			t.Errorf("%v stands in %d entries, the index says %d", g, n, p.lists[id].entries)
		}
	}
	if total != sum || len(p.lists) != len(df) {
		t.Errorf("%d postings of %d grams, want %d of %d", total, len(p.lists), sum, len(df))
	}
}
