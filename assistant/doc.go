// Package assistant answers questions about policy from the policy text. It
// needs no language model.
//
// A question goes through five steps:
//
//	reading.go     what the words say: quantities and their roles, places, terms, cues
//	reckon.go      what figures come to that are added, multiplied, taken off
//	scope.go       which documents can answer, from the places and documents named
//	topic.go       which clauses and rules it is about (subjects.go indexes the rules)
//	plan.go        what is wanted: an amount, a clause, a date, a comparison, …
//	claims.go      which rules to work out, with the inputs that assign.go and
//	               conditions.go read off the question; match.go gives each
//	               quantity its input; parallel.go finds the parts of one
//	               figure, instances.go tells one support from several
//
// What words tell is data, in lexicon.txt, and how much each thing speaks for a
// choice is too, in weights.txt. Then one file writes the answer:
// calculation.go (with conclusion.go, premise.go, paper.go, questions.go), lookup.go,
// clause.go, procedure.go, target.go, status.go, compare.go, or refuse.go.
// passages.go and quotes.go pick what to quote and copy it from the library;
// notices.go adds what must always be said of the documents.
//
// Last comes package gate, which shares nothing with the writers: it lets pass
// only sentences whose numbers it can trace and quotes that stand in the
// library to the letter. gating.go hands an answer to it and does as it says.
//
// Package tool offers the same rules and clauses to programs and models. Package
// receipt makes what can be kept of an answer and checked later.
//
// A language model (model.go) may take part once the answer stands: voice.go
// leads its part, listen.go gives it the tools, said.go holds their arguments
// to the user's words, prose.go streams what it phrases past prosecheck.go,
// budget.go and breaker.go bound what it costs, modelrecord.go is what staff
// see of it. docs/model.md says what it may and may not.
//
// What was told before it was asked about is read together with the question
// that takes it up (recall.go).
//
// What is carried from turn to turn is State (state.go), plain data that is
// stored with the conversation; what was told before it was asked about is kept
// there too, and recall.go reads it together with the question. Service (service.go) is the package's face to
// the channels: it stores each turn before it returns its answer.
package assistant
