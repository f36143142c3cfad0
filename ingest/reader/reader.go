package reader

import (
	"context"
	"fmt"
	"strings"
)

// Format is a kind of file that can be read.
type Format string

// The formats that are read.
const (
	Plain    Format = "text"
	Markdown Format = "markdown"
	HTML     Format = "html"
	DOCX     Format = "docx"
	PDF      Format = "pdf"
)

// Ext is the ending that a source file of the format has in a pack.
func (f Format) Ext() string {
	switch f {
	case Markdown:
		return ".md"
	case HTML:
		return ".html"
	case DOCX:
		return ".docx"
	case PDF:
		return ".pdf"
	default:
		return ".txt"
	}
}

// Source is what was read from a file.
type Source struct {
	Format Format
	// Text is the file's text. For plain text and Markdown it is the file
	// itself, decoded, without its byte order mark; for the other formats it
	// is extracted, with "\n" after each paragraph and tabs between cells.
	Text string
	// Warnings say in Chinese what could not be read for certain.
	Warnings []string
}

// maxTime is MaxTime but in tests, which say the same on a starved machine.
var maxTime = MaxTime

// Read returns the text of a source file. The name is used where the content
// doesn't tell the format, and in messages.
//
// The errors wrap one of the package's sentinels and say in Chinese what to
// do; they don't repeat the name. Reading stops when ctx ends, and after
// [MaxTime] in any case.
func Read(ctx context.Context, name string, data []byte) (Source, error) {
	if len(data) > MaxSource {
		return Source{}, tooLarge(len(data))
	}
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	format, err := detect(name, data)
	if err != nil {
		return Source{}, err
	}
	s := Source{Format: format}
	switch format {
	case HTML:
		s.Text, err = readHTML(ctx, data)
	case DOCX:
		s.Text, err = readDOCX(ctx, data)
	case PDF:
		s.Text, s.Warnings, err = readPDF(ctx, data)
	default:
		s.Text, err = decode(data)
	}
	if err != nil {
		return Source{}, err
	}
	if len(s.Text) > MaxText {
		return Source{}, tooMuchText()
	}
	if strings.TrimFunc(s.Text, isBlank) == "" {
		return Source{}, fmt.Errorf("%w：没有可读的文字；请检查文件是否完整", ErrEmpty)
	}
	return s, nil
}
