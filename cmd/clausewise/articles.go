package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// article is a text to be found, as evaluations of retrieval have them.
type article struct {
	ID   jsonID `json:"id"`
	Name string `json:"name"`
	Text string `json:"text"`
}

// jsonID is an id that may be a number or a string.
type jsonID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *jsonID) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(id))
	}
	*id = jsonID(data)
	return nil
}

// readLines yields the JSON Lines of a file, which may be gzipped.
func readLines[T any](name string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		f, err := os.Open(name)
		if err != nil {
			yield(zero, fmt.Errorf("文件 %s 打不开，请检查路径和权限：%w", name, err))
			return
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(f)
			if err != nil {
				yield(zero, fmt.Errorf("文件 %s 解压不了：%w", name, err))
				return
			}
			defer z.Close()
			r = z
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, maxLine)
		for n := 1; lines.Scan(); n++ {
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			var v T
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				yield(zero, fmt.Errorf("%s 第%d行%s", name, n, jsonFault(err)))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(zero, fmt.Errorf("读取 %s：%w", name, err))
		}
	}
}

// articleName splits 民法典第六条 into the law and the number.
var articleName = regexp.MustCompile(`^(.+?)(第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?)$`)

// shelf is articles as a library: one document for those whose names differ
// by their number alone, in order of appearance.
type shelf struct {
	titles   []string
	articles [][]article // by document
	ids      map[rowName]jsonID
}

// rowName is a row by document id and clause key.
type rowName struct{ document, key string }

func newShelf(articles iter.Seq2[article, error]) (*shelf, error) {
	s := &shelf{ids: map[rowName]jsonID{}}
	at := map[string]int{}
	for a, err := range articles {
		if err != nil {
			return nil, err
		}
		title := a.Name
		if m := articleName.FindStringSubmatch(a.Name); m != nil {
			title = m[1]
		}
		n, ok := at[title]
		if !ok {
			n = len(s.titles)
			at[title] = n
			s.titles = append(s.titles, title)
			s.articles = append(s.articles, nil)
		}
		s.articles[n] = append(s.articles[n], a)
	}
	return s, nil
}

// articlesPerPack is about how many articles travel in one pack.
const articlesPerPack = 2000

// packs yields the shelf in packs, and fills ids.
func (s *shelf) packs() iter.Seq[ingest.Pack] {
	return func(yield func(ingest.Pack) bool) {
		for from := 0; from < len(s.titles); {
			p := ingest.Pack{ID: fmt.Sprintf("articles-%06d", from), Revision: 1, Origin: ingest.OriginFiles}
			var source strings.Builder
			at := 0
			for from < len(s.titles) && len(p.Rows) < articlesPerPack {
				d := retrieval.Document{ID: fmt.Sprintf("document-%06d", from), Title: s.titles[from], Jurisdiction: "全国", Start: at}
				for i, a := range s.articles[from] {
					number := strings.TrimPrefix(a.Name, d.Title)
					r := retrieval.Row{
						Document: d.ID, Ordinal: i, Kind: retrieval.Clause, Key: s.key(d.ID, number), Number: number, Path: number,
						Text: a.Text + "\n", Start: at,
					}
					at += utf8.RuneCountInString(r.Text)
					r.End = at
					s.ids[rowName{r.Document, r.Key}] = a.ID
					source.WriteString(r.Text)
					p.Rows = append(p.Rows, r)
				}
				d.End = at
				p.Documents = append(p.Documents, d)
				from++
			}
			p.Source = source.String()
			p.Files = map[string][]byte{"source.txt": []byte(p.Source)}
			if !yield(p) {
				return
			}
		}
	}
}

// key is the number, or where that is taken or none the next one that is free.
func (s *shelf) key(document, number string) string {
	key := number
	if key == "" {
		key = string(retrieval.Preamble)
	}
	for n := 2; ; n++ {
		if _, taken := s.ids[rowName{document, key}]; !taken {
			return key
		}
		key = fmt.Sprintf("%s-%d", number, n)
	}
}
