package storagetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"clausewise/ingest"
	"clausewise/retrieval"
)

var proposalTests = []test{
	{"a proposal comes back as it went in", proposalRoundTrip},
	{"the same files are the same proposal until approved", proposalSame},
	{"approved, it is the next version; both or neither", proposalApproved},
	{"rejected, nothing changes", proposalRejected},
	{"one decision, of several at once", proposalRace},
	{"proposals that cannot be stored are refused", proposalRefused},
}

// proposed is a proposal of a pack, made of its files.
func proposed(p ingest.Pack, over int, by string) ingest.Proposal {
	return ingest.Proposal{
		Pack: p.ID, Origin: "console", Revision: p.Revision, Over: over, By: by, Note: "门槛改为 60 万元", At: noon, Files: p.Files,
	}
}

func proposalRoundTrip(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	p := Pack("p", Text{"doc", Lines("支持", 2)})
	p.Files["notes.bin"], p.Files["empty.txt"] = []byte{0, 255, '\n'}, nil
	want := proposed(p, 3, "anna")
	got, err := s.PutProposal(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	want.ID, want.State, want.At, want.Files = 1, ingest.Waiting, kept(noon), nil
	equal(t, "the stored proposal", got, want)
	all, err := db.handle(t).Proposals(ctx, ingest.Waiting)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "proposals", all, []ingest.Proposal{want})
	if got, err = s.Proposal(ctx, 1); err != nil {
		t.Fatal(err)
	}
	want.Files = p.Files
	want.Files["empty.txt"] = []byte{}
	equal(t, "the proposal with its files", got, want)
	if _, err := s.Proposal(ctx, 2); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Proposal of an unknown one: %v", err)
	}
	if packs, err := s.Packs(ctx); err != nil || len(packs) != 0 {
		t.Errorf("a proposal is no pack: %v, %v", packs, err)
	}
}

func proposalSame(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	p := Pack("p", Text{"doc", Lines("支持", 2)})
	propose := func(p ingest.Pack, by string) ingest.Proposal {
		t.Helper()
		got, err := s.PutProposal(ctx, proposed(p, 0, by))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := propose(p, "anna")
	if again := propose(p, "bob"); again.ID != first.ID || again.By != "anna" {
		t.Errorf("the same files wait twice: %+v", again)
	}
	if err := s.RejectProposal(ctx, first.ID, ingest.Decision{By: "bob", Reason: "门槛不对", At: noon}); err != nil {
		t.Fatal(err)
	}
	if again := propose(p, "anna"); again.ID != first.ID || again.State != ingest.Rejected || again.Decided.Reason != "门槛不对" {
		t.Errorf("what was rejected comes up again: %+v", again)
	}
	p.Files["rules.yaml"] = []byte("[]\n")
	second := propose(p, "anna")
	if second.ID <= first.ID {
		t.Errorf("other files are another proposal: %+v", second)
	}
	if _, err := s.ApproveProposal(ctx, second.ID, ingest.Decision{By: "bob", At: noon}, p); err != nil {
		t.Fatal(err)
	}
	if third := propose(p, "anna"); third.ID <= second.ID || third.State != ingest.Waiting {
		t.Errorf("what was approved once may be proposed again: %+v", third)
	}
	all, err := s.Proposals(ctx, "")
	if err != nil || len(all) != 3 || all[0].ID <= all[1].ID {
		t.Errorf("newest first: %+v, %v", all, err)
	}
}

func proposalApproved(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	p := Pack("p", Text{"doc", Lines("支持", 2)})
	put(t, s, p)
	p.Files["rules.yaml"] = []byte("[]\n")
	made, err := s.PutProposal(ctx, proposed(p, 1, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	d := ingest.Decision{By: "bob", Reason: "核对无误", At: noon.Add(time.Hour)}
	other := Pack("other", Text{"doc", Lines("别的", 1)}) // its document is p's
	if _, err := s.ApproveProposal(ctx, made.ID, d, other); err == nil {
		t.Error("a pack that cannot be stored was approved")
	}
	p.Over = new(int)
	if _, err := s.ApproveProposal(ctx, made.ID, d, p); !errors.Is(err, ingest.ErrMoved) {
		t.Errorf("over a version that is not current: %v", err)
	}
	if got, err := s.Proposal(ctx, made.ID); err != nil || got.State != ingest.Waiting {
		t.Errorf("after what failed it waits still: %+v, %v", got, err)
	}
	before, err := s.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Over = &made.Over
	stored, err := s.ApproveProposal(ctx, made.ID, d, p)
	if err != nil || stored != (ingest.Stored{Version: 2, Changed: true}) {
		t.Fatalf("%+v, %v", stored, err)
	}
	if after, err := s.Generation(ctx); err != nil || after <= before {
		t.Errorf("generation %d → %d, %v", before, after, err)
	}
	got, err := s.Proposal(ctx, made.ID)
	d.At = kept(d.At)
	if err != nil || got.State != ingest.Approved || got.Version != 2 || got.Decided != d {
		t.Errorf("%+v, %v", got, err)
	}
	if now, err := s.Pack(ctx, "p", 0); err != nil || string(now.Files["rules.yaml"]) != "[]\n" {
		t.Errorf("the version in force: %v", err)
	}
	if _, err := s.ApproveProposal(ctx, made.ID, d, p); !errors.Is(err, ingest.ErrDecided) {
		t.Errorf("approved twice: %v", err)
	}
}

func proposalRejected(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	made, err := s.PutProposal(ctx, proposed(Pack("p", Text{"doc", Lines("支持", 2)}), 0, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RejectProposal(ctx, made.ID, ingest.Decision{By: "bob", Reason: "不对", At: noon}); err != nil {
		t.Fatal(err)
	}
	if packs, err := s.Packs(ctx); err != nil || len(packs) != 0 {
		t.Errorf("%v, %v", packs, err)
	}
	if err := s.RejectProposal(ctx, made.ID, ingest.Decision{By: "bob", At: noon}); !errors.Is(err, ingest.ErrDecided) {
		t.Errorf("rejected twice: %v", err)
	}
	if err := s.RejectProposal(ctx, 99, ingest.Decision{By: "bob", At: noon}); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func proposalRace(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	p := Pack("p", Text{"doc", Lines("支持", 2)})
	made, err := s.PutProposal(ctx, proposed(p, 0, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		h := db.handle(t)
		wg.Go(func() {
			d := ingest.Decision{By: "bob", At: noon}
			if i%2 == 0 {
				_, errs[i] = h.ApproveProposal(ctx, made.ID, d, p)
			} else {
				errs[i] = h.RejectProposal(ctx, made.ID, d)
			}
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ingest.ErrDecided):
			t.Error(err)
		}
	}
	got, err := s.Proposal(ctx, made.ID)
	if err != nil || won != 1 {
		t.Fatalf("%d decisions, %+v, %v", won, got, err)
	}
	if packs, err := s.Packs(ctx); err != nil || (len(packs) == 1) != (got.State == ingest.Approved) {
		t.Errorf("%s with %d packs, %v", got.State, len(packs), err)
	}
}

func proposalRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	good := proposed(Pack("p", Text{"doc", Lines("支持", 2)}), 0, "anna")
	for name, spoil := range map[string]func(*ingest.Proposal){
		"nobody":  func(p *ingest.Proposal) { p.By = "" },
		"no pack": func(p *ingest.Proposal) { p.Pack = "" },
		"a zero":  func(p *ingest.Proposal) { p.Note = "a\x00b" },
	} {
		bad := good
		spoil(&bad)
		if _, err := s.PutProposal(ctx, bad); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
	if all, err := s.Proposals(ctx, ""); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}
