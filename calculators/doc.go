// Package calculators turns clauses of policy documents into rules that
// compute: amounts of support, eligibility, deadlines, and the honest answer
// that a document states no figure.
//
// A rule is data (rules.yaml in a pack): its inputs, conditions, the shape of
// its formula and the parameters. A shape is code: steps.go, rate.go, tiers.go
// and their like, each saying which wording it reads and what its boundaries
// mean in law. Every parameter names the words of the clause that state it;
// Load finds those words in the clause, reads the number out of them and sets
// the rule aside (quarantine) when the two differ, so a rule cannot drift from
// its text.
//
//	rule.go      the rule as rules.yaml writes it; requirement.go its thresholds
//	formula.go   what a shape is; steps.go, rate.go, … one shape each
//	load.go      reading files; strict.go refuses typos; sound.go and compile.go
//	             check a rule; verify.go holds figures against their quotes;
//	             wording.go tells 超过 from 达到
//	book.go      the loaded rules and the look-ups
//	values.go    what users and models say, as typed values; answers.go yes and
//	             no, options, dates; vague.go 50多万
//	evaluate.go  the order of evaluation; judge.go weighs requirements;
//	             readings.go and next.go what else is shown
//	mutate.go    rules changed a little, to see whether the cases notice
//	check.go     worked cases of the packs, for `clausewise check`
//	schema.go    JSON Schema of a rule's inputs; fileschema.go of rules.yaml
//
// All amounts are exact decimals in 元, truncated to the 分 at the end: no
// document says how to round, and truncation never promises too much.
package calculators
