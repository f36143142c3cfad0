package gate

import (
	"testing"

	"clausewise/calculators/quantity"
)

func TestAFigureLetStandInADenialIsLetStandNowhereElse(t *testing.T) {
	f := make(Figures)
	f.text("20万元")
	denying := f.denying(Answer{Question: "补20%还是50%"})
	for _, said := range []string{"20%", "50%"} {
		m := quantity.Numbers(said)[0]
		if !denying.traces(m) {
			t.Errorf("%s was said by the user and may be denied", said)
		}
		if f.traces(m) {
			t.Errorf("%s stands in no quote", said)
		}
	}
}
