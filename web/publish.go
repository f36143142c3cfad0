package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

// maxUpload is how many bytes a document that is sent may have.
const maxUpload = 32 << 20

// publishRoutes take documents in and let changes take effect.
func (s *Server) publishRoutes() []route {
	if s.packs == nil {
		return nil
	}
	number := func(o *operation) *operation { return o.inPath("number", "提交的号", "number of the proposal") }
	return []route{
		{method: "POST", path: "/api/v1/packs", action: access.ProposalsCreate, handle: s.uploadPack, about: &operation{
			id: "uploadDocument", tag: "office", summary: calculators.Text{Zh: "上传一份文件；dry_run 时只看读出了什么", En: "send a document; with dry_run only what was read is shown"},
			parameters: (&operation{}).
				inQuery("name", nil, "文件名，扩展名决定怎样读", "file name; its ending says how it is read").
				inQuery("note", nil, "说明", "a remark").
				inQuery("dry_run", booleanSchema(), "不保存", "store nothing").parameters,
			takesSchema: &jsonschema.Schema{Type: "string", Format: "binary"}, givesSchema: &jsonschema.Schema{Type: "object"},
			fails: []code{codeInvalid, codeRefused, codeFrameSize},
		}},
		{method: "POST", path: "/api/v1/packs/{id}/restore", action: access.ProposalsCreate, handle: s.restorePack, about: taking[restoreRequest](giving[published](
			does("restorePack", "office", "撤下现行版本，恢复到以前的版本", "withdraw the current version and go back to an earlier one").
				inPath("id", "政策包编号", "pack id"))).failing(codeMalformed, codeInvalid, codeNotFound, codeRefused)},
		{method: "POST", path: "/api/v1/packs/{id}/withdraw", action: access.ProposalsCreate, handle: s.withdrawPack, about: taking[withdrawRequest](giving[published](
			does("withdrawPack", "office", "撤下政策包：文字留存，不再据以答复；以后可以恢复", "withdraw a pack: its text is kept and nothing is answered from it; it can be restored").
				inPath("id", "政策包编号", "pack id"))).failing(codeMalformed, codeNotFound, codeRefused)},
		{method: "PUT", path: "/api/v1/packs/{id}/contact", action: access.ProposalsCreate, handle: s.putContact, about: taking[contactRequest](giving[published](
			does("putContact", "office", "填写一份文件或一条的联系方式和申报网址；全空则去掉", "enter who to turn to and where to apply for a document or one clause; all empty takes it away").
				inPath("id", "政策包编号", "pack id"))).failing(codeMalformed, codeInvalid, codeNotFound, codeRefused)},
		{method: "GET", path: "/api/v1/proposals", action: access.ProposalsRead, handle: s.listProposals, about: giving[[]ingest.Proposal](
			does("listProposals", "office", "列出提交核准的修改", "list what was proposed").inQuery("state", nil, "waiting、approved 或 rejected", "waiting, approved or rejected"))},
		{method: "GET", path: "/api/v1/proposals/{number}", action: access.ProposalsRead, handle: s.readProposal, about: giving[proposalView](number(
			does("readProposal", "office", "一份提交：改了什么，规则是否成立", "a proposal: what it changes, and whether its rules hold"))).failing(codeNotFound, codeInvalid)},
		{method: "POST", path: "/api/v1/proposals/{number}/approve", action: access.ProposalsDecide, handle: s.approveProposal, about: taking[decisionRequest](giving[published](number(
			does("approveProposal", "office", "核准，使之生效", "let a proposal take effect")))).failing(codeMalformed, codeNotFound, codeRefused)},
		{method: "POST", path: "/api/v1/proposals/{number}/reject", action: access.ProposalsCreate, handle: s.rejectProposal, about: taking[decisionRequest](giving[condition](number(
			does("rejectProposal", "office", "退回；提交的人可以撤回自己的", "reject a proposal, or take one's own back")))).failing(codeMalformed, codeNotFound, codeRefused, codeForbidden)},
		{method: "GET", path: "/api/v1/two-person", action: access.ProposalsRead, handle: s.twoPerson, about: giving[twoPersonSetting](
			does("getTwoPerson", "office", "是否要第二个人核准", "whether a second person must approve"))},
		{method: "PUT", path: "/api/v1/two-person", action: access.SettingsManage, handle: s.setTwoPerson, about: taking[twoPersonSetting](giving[twoPersonSetting](
			does("setTwoPerson", "office", "设定是否要第二个人核准", "set whether a second person must approve"))).failing(codeMalformed)},
	}
}

// published says what became of a change.
type published struct {
	Pack    string `json:"pack"`
	Version int    `json:"version,omitempty"`  // that it was stored as
	Waiting int64  `json:"proposal,omitempty"` // number under which it waits for a second person
	Same    bool   `json:"same,omitempty"`     // it was there already
	// View shows what was read, and Check how the rules and worked cases that
	// the pack keeps stand on it; only of an upload.
	View  *packView           `json:"view,omitempty"`
	Check *calculators.Report `json:"check,omitempty"`
}

// publish stores a pack over a version, or proposes it where the office wants
// a second person or the first may not decide. Rules that do not hold are
// refused, see obstacles.
func (s *Server) publish(ctx context.Context, who access.Identity, p ingest.Pack, over int, note string) (published, error) {
	wrong, err := s.obstacles(ctx, p, over, s.checkPack(p))
	if err != nil {
		return published{}, err
	}
	if !wrong.OK() {
		return published{}, &fault{code: codeRefused, detail: "规则与引文或算例不符，没有保存：" + wrong.Faults()}
	}
	two, err := s.access.TwoPerson(ctx)
	if err != nil {
		return published{}, unavailable(err)
	}
	if two || !who.May(access.ProposalsDecide) {
		made, err := ingest.Propose(ctx, s.packs, p, over, who.User, note, s.now())
		if err != nil {
			return published{}, unavailable(err)
		}
		if made.State != ingest.Waiting {
			return published{}, &fault{code: codeRefused, detail: fmt.Sprintf("同样的内容已在第%d号退回：%s", made.ID, made.Decided.Reason)}
		}
		return published{Pack: p.ID, Waiting: made.ID}, s.access.Note(ctx, who.Actor(), "proposal.create", p.ID, fmt.Sprintf("第%d号：%s", made.ID, note))
	}
	p.Over = &over
	stored, err := s.packs.PutPack(ctx, p)
	switch {
	case errors.Is(err, ingest.ErrMoved):
		return published{}, &fault{code: codeRefused, detail: err.Error()}
	case err != nil:
		return published{}, unavailable(err)
	}
	if stored.Changed {
		if err := s.access.Note(ctx, who.Actor(), "pack.publish", p.ID, fmt.Sprintf("第%d版：%s", stored.Version, note)); err != nil {
			return published{}, unavailable(err)
		}
	}
	return published{Pack: p.ID, Version: stored.Version, Same: !stored.Changed}, s.afterStoring(ctx)
}

// obstacles are what keeps a pack from following version over: of what the
// check of it found, what the change is to blame for. A new text alone is never
// kept back: the rules that do not stand on it are set aside by name. Nor is
// what was wrong before held against a change, so that rules can be mended one
// by one.
func (s *Server) obstacles(ctx context.Context, p ingest.Pack, over int, found calculators.Report) (calculators.Report, error) {
	if found.OK() || over < 1 {
		return found, nil
	}
	same, err := ingest.SameRules(ctx, s.packs, p, over)
	if err != nil {
		return found, unavailable(err)
	}
	if same {
		return calculators.Report{}, nil
	}
	before, err := s.packs.Pack(ctx, p.ID, over)
	if err != nil {
		return found, unavailable(err)
	}
	return found.Beyond(s.checkPack(before)), nil
}

// afterStoring brings vectors and index up to date.
func (s *Server) afterStoring(ctx context.Context) error {
	if s.stored == nil {
		return nil
	}
	if err := s.stored(ctx); err != nil {
		return unavailable(err)
	}
	return nil
}

// currentVersion is the version a change to a pack is made on, 0 for a new one.
func (s *Server) currentVersion(ctx context.Context, id string) (int, error) {
	infos, err := s.packs.Packs(ctx)
	if err != nil {
		return 0, unavailable(err)
	}
	for _, i := range infos {
		if i.ID == id {
			return i.Version, nil
		}
	}
	return 0, nil
}

func (s *Server) uploadPack(w http.ResponseWriter, r *http.Request) {
	dry, err := flagOf(r, "dry_run")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := path.Base(strings.ReplaceAll(r.URL.Query().Get("name"), `\`, "/"))
	if name == "." || name == "/" || len(name) > 200 || !utf8.ValidString(name) {
		s.fail(w, r, &fault{code: codeInvalid, about: "name"})
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, err := ingest.LoadFile(r.Context(), name, data)
	if err != nil {
		s.fail(w, r, &fault{code: codeRefused, detail: "这份文件读不出来：" + err.Error(), cause: err})
		return
	}
	p.Origin = ingest.OriginConsole
	over, err := s.currentVersion(r.Context(), p.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if p, err = ingest.Complete(r.Context(), s.packs, p, over); err != nil {
		s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
		return
	}
	view, check := viewOfPack(p, over, s.documentsNow(r.Context())), s.checkPack(p)
	if dry {
		s.write(w, r, published{Pack: p.ID, View: &view, Check: &check})
		return
	}
	out, err := s.publish(r.Context(), identityOf(r), p, over, clip(r.URL.Query().Get("note"), 1000))
	out.View, out.Check = &view, &check
	s.reply(w, r, out, err)
}

type restoreRequest struct {
	Version int    `json:"version"`
	Note    string `json:"note"`
}

// restorePack stores an earlier version as the next one: what was published
// stays in the history.
func (s *Server) restorePack(w http.ResponseWriter, r *http.Request) {
	var in restoreRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	if in.Version < 1 {
		s.fail(w, r, &fault{code: codeInvalid, about: "version"})
		return
	}
	id := r.PathValue("id")
	p, _, err := s.packAt(r.Context(), id, in.Version)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	over, err := s.currentVersion(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Origin = ingest.OriginConsole
	out, err := s.publish(r.Context(), identityOf(r), p, over, fmt.Sprintf("恢复到第%d版 %s", in.Version, clip(in.Note, 1000)))
	s.reply(w, r, out, err)
}

func (s *Server) listProposals(w http.ResponseWriter, r *http.Request) {
	list, err := s.packs.Proposals(r.Context(), ingest.ProposalState(r.URL.Query().Get("state")))
	s.reply(w, r, append([]ingest.Proposal{}, list...), err)
}

// proposalView is a proposal with what it would change.
type proposalView struct {
	ingest.Proposal
	Edits []ingest.RuleChange `json:"edits"`
	Diff  []ingest.Change     `json:"diff"`
	Check calculators.Report  `json:"check"`
	OK    bool                `json:"ok"` // nothing of the check keeps it from taking effect
	View  packView            `json:"view"`
}

// proposalOf reads the proposal a request names, and the pack made of it.
func (s *Server) proposalOf(r *http.Request) (ingest.Proposal, ingest.Pack, error) {
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return ingest.Proposal{}, ingest.Pack{}, &fault{code: codeNotFound, about: clip(r.PathValue("number"), maxID)}
	}
	p, err := s.packs.Proposal(r.Context(), n)
	switch {
	case errors.Is(err, retrieval.ErrNotFound):
		return p, ingest.Pack{}, &fault{code: codeNotFound, about: clip(r.PathValue("number"), maxID)}
	case err != nil:
		return p, ingest.Pack{}, unavailable(err)
	}
	pack, err := p.Read(r.Context())
	return p, pack, err
}

func (s *Server) readProposal(w http.ResponseWriter, r *http.Request) {
	p, pack, err := s.proposalOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var old ingest.Pack
	if p.Over > 0 {
		if old, _, err = s.packAt(r.Context(), p.Pack, p.Over); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	v := proposalView{
		Proposal: p, Edits: append([]ingest.RuleChange{}, ingest.RuleEdits(old, pack)...), Diff: []ingest.Change{},
		Check: s.checkPack(pack), View: viewOfPack(pack, p.Over, s.documentsNow(r.Context())),
	}
	wrong, err := s.obstacles(r.Context(), pack, p.Over, v.Check)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.OK = wrong.OK()
	if p.Over > 0 {
		v.Diff = append(v.Diff, ingest.Diff(old, pack)...)
	}
	s.write(w, r, v)
}

type decisionRequest struct {
	Reason string `json:"reason"`
}

func (s *Server) approveProposal(w http.ResponseWriter, r *http.Request) {
	var in decisionRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	p, pack, err := s.proposalOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if p.State == ingest.Waiting {
		wrong, err := s.obstacles(r.Context(), pack, p.Over, s.checkPack(pack))
		if err == nil && !wrong.OK() {
			err = &fault{code: codeRefused, detail: "规则与引文或算例不符，请退回：" + wrong.Faults()}
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
	}
	who := identityOf(r)
	stored, err := ingest.Approve(r.Context(), s.packs, p.ID, ingest.Decision{By: who.User, Reason: clip(in.Reason, 1000), At: s.now()})
	if err != nil {
		s.fail(w, r, proposalFault(err))
		return
	}
	if err := s.access.Note(r.Context(), who.Actor(), "proposal.approve", p.Pack, fmt.Sprintf("第%d号（%s提交），存为第%d版", p.ID, p.By, stored.Version)); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.reply(w, r, published{Pack: p.Pack, Version: stored.Version}, s.afterStoring(r.Context()))
}

// proposalFault tells what people can mend from a store that fails.
func proposalFault(err error) error {
	for _, known := range []error{ingest.ErrSamePerson, ingest.ErrDecided, ingest.ErrMoved} {
		if errors.Is(err, known) {
			return &fault{code: codeRefused, detail: err.Error(), cause: err}
		}
	}
	return unavailable(err)
}

func (s *Server) rejectProposal(w http.ResponseWriter, r *http.Request) {
	var in decisionRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	p, _, err := s.proposalOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	who := identityOf(r)
	if p.By != who.User && !who.May(access.ProposalsDecide) {
		s.fail(w, r, &fault{code: codeForbidden})
		return
	}
	if err := ingest.Reject(r.Context(), s.packs, p.ID, ingest.Decision{By: who.User, Reason: clip(in.Reason, 1000), At: s.now()}); err != nil {
		s.fail(w, r, proposalFault(err))
		return
	}
	if err := s.access.Note(r.Context(), who.Actor(), "proposal.reject", p.Pack, fmt.Sprintf("第%d号：%s", p.ID, clip(in.Reason, 1000))); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, condition{"ok"})
}

// twoPersonSetting says whether a second person must approve.
type twoPersonSetting struct {
	On bool `json:"on"`
}

func (s *Server) twoPerson(w http.ResponseWriter, r *http.Request) {
	on, err := s.access.TwoPerson(r.Context())
	s.reply(w, r, twoPersonSetting{on}, err)
}

func (s *Server) setTwoPerson(w http.ResponseWriter, r *http.Request) {
	var in twoPersonSetting
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	s.reply(w, r, in, s.access.SetTwoPerson(r.Context(), identityOf(r).Actor(), in.On))
}
