package web

import "testing"

// TestReadable: an address that is no UTF-8 names nothing, and does not reach
// a store.
func TestReadable(t *testing.T) {
	b := start(t)
	for path, want := range map[string]code{
		"/api/v1/conversations/%E5id/turns":   codeNotFound,
		"/api/v1/documents/d%FF/clauses":      codeNotFound,
		"/api/v1/documents/d/clauses?key=%E5": codeInvalid,
	} {
		if got := problemOf(t, b.do("GET", path, "")); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if r := b.do("GET", "/api/v1/documents?place=%E8%8B%8F%E5%B7%9E", ""); r.StatusCode != 200 {
		t.Errorf("readable: %s", r.Status)
	}
}
