package assistant

import (
	"slices"

	"clausewise/calculators"
	"clausewise/retrieval"
)

// contactsOf are the contacts the office entered for the clauses quoted, each
// once, those of the first quote first.
func contactsOf(x *retrieval.Index, quotes []calculators.Quote) []Contact {
	var out []Contact
	for _, q := range quotes {
		d, ok := x.Document(q.Document)
		if !ok {
			continue
		}
		c, key := d.ContactOf(q.Clause)
		contact := Contact{Document: d.ID, Clause: key, Office: c["office"], Phone: c["phone"], Address: c["address"], Link: c["link"]}
		if len(c) > 0 && !slices.Contains(out, contact) {
			out = append(out, contact)
		}
	}
	return out
}
