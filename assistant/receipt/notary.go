package receipt

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// keyKnown is how long a node signs with the key it knows before it asks the
// store again whether that one is still in use.
const keyKnown = time.Minute

// ErrNotReproduced is wrapped where a result cannot be worked out again: what
// it rests on has changed meanwhile, or it did not come from here.
var ErrNotReproduced = errors.New("结果重算不一致，不能出具凭证")

// Notary issues receipts. It works every result out again and signs only what
// came out the same. It is safe for concurrent use.
type Notary struct {
	store   Store
	library assistant.LibraryAt
	product string
	now     func() time.Time

	mu    sync.Mutex
	key   SigningKey
	known time.Time // when the key was last seen in use
}

// NewNotary returns a Notary that signs with the key in the store. Product is
// the program and its version, as receipts name it.
func NewNotary(store Store, library assistant.LibraryAt, product string, now func() time.Time) *Notary {
	return &Notary{store: store, library: library, product: product, now: now}
}

// Answer makes the receipt of an answer, to be stored with its turn; nil where
// there is nothing to vouch for, neither a result nor a quote.
func (n *Notary) Answer(ctx context.Context, a assistant.Answer) (*assistant.StoredReceipt, error) {
	if len(a.Quotes) == 0 && !slices.ContainsFunc(a.Results, computed) {
		return nil, nil
	}
	day, err := quantity.ParseDate(a.AsOf)
	if err != nil {
		return nil, fmt.Errorf("the day of answer %s: %w", a.ID, err)
	}
	r, data, err := n.issue(ctx, a.Results, a.Quotes, day, a.Language, &Answer{ID: a.ID, Kind: a.Kind, Question: a.Question, Text: a.Text})
	if err != nil {
		return nil, err
	}
	return &assistant.StoredReceipt{ID: r.ID, Answer: a.ID, Data: data, StoredAt: n.now()}, nil
}

// Result makes the receipt of a result as of a day, as it travels. It is not
// stored. ErrNotReproduced where the result is none of this library's.
func (n *Notary) Result(ctx context.Context, r calculators.Result, day quantity.Date, language string) ([]byte, error) {
	if !computed(r) {
		return nil, fmt.Errorf("%w：还没有结果", ErrNotReproduced)
	}
	_, data, err := n.issue(ctx, []calculators.Result{r}, r.Quotes, day, language, nil)
	return data, err
}

func (n *Notary) issue(ctx context.Context, results []calculators.Result, quotes []calculators.Quote, day quantity.Date, language string, a *Answer) (Receipt, []byte, error) {
	lib, err := n.library(ctx, day)
	if err != nil {
		return Receipt{}, nil, fmt.Errorf("library as of %s: %w", day, err)
	}
	r := Receipt{
		ID: rand.Text(), MadeAt: n.now().UTC().Format(time.RFC3339), Product: n.product,
		AsOf: day.String(), Language: language, Answer: a,
	}
	for i := 0; i < len(results); i++ {
		if !computed(results[i]) {
			continue
		}
		kept, parts, err := reproduce(lib.Rules, results[i:], day, language)
		if err != nil {
			return Receipt{}, nil, err
		}
		i += parts
		if kept.Outcome == calculators.NeedsInput {
			continue
		}
		r.Results = append(r.Results, kept)
		r.rest(lib, kept)
	}
	for _, q := range quotes {
		r.Quotes = append(r.Quotes, Quote{
			Document: q.Document, Clause: q.Clause, Text: q.Text, Start: strconv.Itoa(q.Start), End: strconv.Itoa(q.End),
		})
		r.addClause(lib.Index, q.Document, q.Clause)
	}
	key, err := n.signingKey(ctx)
	if err != nil {
		return Receipt{}, nil, err
	}
	data, err := r.seal(key)
	return r, data, err
}

// reproduce works the first result of a list out again. In an answer the parts
// of a sum stand behind it; it says how many of them it took. A list that is
// cut in the wrong place does not come to the same. What an answer supposes of
// inputs that are still open is not vouched for: then the outcome kept is that
// they are needed.
func reproduce(book *calculators.Book, list []calculators.Result, day quantity.Date, language string) (kept Result, parts int, err error) {
	sum := list[0]
	rule, _ := book.Rule(sum.Rule)
	if _, adds := rule.SumInput(); adds && len(sum.Parts) == 0 {
		for _, p := range list[1:] {
			of, ok := book.Rule(p.Rule)
			if !ok || of.Document != rule.Document {
				break
			}
			parts++
		}
	}
	var first error
	for ; parts >= 0; parts-- {
		if parts > 0 {
			sum.Parts = list[1 : 1+parts]
		} else {
			sum.Parts = list[0].Parts
		}
		kept, ok := resultOf(sum, book)
		if !ok {
			return Result{}, 0, fmt.Errorf("%w：规则 %s 已经没有了", ErrNotReproduced, sum.Rule)
		}
		again, err := kept.recompute(book, day, language)
		if err != nil {
			return Result{}, 0, fmt.Errorf("%w：%w", ErrNotReproduced, err)
		}
		differ := kept.differences(again)
		if len(differ) == 0 || parts == 0 && len(sum.Parts) == 0 && again.Outcome == calculators.NeedsInput && first == nil {
			kept.Outcome = again.Outcome
			return kept, parts, nil
		}
		if first == nil {
			first = fmt.Errorf("%w：%s的%s", ErrNotReproduced, sum.Rule, differ[0].what.Zh)
		}
	}
	return Result{}, 0, first
}

// rest adds the clauses that a result and its parts rest on.
func (r *Receipt) rest(lib *assistant.Library, kept Result) {
	r.addClause(lib.Index, kept.Document, kept.Clause)
	for _, p := range kept.Parts {
		r.rest(lib, p)
	}
}

// addClause adds a clause as it reads now, once.
func (r *Receipt) addClause(x *retrieval.Index, document, key string) {
	if slices.ContainsFunc(r.Clauses, func(c Clause) bool { return c.Document == document && c.Clause == key }) {
		return
	}
	if c, ok := clauseNow(x, document, key); ok {
		r.Clauses = append(r.Clauses, c)
	}
}

// clauseNow is a clause with its items as an index has it.
func clauseNow(x *retrieval.Index, document, key string) (Clause, bool) {
	d, ok := x.Document(document)
	if !ok {
		return Clause{}, false
	}
	c := Clause{Document: document, Title: d.Title, Version: strconv.Itoa(d.Version), Clause: key}
	var text strings.Builder
	if key == "" {
		for _, row := range x.Rows(document) {
			text.WriteString(row.Text)
		}
		c.Hash = hashOfText(text.String())
		return c, true
	}
	row, ok := x.Row(document, key)
	if !ok {
		return Clause{}, false
	}
	text.WriteString(row.Text)
	for _, item := range x.Items(document, key) {
		text.WriteString(item.Text)
	}
	c.Path, c.Text = row.Path, text.String()
	c.Hash = hashOfText(c.Text)
	return c, true
}

func hashOfText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// signingKey is the key in use, made where there is none yet.
func (n *Notary) signingKey(ctx context.Context) (SigningKey, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.now()
	if n.key.ID != "" && now.Sub(n.known) < keyKnown {
		return n.key, nil
	}
	keys, err := n.store.SigningKeys(ctx)
	if err != nil {
		return SigningKey{}, fmt.Errorf("the signing key: %w", err)
	}
	if len(keys) > 0 && keys[0].RetiredAt.IsZero() {
		n.key, n.known = keys[0], now
		return n.key, nil
	}
	fresh, err := newSigningKey(now)
	if err != nil {
		return SigningKey{}, err
	}
	// Of several nodes at once one makes the key; the others get it back.
	inUse, err := n.store.AddSigningKey(ctx, fresh, "")
	if err != nil {
		return SigningKey{}, fmt.Errorf("the signing key: %w", err)
	}
	n.key, n.known = inUse, now
	return n.key, nil
}

func newSigningKey(now time.Time) (SigningKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return SigningKey{}, fmt.Errorf("a new signing key: %w", err)
	}
	return SigningKey{ID: KeyID(public), Public: public, Private: private, CreatedAt: now}, nil
}

// Rotate puts a new key into use and retires the one before. Nodes take to it
// within a minute; what the earlier key has signed stays verifiable.
func (n *Notary) Rotate(ctx context.Context) (SigningKey, error) {
	keys, err := n.store.SigningKeys(ctx)
	if err != nil {
		return SigningKey{}, fmt.Errorf("the signing key: %w", err)
	}
	replaces := ""
	if len(keys) > 0 && keys[0].RetiredAt.IsZero() {
		replaces = keys[0].ID
	}
	fresh, err := newSigningKey(n.now())
	if err != nil {
		return SigningKey{}, err
	}
	inUse, err := n.store.AddSigningKey(ctx, fresh, replaces)
	if err != nil {
		return SigningKey{}, fmt.Errorf("the signing key: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.key, n.known = inUse, n.now()
	return inUse, nil
}

// Stored is the receipt of a stored answer, ErrNotFound where there is none.
func (n *Notary) Stored(ctx context.Context, id string) (assistant.StoredReceipt, error) {
	return n.store.Receipt(ctx, id)
}

// PublicKeys are the keys that receipts can be verified with, the one in use
// first.
func (n *Notary) PublicKeys(ctx context.Context) ([]PublicKey, error) {
	keys, err := n.store.SigningKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("the signing keys: %w", err)
	}
	return publicKeys(keys), nil
}
