package calculators

// eligibility decides and computes nothing: the rule's requirements and
// conditions are the whole of it.
type eligibility struct{}

func (*eligibility) modes() []string { return nil }

func (*eligibility) uses() []use { return nil }

func (*eligibility) gates() []Requirement { return nil }

func (*eligibility) parameters(Rule) []parameter { return nil }

func (*eligibility) compute(*run) computed { return computed{outcome: Eligible} }
