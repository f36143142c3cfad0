package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

// Packs is what the policy office works on.
type Packs interface {
	ingest.Store
	ingest.Proposals
}

// shelfRoutes show packs: their rows beside the source, their versions, what
// the linter finds, and whether their rules hold.
func (s *Server) shelfRoutes() []route {
	if s.packs == nil {
		return nil
	}
	pack := func(o *operation) *operation { return o.inPath("id", "政策包编号", "pack id") }
	version := &jsonschema.Schema{Type: "integer"}
	return []route{
		{method: "GET", path: "/api/v1/packs", action: access.LibraryRead, handle: s.listPacks, about: giving[[]packListed](
			does("listPacks", "office", "列出政策包的现行版本", "list the current version of every pack"))},
		{method: "GET", path: "/api/v1/packs/{id}", action: access.LibraryRead, handle: s.readPack, about: giving[packView](pack(
			does("readPack", "office", "一个政策包的一个版本：元数据及其依据、各行、检查结果", "a version of a pack: metadata with evidence, rows, findings").
				inQuery("version", version, "版本，默认现行版本", "version; the current one by default"))).failing(codeNotFound, codeInvalid)},
		{method: "GET", path: "/api/v1/packs/{id}/diff", action: access.LibraryRead, handle: s.diffPack, about: giving[packDiff](pack(
			does("diffPack", "office", "两个版本逐条比较", "two versions, clause by clause").
				inQuery("from", version, "旧版本", "the older version").inQuery("to", version, "新版本，默认现行版本", "the newer one; the current one by default"))).failing(codeNotFound, codeInvalid)},
		{method: "GET", path: "/api/v1/packs/{id}/check", action: access.LibraryRead, handle: s.checkStored, about: giving[calculators.Report](pack(
			does("checkPack", "office", "核对规则的参数与引文，运行算例", "hold rules against their quotes and run the worked cases"))).failing(codeNotFound)},
	}
}

// packListed is a pack with the documents in it.
type packListed struct {
	ingest.PackInfo
	Documents []retrieval.Document `json:"documents"`
}

func (s *Server) listPacks(w http.ResponseWriter, r *http.Request) {
	infos, err := s.packs.Packs(r.Context())
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	documents, err := s.library.Documents(r.Context())
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	out := []packListed{}
	for _, info := range infos {
		p := packListed{info, []retrieval.Document{}}
		for _, d := range documents {
			if d.Pack == info.ID {
				p.Documents = append(p.Documents, d)
			}
		}
		out = append(out, p)
	}
	s.write(w, r, out)
}

// packView is a version of a pack as the office reads it.
type packView struct {
	ingest.Description
	Version int `json:"version"`
	// Rows tile the source: joined in order they are its text. Those without
	// a document are covered by none.
	Rows     []retrieval.Row  `json:"rows"`
	Findings []ingest.Finding `json:"findings"`
	// Uncovered is how many characters of the source, white space apart,
	// belong to no document.
	Uncovered int `json:"uncovered"`
}

func (s *Server) readPack(w http.ResponseWriter, r *http.Request) {
	p, version, err := s.packOf(r, "version")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view := viewOfPack(p, version, s.documentsNow(r.Context()))
	view.Rows = s.linked(r.Context(), view.Rows)
	s.write(w, r, view)
}

func viewOfPack(p ingest.Pack, version int, library ingest.Library) packView {
	v := packView{
		Description: ingest.Describe(p), Version: version,
		Rows: append([]retrieval.Row{}, p.Rows...), Findings: append([]ingest.Finding{}, ingest.Lint(p, library)...),
	}
	for _, row := range p.Rows {
		if row.Document == "" {
			v.Uncovered += utf8.RuneCountInString(strings.Map(func(c rune) rune {
				if unicode.IsSpace(c) {
					return -1
				}
				return c
			}, row.Text))
		}
	}
	return v
}

// packOf reads the pack a request is about, in the version a parameter names
// or the current one, and says which that is.
func (s *Server) packOf(r *http.Request, parameter string) (ingest.Pack, int, error) {
	version, err := countOf(r, parameter, 0, 1<<31)
	if err != nil {
		return ingest.Pack{}, 0, err
	}
	return s.packAt(r.Context(), r.PathValue("id"), int(version))
}

func (s *Server) packAt(ctx context.Context, id string, version int) (ingest.Pack, int, error) {
	p, err := s.packs.Pack(ctx, id, version)
	if errors.Is(err, retrieval.ErrNotFound) {
		return p, 0, &fault{code: codeNotFound, about: clip(id, maxID)}
	}
	if err != nil {
		return p, 0, unavailable(err)
	}
	if version == 0 {
		infos, err := s.packs.Packs(ctx)
		if err != nil {
			return p, 0, unavailable(err)
		}
		if i := slices.IndexFunc(infos, func(i ingest.PackInfo) bool { return i.ID == id }); i >= 0 {
			version = infos[i].Version
		}
	}
	return p, version, nil
}

// packDiff is what differs between two versions.
type packDiff struct {
	From    int                 `json:"from"`
	To      int                 `json:"to"`
	Changes []ingest.Change     `json:"changes"`
	Rules   []ingest.RuleChange `json:"rules"`
}

func (s *Server) diffPack(w http.ResponseWriter, r *http.Request) {
	old, from, err := s.packOf(r, "from")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	fresh, to, err := s.packOf(r, "to")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, packDiff{from, to, append([]ingest.Change{}, ingest.Diff(old, fresh)...), append([]ingest.RuleChange{}, ingest.RuleEdits(old, fresh)...)})
}

func (s *Server) checkStored(w http.ResponseWriter, r *http.Request) {
	p, _, err := s.packOf(r, "")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, s.checkPack(p))
}

// fileNames are the files of a pack, in order.
func fileNames(p ingest.Pack) []string { return slices.Sorted(maps.Keys(p.Files)) }
