package access

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryActionIsKnown(t *testing.T) {
	for _, r := range append(Roles(), "", "root") {
		if Allowed(r, "") || Allowed(r, "no.such") {
			t.Errorf("%q may do what is in no table", r)
		}
		if !Allowed(r, Public) {
			t.Errorf("%q may not do what is open to all", r)
		}
	}
	for _, a := range Actions() {
		if Allowed("", a) || Allowed("root", a) {
			t.Errorf("somebody without a role may %s", a)
		}
		if !Allowed(Admin, a) {
			t.Errorf("an administrator may not %s", a)
		}
	}
	for _, a := range []Action{OwnAccount, OwnTokens, TokensManage, UsersManage, Public, ""} {
		if Scopable(a) {
			t.Errorf("a token may be given %q", a)
		}
	}
}

func TestDelayGrowsAndIsBounded(t *testing.T) {
	for failures, want := range map[int]time.Duration{0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 9: 8 * time.Minute, 10: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := delay(failures); got != want {
			t.Errorf("delay(%d) = %v, want %v", failures, got, want)
		}
	}
	day := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	a, locked := Attempts{Failures: 9, Last: day, LockedUntil: day.Add(time.Minute)}.begin(day.Add(25 * time.Hour))
	if locked || a.Failures != 1 {
		t.Errorf("after a day: %+v, %v", a, locked)
	}
	if _, locked := a.begin(day.Add(25 * time.Hour)); locked {
		t.Error("a second attempt is locked")
	}
}

func TestPasswordHash(t *testing.T) {
	cheap := Cost{Memory: 8, Passes: 1, Threads: 1}
	hash, err := hashPassword("正确的 密码", cheap, strings.NewReader(strings.Repeat("s", 16)))
	if err != nil {
		t.Fatal(err)
	}
	ok, cost, err := verifyPassword("正确的 密码", hash)
	if !ok || cost != cheap || err != nil {
		t.Errorf("the password: %v, %v, %v", ok, cost, err)
	}
	if ok, _, _ := verifyPassword("正确的 密碼", hash); ok {
		t.Error("another password matches")
	}
	for _, bad := range []string{
		"", "x", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
		strings.Replace(hash, "m=8", "m=99999999", 1), strings.Replace(hash, "t=1", "t=0", 1), strings.Replace(hash, "p=1", "p=x", 1),
		strings.Replace(hash, "v=19", "v=16", 1), hash + "$", hash[:len(hash)-20] + "!",
	} {
		if ok, _, err := verifyPassword("正确的 密码", bad); ok || err == nil {
			t.Errorf("%q: %v, %v", bad, ok, err)
		}
	}
}

func TestChainShowsEveryChange(t *testing.T) {
	var log []Entry
	var last Entry
	for i := range 5 {
		last = Event{At: time.Unix(int64(i), 1500).UTC(), Actor: "a", Action: "b", Object: "c", Detail: "d"}.After(last)
		log = append(log, last)
	}
	verify := func(log []Entry, known Head) error {
		_, err := VerifyChain(yielding(log), known)
		return err
	}
	if err := verify(log, Head{5, last.Hash}); err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		change func([]Entry) []Entry
		known  Head
		at     int64
	}{
		"words changed":   {func(l []Entry) []Entry { l[2].Detail = "e"; return l }, Head{}, 3},
		"bytes moved":     {func(l []Entry) []Entry { l[2].Actor, l[2].Action = "ab", ""; return l }, Head{}, 3},
		"time changed":    {func(l []Entry) []Entry { l[1].At = l[1].At.Add(time.Microsecond); return l }, Head{}, 2},
		"one removed":     {func(l []Entry) []Entry { return slices.Delete(l, 1, 2) }, Head{}, 2},
		"the first":       {func(l []Entry) []Entry { return l[1:] }, Head{}, 1},
		"two exchanged":   {func(l []Entry) []Entry { l[1], l[2] = l[2], l[1]; return l }, Head{}, 2},
		"hash made anew":  {func(l []Entry) []Entry { l[1].Detail = "e"; l[1].Hash = l[1].sum(); return l }, Head{}, 3},
		"end cut off":     {func(l []Entry) []Entry { return l[:3] }, Head{5, last.Hash}, 4},
		"written anew":    {rewritten, Head{5, last.Hash}, 5},
		"one put between": {func(l []Entry) []Entry { return slices.Insert(l, 2, Event{Actor: "x"}.After(l[1])) }, Head{}, 4},
	} {
		broken, ok := errors.AsType[*ChainError](verify(tt.change(slices.Clone(log)), tt.known))
		if !ok || broken.Seq != tt.at {
			t.Errorf("%s: %v, want a break at %d", what, broken, tt.at)
		}
	}
}

// rewritten is a log whose writer owns the store and made all hashes anew.
func rewritten(l []Entry) []Entry {
	var last Entry
	for i, e := range l {
		last = Event{At: e.At, Actor: "somebody else", Action: e.Action}.After(last)
		l[i] = last
	}
	return l
}

func yielding(log []Entry) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range log {
			if !yield(e, nil) {
				return
			}
		}
	}
}
