package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/assistant/tool"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/web/access"
)

// Receipts issues receipts and knows those that were stored with an answer;
// receipt.Notary is one.
type Receipts interface {
	Stored(ctx context.Context, id string) (assistant.StoredReceipt, error)
	Result(ctx context.Context, r calculators.Result, day quantity.Date, language string) ([]byte, error)
	PublicKeys(ctx context.Context) ([]receipt.PublicKey, error)
	Rotate(ctx context.Context) (receipt.SigningKey, error)
}

// receiptRoutes are what is saved and checked of answers and results.
func (s *Server) receiptRoutes() []route {
	if s.receipts == nil {
		return nil
	}
	return []route{
		{method: "POST", path: "/api/v1/receipts", action: access.Public, handle: s.issueReceipt, about: taking[calculateRequest](giving[receipt.Receipt](
			does("issueReceipt", "receipts", "按一条规则测算并出具签名的凭证；服务器不保存", "work out a rule and sign a receipt of the result; it is not stored"))).
			failing(codeMalformed, codeInvalid, codeRule, codeSuspended, codeArguments)},
		{method: "GET", path: "/api/v1/receipt-keys", action: access.Public, handle: s.receiptKeys, about: giving[[]receipt.PublicKey](
			does("listReceiptKeys", "receipts", "核验凭证用的公钥，在用的在前", "the public keys that receipts are verified with, the one in use first"))},
		{method: "POST", path: "/api/v1/receipt-keys", action: access.KeysManage, handle: s.rotateReceiptKey, about: giving[[]receipt.PublicKey](
			does("rotateReceiptKey", "receipts", "启用新的签名密钥，停用原来的；以前签的凭证仍可核验", "put a new signing key into use; what the earlier one signed stays verifiable"))},
		{method: "GET", path: "/api/v1/receipts/{id}", action: access.Public, handle: s.receipt, about: giving[receipt.Receipt](
			does("getReceipt", "receipts", "下载一份答复的凭证，按签发时的原样", "the receipt of an answer, byte for byte as it was issued").
				inPath("id", "答复中的 receipt", "the answer's receipt")).failing(codeNotFound)},
		{method: "POST", path: "/api/v1/verify", action: access.Public, handle: s.verifyReceipt, about: taking[receipt.Receipt](giving[receipt.Verification](
			does("verifyReceipt", "receipts", "核验凭证：验签名，按现在的规则重算，说明哪里不同", "verify a receipt: check its signature, work it out again by the present rules, and say what differs").
				inQuery("language", nil, "说明用什么语言：zh-Hans、zh-Hant、en", "language of the findings: zh-Hans, zh-Hant, en"))).
			failing(codeReceipt, codeFrameSize)},
	}
}

// receipt sends a stored receipt. Its id is a secret of 128 bits or more that
// stands in the answer alone.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	stored, err := s.receipts.Stored(ctx, r.PathValue("id"))
	switch {
	case errors.Is(err, receipt.ErrNotFound):
		s.fail(w, r, &fault{code: codeNotFound, about: clip(r.PathValue("id"), maxID)})
	case err != nil:
		s.fail(w, r, unavailable(err))
	default:
		s.sendReceipt(w, r, stored.ID, stored.Data)
	}
}

func (s *Server) sendReceipt(w http.ResponseWriter, r *http.Request, id string, data []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="clausewise-receipt-%s.json"`, id))
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write(data); err != nil {
		s.log.DebugContext(r.Context(), "response not sent", "request", requestID(r.Context()), "error", err)
	}
}

func (s *Server) receiptKeys(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	keys, err := s.receipts.PublicKeys(ctx)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, keys)
}

// rotateReceiptKey puts a new key into use, and notes who did so.
func (s *Server) rotateReceiptKey(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	k, err := s.receipts.Rotate(ctx)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	if err := s.access.Note(ctx, identityOf(r).Actor(), "key.rotate", k.ID, ""); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.receiptKeys(w, r)
}

// issueReceipt works out a rule and signs what it gives.
func (s *Server) issueReceipt(w http.ResponseWriter, r *http.Request) {
	var in calculateRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	if in.Rule == "" {
		s.fail(w, r, &fault{code: codeMissing, about: "rule"})
		return
	}
	if in.AsOf.IsZero() {
		in.AsOf = s.today()
	}
	language := cmp.Or(languageOf(in.Language), assistant.Simplified)
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
	defer cancel()
	book, err := s.book(ctx, in.AsOf)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	result, err := book.Evaluate(in.Rule, in.Inputs, calculators.Options{AsOf: in.AsOf, Language: language})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if f := unfinished(result); f != nil {
		s.fail(w, r, f)
		return
	}
	data, err := s.receipts.Result(ctx, result, in.AsOf, language)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.sendReceipt(w, r, strings.ReplaceAll(in.Rule, "/", "-"), data)
}

// unfinished says what of a result's inputs must be mended or added before it
// can be vouched for; nil where it is whole.
func unfinished(r calculators.Result) *fault {
	if r.Outcome != calculators.NeedsInput && r.Outcome != calculators.InvalidInput {
		return nil
	}
	e := &tool.Error{Fault: tool.FaultInvalidInput, Text: calculators.Text{
		Zh: "输入不全或有误，还没有结果，不能出具凭证，请补正后重发：",
		En: "inputs are missing or wrong, so there is no result to sign yet; mend them and send again:",
	}}
	e.Problems = r.Problems
	for _, need := range r.Needs {
		e.Problems = append(e.Problems, calculators.Problem{Input: need, Text: "缺少这一项 (missing)"})
	}
	return faultOf(e)
}

func (s *Server) verifyReceipt(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReceipt))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	kept, err := receipt.Read(body)
	if err != nil {
		s.fail(w, r, &fault{code: codeReceipt, detail: err.Error(), cause: err})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
	defer cancel()
	keys, err := s.receipts.PublicKeys(ctx)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	lib, err := s.libraryAt(ctx, s.today())
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, receipt.Verify(kept, keys, lib, languageOf(r.URL.Query().Get("language"))))
}

// maxReceipt bounds a receipt that is handed in, in bytes.
const maxReceipt = 1 << 20
