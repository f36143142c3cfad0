// Train makes the word vectors of package vectors from a file of texts,
// {"name","text"} a line, .gz or not:
//
//	go run ./retrieval/vectors/train -texts training-texts.jsonl.gz -dictionary words.txt -out retrieval/vectors/words.vec
//
// It cuts the texts into words of a dictionary (dictionary.go; make vectors
// gives gse's own, which the program itself does not load), counts which stand
// near each other (contexts.go), weighs the counts by how much they surprise
// (ppmi.go), reduces them to a few dimensions by a randomised eigenvalue
// decomposition (eigen.go) and rounds the result to bytes (quantise.go).
//
// The same texts and words give the same file, byte for byte, on amd64: the seed is
// fixed, every sum is taken in a fixed order whatever the number of
// processors, and no product is fused into a sum.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	texts := flags.String("texts", "", "`file` of texts, JSON Lines with name and text, .gz or not")
	out := flags.String("out", "retrieval/vectors/words.vec", "`file` to write")
	dictionaries := flags.String("dictionary", "", "`files` of words, separated by commas; what is in none is cut into characters")
	o := defaults
	flags.IntVar(&o.Dim, "dim", o.Dim, "length of the vectors")
	flags.IntVar(&o.Words, "words", o.Words, "words to keep at most")
	flags.IntVar(&o.Window, "window", o.Window, "words on each side that count as near")
	flags.Float64Var(&o.Power, "power", o.Power, "power of the eigenvalues")
	flags.Float64Var(&o.Shift, "shift", o.Shift, "what is taken off every surprise")
	flags.Float64Var(&o.Rare, "rare", o.Rare, "SIF weight a/(a+p): this is a")
	flags.IntVar(&o.Rarest, "rarest", o.Rarest, "times a word must occur")
	flags.IntVar(&o.Longest, "longest", o.Longest, "characters of a word at most")
	flags.BoolVar(&o.Unit, "unit", o.Unit, "make the words' vectors of length 1")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *texts == "" {
		return fmt.Errorf("-texts FILE is needed: JSON Lines with name and text")
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	read, err := readTexts(*texts)
	if err != nil {
		return err
	}
	dictionary, err := readDictionary(strings.FieldsFunc(*dictionaries, func(r rune) bool { return r == ',' }), o.Longest)
	if err != nil {
		return err
	}
	contents, err := train(ctx, read, dictionary, o, log)
	if err != nil {
		return err
	}
	data := contents.Bytes()
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		return err
	}
	log.Info("written", "file", *out, "bytes", len(data), "words", len(contents.Words), "dim", contents.Dim)
	return nil
}
