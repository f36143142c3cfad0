package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant/receipt"
	"clausewise/assistant/schema"
	"clausewise/assistant/tool"
	"clausewise/web/access"
)

// openAPI is an OpenAPI 3.1 document, as far as this service has need of it:
// https://spec.openapis.org/oas/v3.1.1.html.
type openAPI struct {
	OpenAPI    string                              `json:"openapi"`
	Info       apiInfo                             `json:"info"`
	Servers    []apiServer                         `json:"servers"`
	Tags       []apiTag                            `json:"tags"`
	Paths      map[string]map[string]*apiOperation `json:"paths"`
	Components apiComponents                       `json:"components"`
}

type apiInfo struct {
	Title       string     `json:"title"`
	Summary     string     `json:"summary"`
	Description string     `json:"description"`
	Version     string     `json:"version"`
	License     apiLicense `json:"license"`
}

type apiLicense struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

type apiServer struct {
	URL string `json:"url"`
}

type apiTag struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type apiOperation struct {
	OperationID string                 `json:"operationId"`
	Tags        []string               `json:"tags"`
	Summary     string                 `json:"summary"`
	Description string                 `json:"description,omitempty"`
	Parameters  []apiParameter         `json:"parameters,omitempty"`
	RequestBody *apiBody               `json:"requestBody,omitempty"`
	Responses   map[string]apiBody     `json:"responses"`
	Security    *[]map[string][]string `json:"security,omitempty"`
}

type apiParameter struct {
	Name        string             `json:"name"`
	In          string             `json:"in"`
	Required    bool               `json:"required,omitempty"`
	Description string             `json:"description,omitempty"`
	Schema      *jsonschema.Schema `json:"schema"`
}

// apiBody is what a request or a response carries.
type apiBody struct {
	Description string              `json:"description,omitempty"`
	Required    bool                `json:"required,omitempty"`
	Content     map[string]apiMedia `json:"content"`
}

type apiMedia struct {
	Schema *jsonschema.Schema `json:"schema"`
}

type apiComponents struct {
	Schemas         map[string]*jsonschema.Schema `json:"schemas"`
	SecuritySchemes map[string]map[string]string  `json:"securitySchemes"`
}

const (
	plainJSON   = "application/json"
	problemJSON = "application/problem+json"
)

func bodyOf(media, description string, s *jsonschema.Schema) apiBody {
	return apiBody{Description: description, Content: map[string]apiMedia{media: {s}}}
}

// apiTags are the groups of routes.
func apiTags() []apiTag {
	return []apiTag{
		{"library", "文件和条款 / documents and clauses"},
		{"rules", "规则和测算 / rules and calculations"},
		{"assistant", "提问 / questions"},
		{"tools", "工具：供程序和模型调用 / tools for programs and models"},
		{"receipts", "答复凭证 / receipts"},
		{"conversations", "会话 / conversations"},
		{"session", "登录 / signing in"},
		{"staff", "用户、令牌、网站和审计 / users, tokens, sites and the audit log"},
		{"chat", "聊天组件 / the chat widget"},
		{"desk", "会话、接管和统计，供坐席 / conversations, taking over and reports, for the hotline"},
		{"office", "文件和规则的维护 / documents and rules, for the policy office"},
		{"console", "工作台 / the console"},
		{"service", "服务状态 / the service itself"},
	}
}

// describer writes the document. The schemas of what is given may grow; what
// is taken is closed, as unknown fields are refused.
type describer struct {
	given, taken *schema.Set
	failure      *jsonschema.Schema
	document     openAPI
}

// describe writes the document of routes and of tools, each at an address of
// its own.
func describe(routes []route, tools []tool.Tool, version string) (openAPI, error) {
	d := &describer{given: newSchemas(false), taken: newSchemas(true)}
	d.document = openAPI{
		OpenAPI: "3.1.1",
		Info: apiInfo{
			Title: "条款通 Clausewise", Summary: "依据政策原文回答问题，逐条引用，逐步测算 / answers from the policy text, with its clauses and the arithmetic",
			Description: "答复和结果里的引文逐字取自条款，金额由程序按条文算出。出错时返回 application/problem+json（RFC 9457），code 供程序判断，detail 说明怎样改正（detail_en 是英文）。\n\n" +
				"Quotes are verbatim, amounts are computed by rules. Errors are application/problem+json (RFC 9457): code is for programs, detail_en says what to do. Money is in yuan, as a decimal in a string.",
			Version: cmp.Or(version, "devel"), License: apiLicense{"Apache License 2.0", "Apache-2.0"},
		},
		Servers: []apiServer{{"/"}},
		Paths:   map[string]map[string]*apiOperation{},
	}
	var err error
	if d.failure, err = d.given.Of(reflect.TypeFor[problem]()); err != nil {
		return openAPI{}, err
	}
	used := map[string]bool{}
	for _, r := range slices.Concat(routes, toolOperations(tools)) {
		if r.about == nil {
			continue
		}
		path := strings.ReplaceAll(r.path, "...}", "}")
		o, err := d.operation(r)
		if err != nil {
			return openAPI{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		if d.document.Paths[path] == nil {
			d.document.Paths[path] = map[string]*apiOperation{}
		}
		d.document.Paths[path][strings.ToLower(r.method)] = o
		used[r.about.tag] = true
	}
	d.document.Tags = slices.DeleteFunc(apiTags(), func(t apiTag) bool { return !used[t.Name] })
	schemas := d.taken.Definitions()
	maps.Copy(schemas, d.given.Definitions())
	d.document.Components = apiComponents{
		Schemas: schemas,
		SecuritySchemes: map[string]map[string]string{
			"token":   {"type": "http", "scheme": "bearer", "description": "接口令牌，由 clausewise token 或工作台发放 / an API token"},
			"session": {"type": "apiKey", "in": "cookie", "name": cookieName(false), "description": "登录后的会话；经 HTTPS 时名为 " + cookieName(true) + " / the session of a browser that has signed in"},
		},
	}
	return d.document, nil
}

// newSchemas knows the closed values of the types of this package and access.
func newSchemas(closed bool) *schema.Set {
	s := schema.New(schema.Components, closed)
	schema.Enum(s, access.Roles()...)
	schema.Enum(s, append([]access.Action{access.Public}, access.Actions()...)...)
	schema.Enum(s, receipt.SignatureValid, receipt.SignatureInvalid, receipt.SignatureUnknown, receipt.SignatureRetired)
	return s
}

func (d *describer) operation(r route) (*apiOperation, error) {
	about := r.about
	o := &apiOperation{
		OperationID: about.id, Tags: []string{about.tag}, Summary: both(about.summary), Description: both(about.details),
		Responses: map[string]apiBody{},
	}
	for _, p := range about.parameters {
		o.Parameters = append(o.Parameters, apiParameter{
			Name: p.name, In: p.place, Required: p.place == "path", Description: both(p.about), Schema: cmp.Or(p.schema, &jsonschema.Schema{Type: "string"}),
		})
	}
	fails := append(slices.Clone(about.fails), codeInternal)
	takes, err := d.takes(about)
	if err != nil {
		return nil, err
	}
	if takes != nil {
		o.RequestBody = new(bodyOf(plainJSON, "", takes))
		o.RequestBody.Required = true
		fails = append(fails, codeFrameSize)
	}
	gives := about.givesSchema
	if gives == nil {
		if gives, err = d.given.Of(about.gives); err != nil {
			return nil, err
		}
	}
	o.Responses[strconv.Itoa(cmp.Or(about.status, http.StatusOK))] = bodyOf(plainJSON, "成功 / success", gives)
	if r.action != access.Public {
		o.Security = &[]map[string][]string{{"token": {}}, {"session": {}}}
		fails = append(fails, codeSignIn, codeForbidden)
	}
	if strings.HasPrefix(r.path, "/api/") || r.path == "/mcp" {
		fails = append(fails, codeLimited)
	}
	d.failures(o, fails)
	return o, nil
}

// takes is the schema of a route's body, nil where it has none.
func (d *describer) takes(about *operation) (*jsonschema.Schema, error) {
	switch {
	case about.takesSchema != nil:
		s := about.takesSchema.CloneSchemas()
		s.Schema, s.Defs = "", nil // the arguments of a tool refer to nothing
		return s, nil
	case about.takes == nil:
		return nil, nil
	case about.takes == about.gives:
		return d.given.Of(about.takes)
	}
	return d.taken.Of(about.takes)
}

// failures adds the responses of an operation that fails, by status.
func (d *describer) failures(o *apiOperation, codes []code) {
	says := map[int][]string{}
	slices.Sort(codes)
	for _, c := range slices.Compact(codes) {
		zh, en := (&fault{code: c}).message(""), (&fault{code: c}).message("en")
		says[c.status()] = append(says[c.status()], fmt.Sprintf("%s：%s / %s", c, zh, en))
	}
	for status, lines := range says {
		o.Responses[strconv.Itoa(status)] = bodyOf(problemJSON, strings.Join(lines, "\n"), d.failure)
	}
}

// toolOperations describe each tool as an address of its own.
func toolOperations(tools []tool.Tool) []route {
	var out []route
	for _, t := range tools {
		out = append(out, route{method: http.MethodPost, path: "/api/v1/tools/" + t.Name, action: access.Public, about: &operation{
			id: "tool_" + t.Name, tag: "tools", summary: t.Title, details: t.Description, takesSchema: t.Input, gives: t.Out,
			fails: []code{codeMalformed, codeArguments, codeNotFound, codeRule, codeSuspended},
		}})
	}
	return out
}

// openapi sends the document; with ?rules=true every rule's own tool is in it.
func (s *Server) openapi(w http.ResponseWriter, r *http.Request) {
	rules, err := flagOf(r, "rules")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
	defer cancel()
	tools, err := s.toolsOf(ctx, rules)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	document, err := describe(s.table(), tools, s.version)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, document)
}
