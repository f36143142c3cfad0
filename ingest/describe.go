package ingest

import "clausewise/retrieval"

// Description is what was found in a pack, for `clausewise ingest` to print.
type Description struct {
	Pack      string                `json:"pack"`
	Revision  int                   `json:"revision"`
	Origin    string                `json:"origin"`
	Files     []string              `json:"files"`
	Documents []DocumentDescription `json:"documents"`
	// Navigation is how many code points of the source belong to no document.
	Navigation int `json:"navigation,omitempty"`
	// Warnings say what of the source could not be read for certain.
	Warnings []string `json:"warnings,omitempty"`
}

// DocumentDescription is what was found in one document.
type DocumentDescription struct {
	retrieval.Document
	Headings int `json:"headings"`
	Clauses  int `json:"clauses"`
	Items    int `json:"items"`
	// First and Last are the keys of its first and last clause.
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
	// Departments are the offices named anywhere in it, in order of their
	// first mention.
	Departments []string `json:"departments,omitempty"`
	// Unknown lists the metadata that neither the text nor policy.yaml has,
	// by json name.
	Unknown []string `json:"unknown,omitempty"`
}

// Describe tells what was found in a pack.
func Describe(p Pack) Description {
	d := Description{Pack: p.ID, Revision: p.Revision, Origin: p.Origin, Files: fileNames(p), Documents: []DocumentDescription{}, Warnings: p.Warnings}
	at := map[string]int{}
	seen := map[string]bool{}
	for i, doc := range p.Documents {
		at[doc.ID] = i
		d.Documents = append(d.Documents, DocumentDescription{Document: doc, Unknown: unknown(doc)})
	}
	for _, r := range p.Rows {
		if r.Document == "" {
			d.Navigation += r.End - r.Start
			continue
		}
		doc := &d.Documents[at[r.Document]]
		switch r.Kind {
		case retrieval.Heading:
			doc.Headings++
		case retrieval.Item:
			doc.Items++
		case retrieval.Clause:
			doc.Clauses++
			if doc.First == "" {
				doc.First = r.Key
			}
			doc.Last = r.Key
		}
		for _, name := range r.Departments {
			if id := r.Document + "\x00" + name; !seen[id] {
				seen[id] = true
				doc.Departments = append(doc.Departments, name)
			}
		}
	}
	return d
}

func unknown(d retrieval.Document) []string {
	var out []string
	for _, f := range []struct {
		name    string
		missing bool
	}{
		{"title", d.Title == ""},
		{"issuer", d.Issuer == ""},
		{"number", d.Number == ""},
		{"jurisdiction", d.Jurisdiction == ""},
		{"issued", d.Issued.IsZero()},
		{"effective", d.Effective.IsZero()},
		{"expires", d.Expires.IsZero()},
	} {
		if f.missing {
			out = append(out, f.name)
		}
	}
	return out
}
