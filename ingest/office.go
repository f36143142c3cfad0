package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"clausewise/retrieval"
)

// What the office enters beside a text, as a change of the pack's policy.yaml:
// it becomes a version like any other and travels with the pack.

// maxContactField bounds a field of a contact, in code points.
const maxContactField = 300

// ErrContact is wrapped by what is wrong with a contact.
var ErrContact = errors.New("联系方式有误")

// checkContact says what of a contact cannot be stored.
func checkContact(contact map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(contact)) {
		value := contact[name]
		switch {
		case !slices.Contains(retrieval.ContactFields, name):
			return fmt.Errorf("%w：不认识的“%s”，可以写的有 %s", ErrContact, name, strings.Join(retrieval.ContactFields, "、"))
		case utf8.RuneCountInString(value) > maxContactField || strings.ContainsAny(value, "\n\r\x00"):
			return fmt.Errorf("%w：%s 要在一行以内，不超过%d字", ErrContact, name, maxContactField)
		}
	}
	if link := contact["link"]; link != "" {
		if u, err := url.Parse(link); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return fmt.Errorf("%w：网址“%s”要以 https:// 或 http:// 开头", ErrContact, link)
		}
	}
	return nil
}

// WithContact is the pack with the office's contact of a document, or of one
// of its clauses. A contact of empty fields takes it away. Errors wrap
// ErrContact or retrieval.ErrNotFound.
func WithContact(ctx context.Context, p Pack, document, clause string, contact map[string]string) (Pack, error) {
	contact = maps.Clone(contact)
	for name, value := range contact {
		if contact[name] = strings.TrimSpace(value); contact[name] == "" {
			delete(contact, name)
		}
	}
	if err := checkContact(contact); err != nil {
		return Pack{}, err
	}
	known := slices.ContainsFunc(p.Rows, func(r retrieval.Row) bool {
		return r.Document == document && document != "" && (clause == "" || r.Key == clause)
	})
	if !known {
		return Pack{}, fmt.Errorf("文件“%s”的条款“%s”：%w", document, clause, retrieval.ErrNotFound)
	}
	return p.withPolicy(ctx, func(root *yaml.Node) error {
		entry := documentNode(root, p, document)
		if clause == "" {
			setMapping(entry, "contact", contact)
			return nil
		}
		all := field(entry, "contacts")
		if all == nil || all.Kind != yaml.MappingNode {
			all = put(entry, "contacts", &yaml.Node{Kind: yaml.MappingNode})
		}
		all.Style = 0
		setMapping(all, clause, contact)
		if len(all.Content) == 0 {
			drop(entry, "contacts")
		}
		return nil
	})
}

// Withdrawn is the pack as its withdrawal leaves it: its source and nothing
// that could be answered from. Earlier versions keep what was published.
func Withdrawn(ctx context.Context, p Pack) (Pack, error) {
	files := maps.Clone(p.Files)
	delete(files, "rules.yaml")
	delete(files, "cases.yaml")
	p.Files = files
	return p.withPolicy(ctx, func(root *yaml.Node) error {
		put(root, "withdrawn", &yaml.Node{Kind: yaml.ScalarNode, Value: "true"})
		return nil
	})
}

// withPolicy reads the pack again with its policy.yaml changed. Comments and
// order stay.
func (p Pack) withPolicy(ctx context.Context, change func(root *yaml.Node) error) (Pack, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(p.Files["policy.yaml"], &file); err != nil {
		return Pack{}, fmt.Errorf("%w：%w", ErrPolicy, err)
	}
	if file.Kind == 0 {
		file = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	root := file.Content[0]
	if root.Kind != yaml.MappingNode {
		return Pack{}, fmt.Errorf("%w：最外层要是“字段: 值”", ErrPolicy)
	}
	if err := change(root); err != nil {
		return Pack{}, err
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&file); err != nil {
		return Pack{}, fmt.Errorf("写 policy.yaml：%w", err)
	}
	files := maps.Clone(p.Files)
	files["policy.yaml"] = out.Bytes()
	return Proposal{Pack: p.ID, Origin: OriginConsole, Files: files}.Read(ctx)
}

// documentNode is the entry of a document in policy.yaml. Where the file lists
// none, those that were found are listed first, in the order of the text.
func documentNode(root *yaml.Node, p Pack, id string) *yaml.Node {
	list := field(root, "documents")
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		list = put(root, "documents", &yaml.Node{Kind: yaml.SequenceNode})
		for _, d := range p.Documents {
			entry := &yaml.Node{Kind: yaml.MappingNode}
			put(entry, "id", &yaml.Node{Kind: yaml.ScalarNode, Value: d.ID})
			list.Content = append(list.Content, entry)
		}
	}
	for _, entry := range list.Content {
		if at := field(entry, "id"); at != nil && at.Value == id {
			return entry
		}
	}
	entry := &yaml.Node{Kind: yaml.MappingNode}
	put(entry, "id", &yaml.Node{Kind: yaml.ScalarNode, Value: id})
	list.Content = append(list.Content, entry)
	return entry
}

// field is the value of a mapping's key, nil where there is none.
func field(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// put sets the value of a mapping's key.
func put(n *yaml.Node, key string, value *yaml.Node) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
			return value
		}
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
	return value
}

func drop(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

// setMapping sets a key to a mapping of texts, or drops it where that is empty.
func setMapping(n *yaml.Node, key string, values map[string]string) {
	if len(values) == 0 {
		drop(n, key)
		return
	}
	m := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		put(m, name, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: values[name]})
	}
	put(n, key, m)
}
