package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// withdrawRequest says why a pack is withdrawn.
type withdrawRequest struct {
	Note string `json:"note"`
}

// withdrawPack stores a version without documents: the history keeps what was
// published, and restoring a version of it publishes it again.
func (s *Server) withdrawPack(w http.ResponseWriter, r *http.Request) {
	var in withdrawRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	s.amend(w, r, "撤下 "+clip(in.Note, 1000), func(ctx context.Context, p ingest.Pack) (ingest.Pack, error) {
		if len(p.Documents) == 0 {
			return p, &fault{code: codeRefused, detail: "这个政策包已经撤下了"}
		}
		return ingest.Withdrawn(ctx, p)
	})
}

// contactRequest is what the office enters for a document or one clause.
type contactRequest struct {
	Document string `json:"document"`
	Clause   string `json:"clause,omitempty"` // clause key; the whole document where empty
	Office   string `json:"office"`
	Phone    string `json:"phone"`
	Address  string `json:"address"`
	Link     string `json:"link"`
}

func (s *Server) putContact(w http.ResponseWriter, r *http.Request) {
	var in contactRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	contact := map[string]string{"office": in.Office, "phone": in.Phone, "address": in.Address, "link": in.Link}
	note := strings.TrimSpace("联系方式 " + clip(in.Document, maxID) + " " + clip(in.Clause, maxID))
	s.amend(w, r, note, func(ctx context.Context, p ingest.Pack) (ingest.Pack, error) {
		return ingest.WithContact(ctx, p, in.Document, in.Clause, contact)
	})
}

// amend changes the current version of the pack a request names and stores or
// proposes what comes of it.
func (s *Server) amend(w http.ResponseWriter, r *http.Request, note string, change func(ctx context.Context, p ingest.Pack) (ingest.Pack, error)) {
	p, version, err := s.packOf(r, "")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, err = change(r.Context(), p)
	var known *fault
	switch {
	case errors.As(err, &known):
		s.fail(w, r, err)
		return
	case errors.Is(err, retrieval.ErrNotFound):
		s.fail(w, r, &fault{code: codeNotFound, detail: err.Error(), cause: err})
		return
	case err != nil:
		s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
		return
	}
	out, err := s.publish(r.Context(), identityOf(r), p, version, strings.TrimSpace(note))
	s.reply(w, r, out, err)
}
