package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

type outcomeOfEdit struct {
	Version, Proposal int
	OK                bool
	Same              bool
	Lines             []struct{ Old, New string }
	Check             struct {
		Quarantined []struct{ Rule, Why string }
		Failures    []struct{ Why string }
	}
	View struct {
		Documents []struct{ Title string }
		Rows      []struct{ Document, Text, Kind string }
		Findings  []struct{ Message string }
		Uncovered int
	}
}

const smallPolicy = `关于支持企业上云的若干措施
各区人民政府：
第一条 对年度上云费用支出超过10万元的企业，给予3万元补助。<script>alert(1)</script>
第二条 本措施自2026年1月1日起施行。
海州市人民政府
2026年1月1日
`

// TestOffice has an editor send a document and change a rule, and a second
// person let it take effect.
func TestOffice(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := staffed(t, store)
		editor, approver, admin := newBrowser(t, s), newBrowser(t, s), newBrowser(t, s)
		editor.signIn("editor")
		approver.signIn("approver")
		admin.signIn("admin")

		// What was read of an upload is shown before anything is stored.
		seen := read[outcomeOfEdit](t, editor, "POST", "/api/v1/packs?dry_run=true&name=haizhou.txt", smallPolicy)
		if len(seen.View.Documents) != 1 || seen.View.Documents[0].Title != "关于支持企业上云的若干措施" {
			t.Fatalf("upload: %+v", seen.View)
		}
		var joined strings.Builder
		for _, r := range seen.View.Rows {
			joined.WriteString(r.Text)
		}
		if joined.String() != smallPolicy {
			t.Errorf("the rows are not the source: %q", joined.String())
		}
		waiting := read[outcomeOfEdit](t, editor, "POST", "/api/v1/packs?name=haizhou.txt&note=新文件", smallPolicy)
		if waiting.Proposal == 0 || waiting.Version != 0 {
			t.Fatalf("an editor's upload does not wait: %+v", waiting)
		}
		path := fmt.Sprintf("/api/v1/proposals/%d", waiting.Proposal)
		if status, text := editor.do("POST", path+"/approve", `{"reason":""}`); status != http.StatusForbidden {
			t.Errorf("an editor approves: %d %s", status, text)
		}
		read[outcomeOfEdit](t, approver, "POST", path+"/approve", `{"reason":"核对过"}`)
		// It can be found at once, by everybody.
		found := lookUp(t, editor, "q=上云费用支出超过10万元")
		if len(found.Hits) == 0 || !strings.Contains(found.Hits[0].Text, "上云费用") {
			t.Errorf("not found after publishing: %+v", found.Hits)
		}

		// A figure that its quote does not state is refused, with the reason.
		edit := func(value, quote, note string, dry bool) string {
			body, err := json.Marshal(map[string]any{"rule": "suzhou-measures/independent-site", "note": note, "dry_run": dry, "edits": []map[string]string{
				{"value": "30000", "quote": "再给予3万元补助", "new_value": value, "new_quote": quote},
			}})
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
		bad := read[outcomeOfEdit](t, editor, "POST", "/api/v1/packs/suzhou-measures/parameters", edit("50000", "再给予3万元补助", "", true))
		if bad.OK || len(bad.Lines) != 1 || len(bad.Check.Quarantined) == 0 {
			t.Errorf("a wrong figure: %+v", bad)
		}
		if status, text := editor.do("POST", "/api/v1/packs/suzhou-measures/parameters", edit("50000", "再给予3万元补助", "", false)); status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong figure is stored: %d %s", status, text)
		}
		// Another quote of the same figure changes one line and keeps the rest.
		good := read[outcomeOfEdit](t, editor, "POST", "/api/v1/packs/suzhou-measures/parameters", edit("30000", "给予3万元补助", "", true))
		if !good.OK || len(good.Lines) != 1 || !strings.Contains(good.Lines[0].New, "给予3万元补助") {
			t.Fatalf("a right quote: %+v", good)
		}

		// Two persons: who made a change does not approve it.
		if status, text := admin.do("PUT", "/api/v1/two-person", `{"on":true}`); status != http.StatusOK {
			t.Fatalf("two persons: %d %s", status, text)
		}
		held := read[outcomeOfEdit](t, approver, "POST", "/api/v1/packs/suzhou-measures/parameters", edit("30000", "给予3万元补助", "换引文", false))
		if held.Proposal == 0 {
			t.Fatalf("not held: %+v", held)
		}
		path = fmt.Sprintf("/api/v1/proposals/%d", held.Proposal)
		if status, text := approver.do("POST", path+"/approve", `{"reason":""}`); status != http.StatusUnprocessableEntity || !strings.Contains(text, "不能自己核准") {
			t.Errorf("approving one's own: %d %s", status, text)
		}
		view := read[struct {
			Edits []struct{ Rule string }
			Check struct{ Quarantined []any }
		}](t, admin, "GET", path, "")
		if len(view.Edits) != 1 || view.Edits[0].Rule != "suzhou-measures/independent-site" {
			t.Errorf("proposal: %+v", view)
		}
		stored := read[outcomeOfEdit](t, admin, "POST", path+"/approve", `{"reason":"可以"}`)
		if stored.Version != 2 {
			t.Errorf("approved: %+v", stored)
		}
		if status, text := admin.do("POST", path+"/approve", `{"reason":""}`); status != http.StatusUnprocessableEntity {
			t.Errorf("approving twice: %d %s", status, text)
		}
		diff := read[struct{ Rules []struct{ Rule string } }](t, editor, "GET", "/api/v1/packs/suzhou-measures/diff?from=1", "")
		if len(diff.Rules) != 1 {
			t.Errorf("diff: %+v", diff)
		}

		// Withdrawing goes back to an earlier version, as a new one.
		if status, text := admin.do("PUT", "/api/v1/two-person", `{"on":false}`); status != http.StatusOK {
			t.Fatalf("one person: %d %s", status, text)
		}
		back := read[outcomeOfEdit](t, approver, "POST", "/api/v1/packs/suzhou-measures/restore", `{"version":1,"note":"撤下"}`)
		if back.Version != 3 {
			t.Errorf("restored: %+v", back)
		}
		after := read[struct{ Rules []any }](t, editor, "GET", "/api/v1/packs/suzhou-measures/diff?from=1", "")
		if len(after.Rules) != 0 {
			t.Errorf("after restoring: %+v", after)
		}
		check := read[struct {
			Cases    int
			Failures []any
		}](t, editor, "GET", "/api/v1/packs/suzhou-measures/check", "")
		if check.Cases == 0 || len(check.Failures) > 0 {
			t.Errorf("check: %+v", check)
		}
		for _, name := range []string{"", "x.exe"} {
			if status, text := editor.do("POST", "/api/v1/packs?dry_run=true&name="+name, "\x00\x01"); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
				t.Errorf("%q: %d %s", name, status, text)
			}
		}
	})
}
