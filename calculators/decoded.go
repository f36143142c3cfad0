package calculators

import "strconv"

// decoded is a number as a JSON decoder without UseNumber leaves it, written
// with the fewest digits that are that number: what stood in the JSON. It is
// the only place where a float is touched, and nothing is computed with it.
func decoded(raw any) (digits string, ok bool) {
	f, ok := raw.(float64)
	if !ok {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}
