// Package hanzi folds Chinese text so that one way of writing it finds the
// others: full-width and half-width forms, upper and lower case, traditional
// and simplified characters. A fold keeps a map of code points, so that what
// was found in the folded text can be quoted from the text as given.
//
// The conversion between the scripts uses the tables of the Open Chinese
// Convert project (OpenCC, Apache License 2.0) in opencc.txt, which the
// generator in ./gen makes from the project's own text files:
//
//	OPENCC_DATA=/path/to/opencc/data OPENCC_VERSION=1.4.1 go generate ./retrieval/hanzi
package hanzi

//go:generate go run ./gen -version=$OPENCC_VERSION $OPENCC_DATA opencc.txt
