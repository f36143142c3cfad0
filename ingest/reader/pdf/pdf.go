package pdf

import (
	"context"
	"fmt"
	"strings"
)

// unknownShare is how many of a file's characters may be unknown, one in so
// many, before it is refused: a symbol before a list may be private to its
// font, a clause may not. It stays visible as U+FFFD.
const unknownShare = 50

// Result is what was read from a file.
type Result struct {
	// Text has a line for each paragraph and each row of a table, with tabs
	// between the cells.
	Text string
	// Pages is how many pages the file has.
	Pages int
	// Unknown counts the characters that stand as U+FFFD in Text.
	Unknown int
}

// reader reads one file.
type reader struct {
	f         *file
	fonts     map[int]*font
	operators int // that may still be carried out
}

// Read returns the text of a PDF file of at most maxText bytes. The errors
// wrap [ErrBroken], [ErrEncrypted], [ErrTooLarge], [ErrNoText] or
// [ErrNoUnicode], or are those of ctx.
func Read(ctx context.Context, data []byte, maxText int) (Result, error) {
	return readFile(ctx, data, maxText, maxOperators)
}

func readFile(ctx context.Context, data []byte, maxText, operators int) (Result, error) {
	f, err := open(ctx, data)
	if err != nil {
		return Result{}, err
	}
	r := &reader{f: f, fonts: map[int]*font{}, operators: operators}
	pages := f.pages()
	if len(pages) == 0 {
		return Result{}, fmt.Errorf("%w: no pages", ErrBroken)
	}
	if f.incomplete {
		return Result{}, fmt.Errorf("%w: pages are missing", ErrBroken)
	}
	var sheets []sheet
	glyphs, unknown, images, lost, size := 0, 0, 0, 0, 0
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		w, err := r.paint(p)
		if err != nil {
			if ctx.Err() != nil {
				return Result{}, ctx.Err()
			}
			return Result{}, fmt.Errorf("page %d: %w", len(sheets)+1, err)
		}
		images += w.images
		lost += w.lost
		for _, g := range w.glyphs {
			if g.blank() {
				continue
			}
			glyphs++
			size += len(g.text)
			if !g.known {
				unknown++
			}
		}
		if size > maxText {
			return Result{}, ErrTooLarge
		}
		sheets = append(sheets, arrange(p, w.glyphs))
	}
	bad := unknown*unknownShare > glyphs
	switch {
	case lost > 0 && (f.incomplete || lost*unknownShare > glyphs), unknown > 0 && f.incomplete:
		return Result{}, fmt.Errorf("%w: fonts are missing", ErrBroken)
	case glyphs == 0, images >= len(pages) && glyphs < 5*len(pages):
		// Pictures with a page number or a stamp's name over them.
		return Result{}, ErrNoText
	case bad:
		return Result{}, fmt.Errorf("%w: %d of %d characters", ErrNoUnicode, unknown, glyphs)
	}
	text := compose(sheets)
	if strings.TrimSpace(text) == "" {
		return Result{}, ErrNoText
	}
	return Result{Text: text, Pages: len(pages), Unknown: unknown}, nil
}
