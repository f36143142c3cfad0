package receipt

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// FindingKind says what a verification has found.
type FindingKind string

// The kinds of finding.
const (
	FindingSignature  FindingKind = "signature"
	FindingDamaged    FindingKind = "inconsistent" // the receipt contradicts itself
	FindingClause     FindingKind = "clause_changed"
	FindingClauseGone FindingKind = "clause_gone"
	FindingRule       FindingKind = "rule_changed"
	FindingRuleGone   FindingKind = "rule_gone"
	FindingFigure     FindingKind = "figure_differs"
)

// Finding is one thing in which a receipt differs from what the library gives
// now.
type Finding struct {
	Kind     FindingKind `json:"kind"`
	Document string      `json:"document,omitempty"`
	Clause   string      `json:"clause,omitempty"`
	Rule     string      `json:"rule,omitempty"`
	Then     string      `json:"then,omitempty"` // in the receipt
	Now      string      `json:"now,omitempty"`
	Text     string      `json:"text"` // for people
}

// Verification is what came of checking a receipt.
type Verification struct {
	Receipt   string         `json:"receipt"`
	MadeAt    string         `json:"made_at"`
	AsOf      string         `json:"as_of"`
	Key       string         `json:"key"`
	Signature SignatureState `json:"signature"`
	// Recomputed is how many results were worked out again, parts of sums not
	// counted.
	Recomputed int `json:"recomputed"`
	// Same says that the signature is good and nothing differs.
	Same     bool      `json:"same"`
	Findings []Finding `json:"findings,omitempty"`
}

// Verify checks a receipt's signature, and works its results out again
// by the rules and clauses of a library, as of the receipt's own day.
func Verify(r Receipt, keys []PublicKey, lib *assistant.Library, language string) Verification {
	v := &verifier{
		receipt: r, lib: lib, language: language,
		out: Verification{Receipt: r.ID, MadeAt: r.MadeAt, AsOf: r.AsOf, Key: r.Key, Signature: r.signature(keys)},
	}
	v.sign()
	v.whole()
	for _, c := range r.Clauses {
		v.clause(c)
	}
	day, err := quantity.ParseDate(r.AsOf)
	if err != nil {
		v.find(Finding{Kind: FindingDamaged, Then: r.AsOf}, "凭证上的日期读不出来", "the day of the receipt cannot be read")
	} else {
		for _, result := range r.Results {
			v.result(result, day)
		}
	}
	v.out.Same = v.out.Signature == SignatureValid && len(v.out.Findings) == 0
	return v.out
}

type verifier struct {
	receipt  Receipt
	lib      *assistant.Library
	language string
	out      Verification
}

func (v *verifier) find(f Finding, zh, en string) {
	f.Text = calculators.Text{Zh: zh, En: en}.In(v.language)
	v.out.Findings = append(v.out.Findings, f)
}

// sign says what is wrong with the signature.
func (v *verifier) sign() {
	f := Finding{Kind: FindingSignature}
	switch v.out.Signature {
	case SignatureInvalid:
		v.find(f, "签名与内容不符：凭证签发后被改动过，或不是用这把密钥签的", "the signature does not fit: the receipt was altered after it was issued, or this key did not sign it")
	case SignatureUnknown:
		v.find(f, "没有密钥 "+v.receipt.Key+"，签名无法核对：请向签发单位索取公钥，再用 --keys 指定", "the key "+v.receipt.Key+" is not known, so the signature cannot be checked: ask the issuing office for its public keys and pass them with --keys")
	case SignatureRetired:
		v.find(f, "凭证的日期在这把密钥停用之后，签名不能采信", "the receipt is dated after its key was retired; the signature cannot be relied on")
	}
}

// whole holds the receipt against itself. A good signature leaves nothing to
// find here; without the key it is all there is.
func (v *verifier) whole() {
	for _, c := range v.receipt.Clauses {
		if c.Clause != "" && hashOfText(c.Text) != c.Hash {
			v.find(Finding{Kind: FindingDamaged, Document: c.Document, Clause: c.Clause}, "凭证里的条款原文与它的哈希不符", "the clause in the receipt does not have the hash it states")
		}
	}
	for _, q := range v.receipt.Quotes {
		in := func(c Clause) bool {
			return c.Document == q.Document && c.Clause == q.Clause && (c.Clause == "" || strings.Contains(c.Text, q.Text))
		}
		if !slices.ContainsFunc(v.receipt.Clauses, in) {
			v.find(Finding{Kind: FindingDamaged, Document: q.Document, Clause: q.Clause, Then: q.Text}, "凭证里的引文不在它所引的条款里", "a quote of the receipt does not stand in the clause it names")
		}
	}
}

// clause holds a clause against how it reads now.
func (v *verifier) clause(c Clause) {
	f := Finding{Kind: FindingClause, Document: c.Document, Clause: c.Clause}
	name := c.name()
	now, ok := clauseNow(v.lib.Index, c.Document, c.Clause)
	switch {
	case !ok:
		f.Kind = FindingClauseGone
		if at := v.movedTo(c); at != "" {
			f.Now = at
			v.find(f, name+" 的条款键现在是 "+at+"，文字没有变", name+" now has the key "+at+"; its words are the same")
			return
		}
		v.find(f, name+" 现在的资料库里没有了", name+" is no longer in the library")
	case now.Hash == c.Hash:
	case c.Clause == "":
		v.find(f, name+" 的全文已有改动（签发时第 "+c.Version+" 版，现在第 "+now.Version+" 版）", name+" has changed (version "+c.Version+" then, "+now.Version+" now)")
	default:
		f.Then, f.Now = apart(c.Text, now.Text)
		v.find(f, name+" 的文字已改：“"+f.Then+"”现在是“"+f.Now+"”", name+" has changed: “"+f.Then+"” now reads “"+f.Now+"”")
	}
}

// movedTo is the key under which a clause's words stand now, "" for nowhere.
func (v *verifier) movedTo(c Clause) string {
	for _, row := range v.lib.Index.Rows(c.Document) {
		if now, ok := clauseNow(v.lib.Index, c.Document, row.Key); ok && row.Kind != retrieval.Navigation && now.Hash == c.Hash {
			return row.Key
		}
	}
	return ""
}

// result works a result out again.
func (v *verifier) result(r Result, day quantity.Date) {
	v.out.Recomputed++
	f := Finding{Kind: FindingRule, Document: r.Document, Clause: r.Clause, Rule: r.Rule}
	again, err := r.recompute(v.lib.Rules, day, v.receipt.Language)
	if err != nil {
		f.Kind = FindingRuleGone
		why, en := "现在的资料库里没有这条规则了", "the rule is no longer in the library"
		if errors.Is(err, calculators.ErrQuarantined) {
			why, en = "这条规则与现在的条文核对不一致，已停用", "the rule disagrees with the clause as it reads now and is suspended"
		}
		v.find(f, r.Rule+"："+why+"，不能重算", r.Rule+": "+en+"; its result cannot be worked out again")
		return
	}
	differs := r.differences(again)
	for _, rule := range v.changedRules(r) {
		f.Rule = rule
		if rule == r.Rule && len(differs) == 0 {
			v.find(f, rule+"：规则已改，这份凭证的结果不受影响", rule+": the rule has changed; the result of this receipt stays the same")
			continue
		}
		v.find(f, rule+"：规则已改（参数、条件或计算方式）", rule+": the rule has changed (a figure, a condition or the formula)")
	}
	for _, d := range differs {
		f := Finding{Kind: FindingFigure, Document: r.Document, Clause: r.Clause, Rule: r.Rule, Then: d.then, Now: d.now}
		v.find(f,
			fmt.Sprintf("%s：%s在凭证上是 %s，现在算出 %s", r.Rule, d.what.Zh, orNone(d.then), orNone(d.now)),
			fmt.Sprintf("%s: %s is %s in the receipt and %s now", r.Rule, d.what.En, cmp.Or(d.then, "none"), cmp.Or(d.now, "none")))
	}
}

// changedRules are the rules of a result and its parts that read otherwise now.
func (v *verifier) changedRules(r Result) []string {
	var out []string
	if rule, ok := v.lib.Rules.Rule(r.Rule); ok && rule.Hash() != r.RuleHash {
		out = append(out, r.Rule)
	}
	for _, p := range r.Parts {
		out = append(out, v.changedRules(p)...)
	}
	return out
}

func orNone(s string) string { return cmp.Or(s, "无") }

// name is what people call the clause.
func (c Clause) name() string {
	if c.Clause == "" {
		return "《" + c.Title + "》"
	}
	return "《" + c.Title + "》" + cmp.Or(c.Path, c.Clause)
}

// difference is a figure that is not what it was.
type difference struct {
	what      calculators.Text
	then, now string
}

// differences are the figures in which a kept result and its parts are not
// what they are now.
func (r Result) differences(now Result) []difference {
	var out []difference
	add := func(zh, en, then, now string) {
		if then != now {
			out = append(out, difference{calculators.Text{Zh: zh, En: en}, then, now})
		}
	}
	add("结果", "the outcome", string(r.Outcome), string(now.Outcome))
	add("金额（元）", "the amount (yuan)", r.Yuan, now.Yuan)
	add("日期", "the date", r.Date, now.Date)
	add("数值", "the value", r.Value, now.Value)
	add("上限", "the cap", r.Cap, now.Cap)
	add("是否按上限计算", "whether the cap bound", strconv.FormatBool(r.CapBound), strconv.FormatBool(now.CapBound))
	// What a step is called is wording, and may change.
	step := func(list []Step, i int) string {
		if i >= len(list) {
			return ""
		}
		s := list[i]
		return strings.TrimSpace(s.Expression + " = " + s.Value + s.Unit)
	}
	for i := range max(len(r.Steps), len(now.Steps)) {
		add(fmt.Sprintf("第%d步", i+1), fmt.Sprintf("step %d", i+1), step(r.Steps, i), step(now.Steps, i))
	}
	for _, id := range keysOf(r.Conditions, now.Conditions) {
		add("条件 "+id, "condition "+id, r.Conditions[id], now.Conditions[id])
	}
	for _, id := range keysOf(r.Readings, now.Readings) {
		add("口径 "+id, "reading "+id, r.Readings[id], now.Readings[id])
	}
	for i := range max(len(r.Parts), len(now.Parts)) {
		switch {
		case i >= len(r.Parts):
			add("分项 "+now.Parts[i].Rule, "part "+now.Parts[i].Rule, "", string(now.Parts[i].Outcome))
		case i >= len(now.Parts):
			add("分项 "+r.Parts[i].Rule, "part "+r.Parts[i].Rule, string(r.Parts[i].Outcome), "")
		default:
			for _, d := range r.Parts[i].differences(now.Parts[i]) {
				add("分项 "+r.Parts[i].Rule+" 的"+d.what.Zh, d.what.En+" of part "+r.Parts[i].Rule, d.then, d.now)
			}
		}
	}
	return out
}

func keysOf(a, b map[string]string) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// around is how much unchanged text is shown beside a change, in code points.
const around = 12

// apart is the stretch in which two texts differ, with some words around it.
func apart(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	from := 0
	for from < min(len(x), len(y)) && x[from] == y[from] {
		from++
	}
	to := 0
	for to < min(len(x), len(y))-from && x[len(x)-1-to] == y[len(y)-1-to] {
		to++
	}
	cut := func(r []rune) string {
		start, end := max(0, from-around), min(len(r), len(r)-to+around)
		text := strings.Join(strings.Fields(string(r[start:end])), " ")
		if start > 0 {
			text = "…" + text
		}
		if end < len(r) {
			text += "…"
		}
		if n := 120; utf8.RuneCountInString(text) > n {
			text = string([]rune(text)[:n]) + "…"
		}
		return text
	}
	return cut(x), cut(y)
}
