package assistant

import "testing"

// TestUnitOf tells the unit of the number said before from a message that says
// more, or nothing that makes money of it.
func TestUnitOf(t *testing.T) {
	for _, tt := range []struct {
		said, text string
		want       bool
	}{
		{"85", "万元", true},
		{"85", "萬元", true},
		{"85", "万", true},
		{"85", "家", false},
		{"85", "120万元", false},
		{"85万元", "元", false},
		{"独立站85", "万元", false},
		{"", "万元", false},
	} {
		if got := unitOf(tt.said, tt.text); got != tt.want {
			t.Errorf("unitOf(%q, %q) = %t, want %t", tt.said, tt.text, got, tt.want)
		}
	}
}
