package quantity

var (
	kindNames  = [...]string{"Number", "Money", "Rate", "Count", "Area", "Rank", "Year", "Day", "Month", "Duration"}
	boundNames = [...]string{"exact", "around", "over", "under", "between"}
)

// String is the English name of the kind.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// String is the English name of the hedge.
func (b Bound) String() string {
	if b < 0 || int(b) >= len(boundNames) {
		return "unknown"
	}
	return boundNames[b]
}
