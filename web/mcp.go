package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"clausewise/assistant"
	"clausewise/assistant/tool"
	"clausewise/calculators/quantity"
)

// MCPConfig is what an MCP server works with.
type MCPConfig struct {
	Library assistant.LibraryAt
	Today   func() quantity.Date
	// Rules adds one tool for each rule.
	Rules   bool
	Version string
	// Lasting sessions are told when tools change; a stateless server has
	// nobody to tell.
	Lasting bool
	Log     *slog.Logger
}

// MCPInstructions tell a model how to work with the tools.
const MCPInstructions = `条款通：依据政策原文回答跨境电商等政策问题。先用 search_clauses 找条款，再用 list_rules 看规则要哪些输入，然后用 calculate 测算。
引用只用工具返回的原文，一字不改，并注明文件和条款。金额、日期和能否享受只以工具的结果为准，不要自己计算。
征求意见稿、已过期等提示（notes、status）必须一并告诉用户。没有找到的内容要如实说没有，不要用别的城市的条款代替。用户没说的输入不要填，按 needs 去问。

Clausewise answers questions about policy from its text. Find clauses with search_clauses, see what a rule needs with list_rules, then call calculate.
Quote only text that a tool returned, verbatim, with its document and clause. Amounts, dates and eligibility come from the tools alone; never do arithmetic yourself.
Always pass on notices (notes, status): draft, expired, left open. Say so when nothing was found, and never use one city's clause for another. Do not fill in inputs the user has not given; ask for what needs lists.`

// MCP is an MCP server that keeps in step with its library.
type MCP struct {
	MCPConfig
	server *mcp.Server

	mu       sync.Mutex
	library  *assistant.Library // the one the lists are made of
	ruleTool []string           // names of the tools of rules
	document []string           // addresses of the documents
}

// NewMCP returns an MCP server with the tools, and the clauses as resources.
// Its lists follow the library.
func NewMCP(c MCPConfig) (*MCP, error) {
	m := &MCP{MCPConfig: c}
	m.server = mcp.NewServer(&mcp.Implementation{Name: "clausewise", Title: "条款通 Clausewise", Version: c.Version}, &mcp.ServerOptions{
		Instructions: MCPInstructions,
		Logger:       c.Log,
		// A page holds all tools: many clients read the first page only.
		PageSize: 1000,
		Capabilities: &mcp.ServerCapabilities{
			Tools:     &mcp.ToolCapabilities{ListChanged: c.Lasting},
			Resources: &mcp.ResourceCapabilities{ListChanged: c.Lasting},
		},
	})
	tools, err := tool.List(context.Background(), c.Library, c.Today, tool.Options{})
	if err != nil {
		return nil, fmt.Errorf("list the tools: %w", err)
	}
	for _, t := range tools {
		m.add(t)
	}
	m.addTemplates()
	m.server.AddReceivingMiddleware(m.inStep)
	return m, nil
}

// inStep renews the lists before a request that looks at them.
func (m *MCP) inStep(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, r mcp.Request) (mcp.Result, error) {
		if p, ok := r.GetParams().(*mcp.ReadResourceParams); ok {
			p.URI = ascii(p.URI)
		}
		switch method {
		case "tools/list", "tools/call", "resources/list":
			if err := m.renew(ctx); err != nil {
				// The fixed tools work on; each call says what it cannot do.
				m.Log.ErrorContext(ctx, "list of tools not renewed", "error", err)
			}
		}
		return next(ctx, method, r)
	}
}

// ascii is an address with what is no ASCII escaped, as addresses are matched:
// models write clause keys as they read them.
func ascii(uri string) string {
	var b strings.Builder
	for _, c := range []byte(uri) {
		if c < 0x80 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// renew makes the lists anew where the library has changed.
func (m *MCP) renew(ctx context.Context) error {
	lib, err := m.Library(ctx, m.Today())
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if lib == m.library {
		return nil
	}
	if m.Rules {
		tools, err := tool.List(ctx, m.Library, m.Today, tool.Options{Rules: true})
		if err != nil {
			return err
		}
		var names []string
		for _, t := range tools {
			if t.Rule != "" {
				m.add(t)
				names = append(names, t.Name)
			}
		}
		m.server.RemoveTools(without(m.ruleTool, names)...)
		m.ruleTool = names
	}
	m.listDocuments(lib)
	m.library = lib
	return nil
}

// without are the members of list that are not among keep.
func without(list, keep []string) []string {
	kept := map[string]bool{}
	for _, k := range keep {
		kept[k] = true
	}
	var out []string
	for _, l := range list {
		if !kept[l] {
			out = append(out, l)
		}
	}
	return out
}

// add puts a tool on offer.
func (m *MCP) add(t tool.Tool) {
	m.server.AddTool(&mcp.Tool{
		Name: t.Name, Title: t.Title.Zh, Description: t.About(), InputSchema: t.Input, OutputSchema: t.Output,
		Annotations: &mcp.ToolAnnotations{
			Title: both(t.Title), ReadOnlyHint: true, IdempotentHint: true,
			DestructiveHint: new(false), OpenWorldHint: new(false),
		},
	}, func(ctx context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return m.call(ctx, t, r.Params.Arguments), nil
	})
}

// call runs a tool. Whatever goes wrong is a result that says so: the model
// then sees it and can mend its call.
func (m *MCP) call(ctx context.Context, t tool.Tool, arguments json.RawMessage) *mcp.CallToolResult {
	out, err := t.Call(ctx, arguments)
	if err != nil {
		return m.failed(ctx, t.Name, err)
	}
	data, err := compact(out)
	if err != nil {
		return m.failed(ctx, t.Name, err)
	}
	// Clients that know nothing of structured content read the same as text.
	return &mcp.CallToolResult{StructuredContent: data, Content: []mcp.Content{&mcp.TextContent{Text: string(data)}}}
}

func (m *MCP) failed(ctx context.Context, name string, err error) *mcp.CallToolResult {
	if e, ok := errors.AsType[*tool.Error](err); ok {
		text := e.Error()
		if e.Text.En != "" {
			text += "\n" + e.Text.En
		}
		return &mcp.CallToolResult{
			IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: text}},
			Meta: mcp.Meta{"clausewise/error": e},
		}
	}
	f := faultOf(err)
	m.Log.ErrorContext(ctx, "tool failed", "tool", name, "code", f.code, "error", err)
	return &mcp.CallToolResult{
		IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: f.message("") + "\n" + f.message("en")}},
		Meta: mcp.Meta{"clausewise/error": map[string]string{"code": string(f.code)}},
	}
}

// compact is v as JSON on one line, < and & as themselves.
func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
