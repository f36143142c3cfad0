package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// detectArchive tells a Word document from the other things that are zip
// archives inside. Only the archive's directory is read.
func detectArchive(data []byte) (Format, error) {
	z, err := openArchive(data)
	if err != nil {
		return "", err
	}
	has := func(name string) bool {
		for _, f := range z.File {
			if strings.EqualFold(f.Name, name) {
				return true
			}
		}
		return false
	}
	in := func(folder string) bool {
		for _, f := range z.File {
			if strings.HasPrefix(strings.ToLower(f.Name), folder) {
				return true
			}
		}
		return false
	}
	switch {
	case has("OFD.xml"):
		return "", unsupported("OFD", adviseOFD)
	case has("[Content_Types].xml") && in("xl/"):
		return "", unsupported("Excel", adviseTable)
	case has("[Content_Types].xml") && in("ppt/"):
		return "", unsupported("PowerPoint", adviseTable)
	case has("[Content_Types].xml"):
		return DOCX, nil
	case has("mimetype") && has("content.xml"):
		return "", unsupported("OpenDocument", adviseWord)
	case has("META-INF/container.xml"):
		return "", unsupported("电子书", advisePlain)
	}
	return "", unsupported("压缩包", adviseZip)
}

func openArchive(data []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	// A name that leads out of an archive is no matter here: nothing is
	// unpacked to a disk.
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, brokenDOCX()
	}
	if len(z.File) > maxParts {
		return nil, fmt.Errorf("%w：里面有 %d 个文件；%s", ErrBomb, len(z.File), adviseZip)
	}
	return z, nil
}

func brokenDOCX() error {
	return fmt.Errorf("%w：Word 文档不完整或结构有误；请重新下载，或用 Word、WPS 打开后另存为 .docx 再导入", ErrBroken)
}

// readDOCX extracts the text of a Word document: its paragraphs with their
// automatic numbers, tables as lines with tabs between the cells, and the
// notes at the end. Tracked deletions, hidden text, headers and footers are
// left out; tracked insertions stay.
func readDOCX(ctx context.Context, data []byte) (string, error) {
	z, err := openArchive(data)
	if err != nil {
		return "", err
	}
	parts := docxParts{ctx: ctx, files: map[string]*zip.File{}}
	for _, f := range z.File {
		parts.files[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	main, related, err := parts.locate()
	if err != nil {
		return "", err
	}
	styles, err := parts.styles(related["styles"])
	if err != nil {
		return "", err
	}
	numbering, err := parts.numbering(related["numbering"])
	if err != nil {
		return "", err
	}
	body := &docxBody{styles: styles, numbering: numbering}
	if err := parts.read(main, body.read); err != nil {
		return "", err
	}
	for _, notes := range []string{"footnotes", "endnotes"} {
		if err := parts.read(related[notes], body.readNotes); err != nil {
			return "", err
		}
	}
	return tidy(string(body.out)), nil
}

// docxParts are the files of a document's archive by lower-case name.
type docxParts struct {
	ctx   context.Context
	files map[string]*zip.File
	spent int64 // bytes unpacked, of all parts
}

// locate finds the document's main part and those it refers to, by the last
// word of the relation's type.
func (p *docxParts) locate() (main string, related map[string]string, err error) {
	root, err := p.relations("")
	if err != nil {
		return "", nil, err
	}
	main = root["officeDocument"]
	if main == "" {
		main = "word/document.xml"
	}
	if p.files[strings.ToLower(main)] == nil {
		return "", nil, brokenDOCX()
	}
	related, err = p.relations(main)
	return main, related, err
}

func (p *docxParts) relations(part string) (map[string]string, error) {
	folder, file := path.Split(part)
	out := map[string]string{}
	err := p.read(folder+"_rels/"+file+".rels", func(d *xml.Decoder) error {
		return elements(d, func(e xml.StartElement) error {
			if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
				return nil
			}
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			kind := path.Base(attr(e, "Type"))
			if out[kind] == "" {
				out[kind] = strings.TrimPrefix(path.Clean(target), "/")
			}
			return nil
		})
	})
	return out, err
}

// read hands a part's markup to f; a part that isn't there is nothing to read.
func (p *docxParts) read(name string, f func(*xml.Decoder) error) error {
	file := p.files[strings.ToLower(name)]
	if file == nil || name == "" {
		return nil
	}
	if file.Flags&1 != 0 {
		return fmt.Errorf("%w：打开它要密码；请用 Word 或 WPS 去掉密码，另存为 .docx 后再导入", ErrEncrypted)
	}
	r, err := file.Open()
	if err != nil {
		return brokenDOCX()
	}
	defer r.Close()
	limited := &bombReader{ctx: p.ctx, r: r, packed: int64(file.CompressedSize64), spent: &p.spent}
	d := xml.NewDecoder(limited)
	d.Strict = true
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("编码 %s", charset)
	}
	err = f(d)
	switch {
	case err == nil:
		return nil
	case limited.err != nil:
		return limited.err
	case errors.Is(err, ErrBomb), errors.Is(err, ErrTooLarge):
		return err
	}
	return brokenDOCX()
}

// bombReader stops at what no document unpacks to, and when time is up. It
// counts what really comes out: the sizes in the archive may lie.
type bombReader struct {
	ctx    context.Context
	r      io.Reader
	packed int64
	read   int64
	spent  *int64
	run    int // bytes since the last sign of markup
	err    error
}

func (b *bombReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.r.Read(p)
	b.read += int64(n)
	*b.spent += int64(n)
	if last := bytes.LastIndexAny(p[:n], "<>"); last >= 0 {
		b.run = n - last - 1
	} else {
		b.run += n
	}
	switch {
	case b.ctx.Err() != nil:
		b.err = expired(b.ctx)
	case b.run > maxRun, *b.spent > maxPart, b.read > freePart && b.read > maxRatio*max(b.packed, 1):
		b.err = bomb()
	}
	if b.err != nil {
		return 0, b.err
	}
	return n, err
}

// elements calls f with each element of d in order.
func elements(d *xml.Decoder, f func(xml.StartElement) error) error {
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxNesting {
				return bomb()
			}
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		}
	}
}

// attr returns an attribute by its name without namespace: Word's strict and
// transitional formats differ in nothing else here.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on reads a switch like <w:vanish/>, which may be turned off by its value.
func on(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
