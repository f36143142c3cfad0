package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

const (
	maxBody    = 256 << 10 // bytes of a request body
	maxHistory = 40        // messages of a history that is handed in
)

// libraryRoutes are what is read of the library, and the assistant itself.
func (s *Server) libraryRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/documents", action: access.Public, handle: s.documents, about: giving[[]retrieval.Document](
			does("listDocuments", "library", "列出资料库中的文件", "list the documents"))},
		{method: "GET", path: "/api/v1/documents/{id}/clauses", action: access.Public, handle: s.clauses, about: giving[[]retrieval.Row](
			does("listClauses", "library", "按顺序列出一份文件的全部行，连起来就是全文", "all rows of a document in order; joined they are its text").
				inPath("id", "文件编号", "document id").
				inQuery("version", &jsonschema.Schema{Type: "integer", Minimum: new(1.0)}, "版本，默认当前版本", "version; the current one by default")).
			failing(codeNotFound, codeInvalid)},
		{method: "GET", path: "/api/v1/rules", action: access.Public, handle: s.rules, about: giving[[]RuleView](
			does("listRules", "rules", "列出全部规则：输入、条件、参数与引文", "all rules with inputs, conditions, figures and quotes"))},
		{method: "POST", path: "/api/v1/ask", action: access.Public, handle: s.askOnce, about: taking[askRequest](giving[assistant.Answer](
			does("ask", "assistant", "提一个问题，不保存", "ask a question; nothing is stored"))).
			failing(codeMalformed, codeInvalid, codeEmpty, codeTooLong, codeTimeout)},
		{method: "POST", path: "/api/v1/calculate", action: access.Public, handle: s.calculate, about: taking[calculateRequest](giving[calculators.Result](
			does("calculateRule", "rules", "按一条规则测算；不认识的输入会列在 ignored 里", "work out a rule; inputs it does not know are listed as ignored"))).
			failing(codeMalformed, codeInvalid, codeRule, codeSuspended)},
		{method: "POST", path: "/api/v1/curve", action: access.Public, handle: s.curve, about: taking[curveRequest](giving[curveView](
			does("drawCurve", "rules", "金额随一个输入变化的曲线，按准确的分段给出：起点、档、封顶、下一档", "the amount as one input varies, as exact pieces: thresholds, steps, cap, the next step"))).
			failing(codeMalformed, codeInvalid, codeRule, codeSuspended, codeNoCurve)},
	}
}

// documents lists the current documents.
func (s *Server) documents(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	docs, err := s.library.Documents(ctx)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	if docs == nil {
		docs = []retrieval.Document{}
	}
	s.write(w, r, docs)
}

// clauses lists the rows of a document, of its current version unless
// ?version=N says otherwise.
func (s *Server) clauses(w http.ResponseWriter, r *http.Request) {
	version := 0
	if v := r.URL.Query().Get("version"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			s.fail(w, r, &fault{code: codeInvalid, about: "version"})
			return
		}
		version = n
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	id := r.PathValue("id")
	rows, err := s.library.Rows(ctx, id, version)
	switch {
	case errors.Is(err, retrieval.ErrNotFound):
		s.fail(w, r, &fault{code: codeNotFound, about: clip(id, maxID)})
	case err != nil:
		s.fail(w, r, unavailable(err))
	default:
		s.write(w, r, s.linked(ctx, rows))
	}
}

// linked resolves what rows refer to in the library of the day, so that a
// reader can follow it. A library that can't be read leaves documents named.
func (s *Server) linked(ctx context.Context, rows []retrieval.Row) []retrieval.Row {
	if of := s.documentsNow(ctx); of != nil {
		return ingest.Linked(rows, of)
	}
	return rows
}

// documentsNow are the documents of today's library, nil where there is none.
func (s *Server) documentsNow(ctx context.Context) ingest.Library {
	if s.libraryAt == nil {
		return nil
	}
	lib, err := s.libraryAt(ctx, s.today())
	if err != nil || lib.Index == nil {
		return nil
	}
	return lib.Index
}

// askRequest is the body of POST /api/v1/ask. Nothing of it is stored.
type askRequest struct {
	Question string              `json:"question"`
	History  []assistant.Message `json:"history,omitempty"`
	Language string              `json:"language,omitempty"`
	AsOf     quantity.Date       `json:"as_of,omitzero"`
}

// askOnce answers one question outside every conversation.
func (s *Server) askOnce(w http.ResponseWriter, r *http.Request) {
	var in askRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	switch {
	case strings.TrimSpace(in.Question) == "":
		s.fail(w, r, &fault{code: codeEmpty})
		return
	case utf8.RuneCountInString(in.Question) > assistant.MaxQuestion:
		s.fail(w, r, &fault{code: codeTooLong, about: strconv.Itoa(assistant.MaxQuestion)})
		return
	case len(in.History) > maxHistory:
		s.fail(w, r, &fault{code: codeInvalid, about: "history"})
		return
	}
	for _, m := range in.History {
		if m.Role != "user" && m.Role != "assistant" {
			s.fail(w, r, &fault{code: codeInvalid, about: "history.role"})
			return
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
	defer cancel()
	a, _, err := s.watch(ctx, "api", assistant.Request{
		Text: in.Question, History: in.History, Language: languageOf(in.Language), AsOf: in.AsOf,
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, a)
}

// decodeBody reads a JSON body of known fields, numbers kept as written.
func decodeBody(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.UseNumber()
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = errors.New("something follows the JSON value")
		}
	}
	if err == nil {
		return nil
	}
	if big, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{code: codeFrameSize, about: fmt.Sprintf("%d KiB", big.Limit>>10), cause: err}
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return &fault{code: codeInvalid, about: clip(name, 60), cause: err}
	}
	if field, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && field.Field != "" {
		return &fault{code: codeInvalid, about: clip(field.Field, 60), cause: err}
	}
	return &fault{code: codeMalformed, cause: err}
}
