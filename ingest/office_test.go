package ingest

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"clausewise/retrieval"
)

const cloudText = "关于支持企业上云的若干措施\n各区人民政府：\n第一条 给予3万元补助。\n（一）由区商务局受理。\n第二条 本措施自2026年1月1日起施行。\n云州市人民政府\n2026年1月1日\n"

// TestWithdrawn keeps the text and leaves nothing to answer from, and an
// earlier version's files bring it back.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	p, err := LoadFile(t.Context(), "cloud.txt", []byte(cloudText))
	if err != nil {
		t.Fatal(err)
	}
	p.Files["rules.yaml"] = []byte("[]")
	before := maps.Clone(p.Files)
	gone, err := Withdrawn(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if len(gone.Documents) != 0 || len(gone.Rows) != 1 || gone.Rows[0].Document != "" || gone.Rows[0].Text != p.Source {
		t.Errorf("withdrawn: %d documents, rows %+v", len(gone.Documents), gone.Rows)
	}
	if _, ok := gone.Files["rules.yaml"]; ok || gone.ID != p.ID || gone.Origin != OriginConsole {
		t.Errorf("withdrawn: %s %s, files %v", gone.ID, gone.Origin, fileNames(gone))
	}
	if !maps.EqualFunc(p.Files, before, func(x, y []byte) bool { return string(x) == string(y) }) {
		t.Error("the pack it was made of has changed")
	}
	back, err := Proposal{Pack: p.ID, Origin: OriginConsole, Files: before}.Read(t.Context())
	if err != nil || len(back.Documents) != 1 {
		t.Errorf("back: %d documents, %v", len(back.Documents), err)
	}
}

// TestWithContact enters, changes and takes away contacts, of a document with
// and without a policy.yaml.
func TestWithContact(t *testing.T) {
	t.Parallel()
	plain, err := LoadFile(t.Context(), "cloud.txt", []byte(cloudText))
	if err != nil {
		t.Fatal(err)
	}
	listed := plain
	listed.Files = maps.Clone(plain.Files)
	listed.Files["policy.yaml"] = []byte("id: cloud\nrevision: 4 # of the office\ndocuments:\n  - id: cloud\n    jurisdiction: 云州市\n    contact: {}\n")
	for name, p := range map[string]Pack{"plain": plain, "listed": listed} {
		clause := "第一条"
		q, err := WithContact(t.Context(), p, "cloud", clause, map[string]string{"office": " 区商务局 ", "link": "https://apply.example.gov.cn/cloud", "phone": ""})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if q, err = WithContact(t.Context(), q, "cloud", "", map[string]string{"phone": "12345"}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		d := q.Documents[0]
		if c, key := d.ContactOf("第一条/(一)"); key != clause || c["office"] != "区商务局" || c["link"] != "https://apply.example.gov.cn/cloud" || len(c) != 2 {
			t.Errorf("%s: the item's contact is %v of %q", name, c, key)
		}
		if c, key := d.ContactOf("第二条"); key != "" || c["phone"] != "12345" {
			t.Errorf("%s: the other clause's contact is %v of %q", name, c, key)
		}
		if name == "listed" && (!strings.Contains(string(q.Files["policy.yaml"]), "revision: 4 # of the office") || q.Revision != 4 || d.Jurisdiction != "云州市") {
			t.Errorf("the rest of policy.yaml did not stay:\n%s", q.Files["policy.yaml"])
		}
		if q, err = WithContact(t.Context(), q, "cloud", clause, nil); err != nil || len(q.Documents[0].Contacts) != 0 {
			t.Errorf("%s: taken away: %v, %v", name, q.Documents[0].Contacts, err)
		}
	}
}

// TestWithContactRefuses refuses what would lead nowhere.
func TestWithContactRefuses(t *testing.T) {
	t.Parallel()
	p, err := LoadFile(t.Context(), "cloud.txt", []byte(cloudText))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		document, clause string
		contact          map[string]string
		want             error
	}{
		{"cloud", "第九条", map[string]string{"phone": "1"}, retrieval.ErrNotFound},
		{"", "", map[string]string{"phone": "1"}, retrieval.ErrNotFound},
		{"cloud", "", map[string]string{"link": "javascript:alert(1)"}, ErrContact},
		{"cloud", "", map[string]string{"link": "/apply"}, ErrContact},
		{"cloud", "", map[string]string{"fax": "1"}, ErrContact},
		{"cloud", "", map[string]string{"office": strings.Repeat("局", 301)}, ErrContact},
	} {
		if _, err := WithContact(t.Context(), p, c.document, c.clause, c.contact); !errors.Is(err, c.want) {
			t.Errorf("%s %s %v: %v", c.document, c.clause, c.contact, err)
		}
	}
}
