package web

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clausewise/web/access"

	"clausewise/assistant"
)

// everyRoute is the table of a server with all its parts.
func everyRoute(t *testing.T) []route {
	t.Helper()
	return start(t, func(c *Config) {
		c.Receipts, c.Desk, c.Handoffs, c.Packs = noReceipts{}, struct{ assistant.Desk }{}, noHandoffs{}, noPacks{}
	}).table()
}

type noReceipts struct{ Receipts }

type (
	handoffs   = assistant.Handoffs
	noHandoffs struct{ handoffs }
	packs      = Packs
	noPacks    struct{ packs }
)

// TestEveryRouteIsDescribed keeps openapi.json whole: each route of the API is
// in it, with every parameter of its address, and says how it may fail.
func TestEveryRouteIsDescribed(t *testing.T) {
	routes := everyRoute(t)
	inPath := regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)
	ids := map[string]bool{}
	for _, r := range routes {
		name := r.method + " " + r.path
		if r.about == nil {
			if strings.HasPrefix(r.path, "/api/") {
				t.Errorf("%s is not described", name)
			}
			continue
		}
		if ids[r.about.id] || r.about.id == "" {
			t.Errorf("%s: the id %q is taken or empty", name, r.about.id)
		}
		ids[r.about.id] = true
		if !slices.ContainsFunc(apiTags(), func(g apiTag) bool { return g.Name == r.about.tag }) {
			t.Errorf("%s: there is no tag %q", name, r.about.tag)
		}
		if r.about.gives == nil && r.about.givesSchema == nil {
			t.Errorf("%s does not say what it gives", name)
		}
		if r.about.summary.Zh == "" || r.about.summary.En == "" {
			t.Errorf("%s is not described in both languages", name)
		}
		var want, have []string
		for _, m := range inPath.FindAllStringSubmatch(r.path, -1) {
			want = append(want, m[1])
		}
		for _, p := range r.about.parameters {
			if p.place == "path" {
				have = append(have, p.name)
			}
		}
		if !slices.Equal(want, have) {
			t.Errorf("%s describes the parameters %v of its path", name, have)
		}
		if r.about.takes != nil && !slices.Contains(r.about.fails, codeMalformed) && !slices.Contains(r.about.fails, codeReceipt) {
			t.Errorf("%s takes a body and does not say that it may be malformed", name)
		}
	}
	document, err := describe(routes, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		if r.about == nil {
			continue
		}
		o := document.Paths[r.path][strings.ToLower(r.method)]
		if o == nil {
			t.Errorf("%s %s is not in the document", r.method, r.path)
			continue
		}
		if (r.action == access.Public) != (o.Security == nil) {
			t.Errorf("%s %s: action %q, security %v", r.method, r.path, r.action, o.Security)
		}
	}
}

// TestReferencesOfOpenAPI follows every reference of the document.
func TestReferencesOfOpenAPI(t *testing.T) {
	document, err := describe(everyRoute(t), nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"\$ref":"([^"]*)"`).FindAllStringSubmatch(string(data), -1)
	if len(refs) < 50 {
		t.Fatalf("%d references", len(refs))
	}
	for _, ref := range refs {
		name, ok := strings.CutPrefix(ref[1], "#/components/schemas/")
		if !ok || document.Components.Schemas[name] == nil {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
	if strings.Contains(string(data), "$defs") {
		t.Error("a schema has definitions of its own, which references of the document cannot reach")
	}
}
