package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"clausewise/retrieval/hanzi"
)

// readTexts returns the folded texts of a file, each with its name in front.
func readTexts(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer z.Close()
		r = z
	}
	var texts []string
	for d := json.NewDecoder(bufio.NewReader(r)); ; {
		var line struct{ Name, Text string }
		switch err := d.Decode(&line); err {
		case nil:
			texts = append(texts, hanzi.Fold(line.Name+"\n"+line.Text).Text)
		case io.EOF:
			return texts, nil
		default:
			return nil, fmt.Errorf("%s, text %d: %w", name, len(texts)+1, err)
		}
	}
}
