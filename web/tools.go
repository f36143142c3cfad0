package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/assistant/tool"
	"clausewise/calculators"
	"clausewise/web/access"
)

// toolRoutes are the rules and clauses as tools.
func (s *Server) toolRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/tools", action: access.Public, handle: s.listTools, about: giving[[]tool.Function](
			does("listTools", "tools", "列出工具，格式与函数调用（function calling）一致", "the tools as a list of functions to call").
				inQuery("rules", booleanSchema(), "另附每条规则各自的工具", "with one tool for each rule")).failing(codeInvalid)},
		{method: "POST", path: "/api/v1/tools/{name}", action: access.Public, handle: s.callTool, about: &operation{
			id: "callTool", tag: "tools",
			summary:     calculators.Text{Zh: "调用一个工具，如一条规则自己的工具", En: "call a tool, such as that of one rule"},
			parameters:  []parameter{{name: "name", place: "path", about: calculators.Text{Zh: "工具名", En: "name of the tool"}}},
			takesSchema: &jsonschema.Schema{Type: "object"}, givesSchema: &jsonschema.Schema{Type: "object"},
			fails: []code{codeMalformed, codeNotFound, codeArguments},
		}},
		{method: "POST", path: "/mcp", action: access.Public, handle: s.mcp.ServeHTTP, about: &operation{
			id: "mcp", tag: "tools",
			summary: calculators.Text{Zh: "MCP（streamable HTTP，无状态）", En: "MCP over stateless streamable HTTP"},
			parameters: []parameter{{
				name: "rules", place: "query", schema: booleanSchema(),
				about: calculators.Text{Zh: "每条规则各成一个工具", En: "with one tool for each rule"},
			}},
			takesSchema: &jsonschema.Schema{Type: "object"}, givesSchema: &jsonschema.Schema{Type: "object"},
			fails: []code{codeOrigin},
		}},
	}
}

// toolShelf keeps the tools made of the latest library.
type toolShelf struct {
	mu      sync.Mutex
	library *assistant.Library
	tools   []tool.Tool
}

// tools are all tools of the present library, those of single rules last.
func (s *Server) tools(ctx context.Context) ([]tool.Tool, error) {
	lib, err := s.libraryAt(ctx, s.today())
	if err != nil {
		return nil, fmt.Errorf("read the library: %w", err)
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if s.shelf.library != lib {
		tools, err := tool.List(ctx, s.libraryAt, s.today, tool.Options{Rules: true})
		if err != nil {
			return nil, err
		}
		s.shelf.library, s.shelf.tools = lib, tools
	}
	return s.shelf.tools, nil
}

// toolsOf are the tools, those of single rules where they are asked for.
func (s *Server) toolsOf(ctx context.Context, rules bool) ([]tool.Tool, error) {
	tools, err := s.tools(ctx)
	if !rules {
		tools = slices.DeleteFunc(slices.Clone(tools), func(t tool.Tool) bool { return t.Rule != "" })
	}
	return tools, err
}

func (s *Server) listTools(w http.ResponseWriter, r *http.Request) {
	rules, err := flagOf(r, "rules")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	tools, err := s.toolsOf(r.Context(), rules)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, tool.Functions(tools))
}

func (s *Server) callTool(w http.ResponseWriter, r *http.Request) {
	tools, err := s.tools(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := r.PathValue("name")
	at := slices.IndexFunc(tools, func(t tool.Tool) bool { return t.Name == name })
	if at < 0 {
		s.fail(w, r, &fault{code: codeNotFound, about: clip(name, maxID)})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(body) > 0 && !json.Valid(body) {
		s.fail(w, r, &fault{code: codeMalformed})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
	defer cancel()
	out, err := tools[at].Call(ctx, body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, out)
}

// flagOf reads a true or false of the query; absent is false.
func flagOf(r *http.Request, name string) (bool, error) {
	switch r.URL.Query().Get(name) {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	}
	return false, &fault{code: codeInvalid, about: name}
}
