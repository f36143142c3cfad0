package retrieval

import "math/bits"

// gramTable holds a number for each character and pair of an index. It is a
// hash table with open addressing: half the size of a Go map of the same, and
// nothing in it for the collector to follow.
type gramTable struct {
	keys  []uint64 // 0 where a place is free: no gram has that key
	ids   []int32
	used  int
	shift int // 64 − log₂ of the places
}

func newGramTable(places int) *gramTable {
	t := &gramTable{}
	t.resize(max(16, places))
	return t
}

func (t *gramTable) resize(places int) {
	log := bits.Len(uint(places - 1))
	t.keys, t.ids, t.shift = make([]uint64, 1<<log), make([]int32, 1<<log), 64-log
}

// place is where a key stands, or the free place where it would.
func (t *gramTable) place(key uint64) uint64 {
	const golden = 0x9E3779B97F4A7C15 // 2⁶⁴ ÷ φ spreads neighbouring keys
	mask := uint64(len(t.keys) - 1)
	at := key * golden >> t.shift
	for t.keys[at] != 0 && t.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}

func (t *gramTable) id(key uint64) (int32, bool) {
	at := t.place(key)
	return t.ids[at], t.keys[at] != 0
}

// number is the key's number, next where it is new.
func (t *gramTable) number(key uint64, next int32) int32 {
	at := t.place(key)
	if t.keys[at] != 0 {
		return t.ids[at]
	}
	t.keys[at], t.ids[at] = key, next
	if t.used++; t.used > len(t.keys)*3/4 {
		t.grow()
	}
	return next
}

func (t *gramTable) grow() {
	keys, ids := t.keys, t.ids
	t.resize(2 * len(keys))
	for i, key := range keys {
		if key != 0 {
			at := t.place(key)
			t.keys[at], t.ids[at] = key, ids[i]
		}
	}
}

func (t *gramTable) clear() {
	clear(t.keys)
	t.used = 0
}
