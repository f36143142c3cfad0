package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// ErrPolicy is wrapped by every error in a policy.yaml.
var ErrPolicy = errors.New("policy.yaml 有误")

// policyFile is policy.yaml: what the text cannot tell, and what the office
// adds.
type policyFile struct {
	ID        string           `yaml:"id"`
	Revision  int              `yaml:"revision"`
	Documents []policyDocument `yaml:"documents"`
	// Withdrawn says that the office has taken the pack out of the library:
	// its text is kept, and nothing is answered from it.
	Withdrawn bool `yaml:"withdrawn"`
}

// policyDocument overrides or adds to what the text says; a field that is
// absent leaves the text's own value.
type policyDocument struct {
	ID     string `yaml:"id"`
	Begins string `yaml:"begins"` // words of the document's opening, where a page holds several

	Title         string            `yaml:"title"`
	ShortName     string            `yaml:"short_name"`
	Issuer        string            `yaml:"issuer"`
	Number        string            `yaml:"number"`
	Addressee     string            `yaml:"addressee"`
	Jurisdiction  string            `yaml:"jurisdiction"`
	Draft         *bool             `yaml:"draft"`
	Incomplete    *bool             `yaml:"incomplete"`
	Passed        day               `yaml:"passed"`
	Issued        day               `yaml:"issued"`
	Effective     day               `yaml:"effective"`
	EffectiveText string            `yaml:"effective_text"`
	Expires       day               `yaml:"expires"`
	PeriodStart   day               `yaml:"period_start"`
	PeriodEnd     day               `yaml:"period_end"`
	Relations     []policyRelation  `yaml:"relations"`
	Contact       map[string]string `yaml:"contact"`
	// Contacts are those of single clauses, by clause key.
	Contacts map[string]map[string]string `yaml:"contacts"`
}

// policyRelation is what the office says of another document, by id, number
// or title; it overrules what the text says of that document.
type policyRelation struct {
	Kind string `yaml:"kind"` // retrieval.NoRelation: there is none
	To   string `yaml:"to"`
}

// day is a date whose errors name their line.
type day struct{ quantity.Date }

// UnmarshalYAML reads 2024-05-20.
func (d *day) UnmarshalYAML(n *yaml.Node) error {
	if err := d.UnmarshalText([]byte(n.Value)); err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	return nil
}

// The kinds of relation, design.md §4.
var relationKinds = []string{
	retrieval.Amends, retrieval.Repeals, retrieval.Replaces, retrieval.Implements, retrieval.Refers, retrieval.NoRelation,
}

var identifier = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._()（）-]*$`)

// parsePolicy reads policy.yaml strictly: an unknown field is an error, which
// names the line and what may stand there.
func parsePolicy(data []byte) (policyFile, error) {
	var p policyFile
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return policyFile{}, fmt.Errorf("%w：%s", ErrPolicy, explainYAML(err))
	}
	if p.Revision < 0 {
		return policyFile{}, fmt.Errorf("%w：revision 不能是负数", ErrPolicy)
	}
	if p.ID != "" && !identifier.MatchString(p.ID) {
		return policyFile{}, fmt.Errorf("%w：id “%s”只能用文字、数字、点、横线和下划线", ErrPolicy, p.ID)
	}
	seen := map[string]bool{}
	for i, doc := range p.Documents {
		switch {
		case doc.ID == "":
			return policyFile{}, fmt.Errorf("%w：documents 的第 %d 份没有写 id", ErrPolicy, i+1)
		case !identifier.MatchString(doc.ID):
			return policyFile{}, fmt.Errorf("%w：文件 id “%s”只能用文字、数字、点、横线和下划线", ErrPolicy, doc.ID)
		case seen[doc.ID]:
			return policyFile{}, fmt.Errorf("%w：文件 id “%s”写了两次", ErrPolicy, doc.ID)
		}
		seen[doc.ID] = true
		for _, r := range doc.Relations {
			if !slices.Contains(relationKinds, r.Kind) || r.To == "" {
				return policyFile{}, fmt.Errorf("%w：文件 %s 的 relations：kind 要是 %s 之一，to 要写文件 id、文号或名称", ErrPolicy, doc.ID, strings.Join(relationKinds, "、"))
			}
		}
	}
	return p, nil
}

var (
	unknownField = regexp.MustCompile(`line (\d+): field (\S+) not found`)
	anyLine      = regexp.MustCompile(`line (\d+): (.*)`)
)

// explainYAML puts the decoder's message into words an office can act on.
func explainYAML(err error) string {
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Sprintf("第 %s 行：没有“%s”这个字段；可用的字段是 id、revision、documents，documents 里是 %s", m[1], m[2], strings.Join(yamlFields(), "、"))
	}
	if m := anyLine.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Sprintf("第 %s 行写法不对（%s）；请检查缩进、冒号和值的类型，日期写成 2024-05-20", m[1], strings.TrimSpace(m[2]))
	}
	return err.Error() + "；请检查缩进和冒号"
}

func yamlFields() []string {
	var out []string
	for f := range reflect.TypeFor[policyDocument]().Fields() {
		out = append(out, f.Tag.Get("yaml"))
	}
	return out
}

// apply puts what policy.yaml says over what the text says.
func (d policyDocument) apply(doc *retrieval.Document) {
	override := func(name string, to *string, value string) {
		if value != "" {
			*to = value
			delete(doc.Evidence, name)
		}
	}
	override("title", &doc.Title, d.Title)
	override("short_name", &doc.ShortName, d.ShortName)
	override("issuer", &doc.Issuer, d.Issuer)
	override("number", &doc.Number, d.Number)
	override("addressee", &doc.Addressee, d.Addressee)
	override("jurisdiction", &doc.Jurisdiction, d.Jurisdiction)
	override("effective_text", &doc.EffectiveText, d.EffectiveText)
	date := func(name string, to *quantity.Date, value day) {
		if !value.IsZero() {
			*to = value.Date
			delete(doc.Evidence, name)
		}
	}
	date("passed", &doc.Passed, d.Passed)
	date("issued", &doc.Issued, d.Issued)
	date("effective", &doc.Effective, d.Effective)
	date("expires", &doc.Expires, d.Expires)
	date("period_start", &doc.PeriodStart, d.PeriodStart)
	date("period_end", &doc.PeriodEnd, d.PeriodEnd)
	if d.Draft != nil {
		doc.Draft = *d.Draft
		delete(doc.Evidence, "draft")
	}
	if d.Incomplete != nil {
		doc.Incomplete = *d.Incomplete
		delete(doc.Evidence, "incomplete")
	}
	for _, r := range d.Relations {
		doc.Relations = append(doc.Relations, retrieval.Relation{Kind: r.Kind, To: r.To, Source: retrieval.FromOffice})
	}
	if len(d.Contact) > 0 {
		doc.Contact = maps.Clone(d.Contact)
	}
	if len(d.Contacts) > 0 {
		doc.Contacts = maps.Clone(d.Contacts)
	}
}
