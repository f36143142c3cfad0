package quantity

import "testing"

// TestWhatAbout keeps the about of a question from making a figure vague.
func TestWhatAbout(t *testing.T) {
	for text, want := range map[string]Bound{
		"what about 1.2 million yuan": Exact,
		"how about 850,000 yuan":      Exact,
		"we spent about 850,000 yuan": Around,
	} {
		m := Find(text, Options{})
		if len(m) != 1 || m[0].Bound != want {
			t.Errorf("%s: %+v, want one figure bound %v", text, m, want)
		}
	}
}
