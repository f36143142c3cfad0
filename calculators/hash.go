package calculators

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// Hash is the SHA-256, in hex, of what determines the rule's result: its
// document and clause, inputs, requirements, formula with figures and quotes,
// readings, and the caps and period it is tied to. Titles, questions, words
// people use and remarks are left out; so are the formatting and the order of
// keys of the file. Two rules with one hash give one result for the same
// inputs.
func (r Rule) Hash() string {
	if r.hash != "" {
		return r.hash
	}
	return hashOf(r.canonical())
}

// Hash is the SHA-256, in hex, of the clause's own text, byte for byte.
func (c ClauseText) Hash() string {
	sum := sha256.Sum256([]byte(c.Text))
	return hex.EncodeToString(sum[:])
}

// unsaid is what no result depends on, by the key it stands under.
var unsaid = []string{"title", "label", "ask", "warn", "open", "departments", "words", "deny", "pack", "subjects", "fact"}

// canonical is the rule as JSON with sorted keys and without wording.
func (r Rule) canonical() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		return []byte(r.ID) // a rule that loaded can be marshalled
	}
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return b
	}
	b, err = json.Marshal(plain(v))
	if err != nil {
		return []byte(r.ID)
	}
	return b
}

// plain drops wording from a decoded value.
func plain(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, inner := range x {
			if slices.Contains(unsaid, k) {
				delete(x, k)
				continue
			}
			x[k] = plain(inner)
		}
	case []any:
		for i := range x {
			x[i] = plain(x[i])
		}
	}
	return v
}

// hashOf is the SHA-256 of texts, each closed by a zero byte.
func hashOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// seal fixes a rule's hash, with the caps and the period it is tied to.
func (c *compiled) seal() {
	parts := [][]byte{c.canonical()}
	for _, cap := range c.caps {
		parts = append(parts, cap.canonical())
	}
	if c.period != nil {
		parts = append(parts, c.period.canonical())
	}
	c.hash = hashOf(parts...)
}

// ClauseOf is the clause a rule rests on, whole; not ok for an unknown rule.
func (b *Book) ClauseOf(rule string) (ClauseText, bool) {
	c, ok := b.rules[rule]
	if !ok {
		return ClauseText{}, false
	}
	return c.clause, true
}
