package web

import (
	"context"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"clausewise/assistant"
)

// Clauses and documents as resources: the text as it stands, to the letter.
const (
	clauseScheme   = "clause://"
	documentScheme = "document://"
)

func (m *MCP) addTemplates() {
	m.server.AddResourceTemplate(&mcp.ResourceTemplate{
		Name: "clause", Title: "条款原文", URITemplate: clauseScheme + "{document}/{+clause}", MIMEType: "text/plain",
		Description: "一条政策原文，逐字。clause 是条款键，如 clause://suzhou-measures/二/9 / One clause, verbatim; clause is its key.",
	}, m.readClause)
	m.server.AddResourceTemplate(&mcp.ResourceTemplate{
		Name: "document", Title: "文件全文", URITemplate: documentScheme + "{document}", MIMEType: "text/plain",
		Description: "一份政策文件的全文，逐字 / A whole document, verbatim.",
	}, m.readDocument)
}

// listDocuments offers every document of a library.
func (m *MCP) listDocuments(lib *assistant.Library) {
	var addresses []string
	for _, d := range lib.Index.Documents() {
		uri := documentScheme + d.ID
		addresses = append(addresses, uri)
		m.server.AddResource(&mcp.Resource{
			Name: d.ID, Title: d.Title, URI: uri, MIMEType: "text/plain",
			Description: d.Jurisdiction + map[bool]string{true: "（征求意见稿）"}[d.Draft],
		}, m.readDocument)
	}
	m.server.RemoveResources(without(m.document, addresses)...)
	m.document = addresses
}

func (m *MCP) readClause(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	document, key, ok := strings.Cut(strings.TrimPrefix(r.Params.URI, clauseScheme), "/")
	key, err := url.PathUnescape(key)
	if !ok || err != nil {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	lib, err := m.Library(ctx, m.Today())
	if err != nil {
		return nil, err
	}
	row, ok := lib.Index.Row(document, key)
	if !ok {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	var text strings.Builder
	text.WriteString(row.Text)
	for _, item := range lib.Index.Items(document, key) {
		text.WriteString(item.Text)
	}
	return asText(r.Params.URI, text.String(), mcp.Meta{
		"document": row.Document, "version": row.Version, "clause": row.Key, "path": row.Path, "start": row.Start,
	}), nil
}

func (m *MCP) readDocument(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	id := strings.TrimPrefix(r.Params.URI, documentScheme)
	lib, err := m.Library(ctx, m.Today())
	if err != nil {
		return nil, err
	}
	d, ok := lib.Index.Document(id)
	if !ok {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	var b strings.Builder
	for _, row := range lib.Index.Rows(id) {
		b.WriteString(row.Text)
	}
	return asText(r.Params.URI, b.String(), mcp.Meta{"document": d.ID, "version": d.Version, "jurisdiction": d.Jurisdiction, "draft": d.Draft}), nil
}

func asText(uri, text string, about mcp.Meta) *mcp.ReadResourceResult {
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: "text/plain", Text: text, Meta: about}}}
}
