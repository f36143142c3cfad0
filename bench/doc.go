// Command bench times Clausewise's retrieval beside other Go libraries: the
// same articles, the same questions, the same vectors, in one run. It is a
// module of its own, so that the peers stay out of the product's go.mod.
//
//	bench [--size 1k,55k,1m] [--data ../shared/bench] [--json FILE]
//
// The questions take turns between the contestants one by one, so that a
// noisy machine slows all of them alike. corpus.go reads the articles,
// synthetic.go makes more of them, library.go shapes them as packs; one file a
// contestant: ours.go, bleve.go, chromem.go, langchain.go, bare.go; race.go
// times them, quality.go scores what they found, table.go prints it.
package main
