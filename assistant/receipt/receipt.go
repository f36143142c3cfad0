// Package receipt makes what can be kept of an answer, or of a result, and
// checked later: its clauses, inputs, figures and quotes, signed with Ed25519.
// Notary issues receipts, after working every result out once more; Verify
// checks the signature, works the results out again over the library as it is
// then, and says what differs.
package receipt

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"clausewise/assistant"
	"clausewise/calculators"
)

// Format names the shape of a receipt and what its signature covers.
const Format = "clausewise-receipt/1"

// ErrUnreadable is wrapped where bytes are no receipt as it was issued.
var ErrUnreadable = errors.New("这不是完整的答复凭证")

// Receipt is an answer, or a result, that can be recomputed and checked
// later. It travels as canonical JSON (keys sorted, no space, numbers as
// strings), byte for byte as it was signed.
type Receipt struct {
	Format   string   `json:"format"`
	ID       string   `json:"id"`
	MadeAt   string   `json:"made_at"` // RFC 3339, UTC
	Product  string   `json:"product"` // clausewise and its version
	AsOf     string   `json:"as_of"`
	Language string   `json:"language"`
	Answer   *Answer  `json:"answer,omitempty"`
	Results  []Result `json:"results,omitempty"`
	Clauses  []Clause `json:"clauses,omitempty"`
	Quotes   []Quote  `json:"quotes,omitempty"`
	Key      string   `json:"key"`       // id of the signing key
	Sign     string   `json:"signature"` // base64, over the rest
}

// Answer is what was asked and said.
type Answer struct {
	ID       string         `json:"id"`
	Kind     assistant.Kind `json:"kind"`
	Question string         `json:"question"`
	Text     string         `json:"text"`
}

// Clause is a clause that the answer rests on, with its items, as it
// read. Clause "" is the whole document, whose text is left out.
type Clause struct {
	Document string `json:"document"`
	Title    string `json:"title"` // of the document
	Version  string `json:"version"`
	Clause   string `json:"clause"`
	Path     string `json:"path,omitempty"`
	Hash     string `json:"hash"` // SHA-256 of the text, hex
	Text     string `json:"text,omitempty"`
}

// Quote is a stretch that was quoted.
type Quote struct {
	Document string `json:"document"`
	Clause   string `json:"clause"`
	Text     string `json:"text"`
	Start    string `json:"start"` // code points of the source
	End      string `json:"end"`
}

// Result is a result with what it was computed from.
type Result struct {
	Rule        string `json:"rule"`
	RuleHash    string `json:"rule_hash"`
	Pack        string `json:"pack"`
	PackVersion string `json:"pack_version"`
	Document    string `json:"document"`
	Clause      string `json:"clause"`
	// Inputs are the values used, conditions among them as true and false.
	Inputs map[string]string `json:"inputs,omitempty"`
	Parts  []Result          `json:"parts,omitempty"` // of a sum
	Figures
}

// Figures are what two computations must agree in. Titles, notes and other
// wording may change from one version of the program to the next.
type Figures struct {
	Outcome    calculators.Outcome `json:"outcome"`
	Yuan       string              `json:"yuan,omitempty"`
	Date       string              `json:"date,omitempty"`
	Value      string              `json:"value,omitempty"` // operator, number, unit
	Steps      []Step              `json:"steps,omitempty"`
	Conditions map[string]string   `json:"conditions,omitempty"` // state by id
	Readings   map[string]string   `json:"readings,omitempty"`   // amount or outcome by id
	Cap        string              `json:"cap,omitempty"`
	CapBound   bool                `json:"cap_bound,omitempty"`
}

// Step is a line of the arithmetic.
type Step struct {
	Label      string `json:"label"`
	Expression string `json:"expression"`
	Value      string `json:"value"`
	Unit       string `json:"unit,omitempty"`
}

// signed is what the signature covers: the canonical receipt without the
// signature, behind the name of the format.
func (r Receipt) signed() ([]byte, error) {
	r.Sign = ""
	b, err := canonical(r)
	if err != nil {
		return nil, err
	}
	return append([]byte(Format+"\n"), b...), nil
}

// seal signs a receipt and returns it as it travels.
func (r *Receipt) seal(k SigningKey) ([]byte, error) {
	r.Format, r.Key = Format, k.ID
	b, err := r.signed()
	if err != nil {
		return nil, err
	}
	r.Sign = base64.StdEncoding.EncodeToString(ed25519.Sign(k.Private, b))
	return canonical(r)
}

// Read reads a receipt, which must be byte for byte as it was issued;
// a newline may follow. The signature is not checked.
func Read(data []byte) (Receipt, error) {
	var r Receipt
	data = bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r"))
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Receipt{}, fmt.Errorf("%w：内容读不出来，请使用下载时的原文件（%w）", ErrUnreadable, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Receipt{}, fmt.Errorf("%w：后面多出了内容，请使用下载时的原文件", ErrUnreadable)
	}
	if r.Format != Format {
		return Receipt{}, fmt.Errorf("%w：不认识的格式“%s”，可能要用新版的程序核验", ErrUnreadable, r.Format)
	}
	again, err := canonical(r)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w：%w", ErrUnreadable, err)
	}
	if !bytes.Equal(again, data) {
		return Receipt{}, fmt.Errorf("%w：写法被改动过（多了空格、换行或字段），请使用下载时的原文件", ErrUnreadable)
	}
	return r, nil
}

// signedBy reports whether the signature is a key's.
func (r Receipt) signedBy(public ed25519.PublicKey) bool {
	sign, err := base64.StdEncoding.Strict().DecodeString(r.Sign)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return false
	}
	b, err := r.signed()
	return err == nil && ed25519.Verify(public, b, sign)
}
