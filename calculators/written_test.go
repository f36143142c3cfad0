package calculators

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
)

// TestWritten compares with the library's own way to write a number.
func TestWritten(t *testing.T) {
	for _, coefficient := range []int64{0, 1, -1, 5, 10, -10, 99, 100, 850000, 29000050, -29000050, 123456789012345678, 999999999999999999, 1000000000000000000, math.MaxInt64, math.MinInt64, math.MinInt64 + 1} {
		for exponent := int32(-40); exponent <= 25; exponent++ {
			d := decimal.New(coefficient, exponent)
			if got, want := written(d), d.String(); got != want {
				t.Errorf("%de%d: %s, want %s", coefficient, exponent, got, want)
			}
		}
	}
}
