package web

import (
	"cmp"
	"net/http"
	"time"

	"clausewise/web/access"
)

// peopleRoutes manage users and the tokens of programs.
func (s *Server) peopleRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/users", action: access.UsersManage, handle: s.listUsers, about: giving[[]access.User](
			does("listUsers", "staff", "列出用户", "list the users"))},
		{method: "POST", path: "/api/v1/users", action: access.UsersManage, handle: s.addUser, about: taking[userRequest](giving[access.User](
			does("addUser", "staff", "添加用户", "add a user"))).failing(codeMalformed, codeInvalid, codeRefused, codeTaken)},
		{method: "PATCH", path: "/api/v1/users/{name}", action: access.UsersManage, handle: s.changeUser, about: taking[userChange](giving[access.User](
			does("changeUser", "staff", "更改用户的角色、密码，停用或启用", "change a user's role or password, disable or enable").
				inPath("name", "用户名", "user name"))).failing(codeMalformed, codeInvalid, codeRefused, codeNotFound)},
		{method: "GET", path: "/api/v1/tokens", action: access.OwnTokens, handle: s.listTokens, about: giving[[]access.Token](
			does("listTokens", "staff", "列出自己的令牌；管理员可列出全部", "list one's own tokens; an administrator may list all").
				inQuery("all", booleanSchema(), "列出所有人的", "everybody's")).failing(codeInvalid)},
		{method: "POST", path: "/api/v1/tokens", action: access.OwnTokens, handle: s.addToken, about: taking[tokenRequest](giving[newToken](
			does("addToken", "staff", "发放令牌；secret 只在这里出现一次", "make a token; the secret is shown here and nowhere else"))).failing(codeMalformed, codeInvalid, codeRefused)},
		{method: "DELETE", path: "/api/v1/tokens/{id}", action: access.OwnTokens, handle: s.revokeToken, about: giving[condition](
			does("revokeToken", "staff", "撤销令牌", "revoke a token").inPath("id", "令牌编号", "token id")).failing(codeNotFound)},
	}
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) {
	users, err := s.access.Users(r.Context())
	s.reply(w, r, append([]access.User{}, users...), err)
}

// reply sends what a call to a store gave.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, v)
}

type userRequest struct {
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Password string      `json:"password"`
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request) {
	var in userRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	u, err := s.access.AddUser(r.Context(), identityOf(r).Actor(), in.Name, in.Role, in.Password)
	s.reply(w, r, u, err)
}

// userChange changes what is given of a user.
type userChange struct {
	Role     access.Role `json:"role,omitempty"`
	Disabled *bool       `json:"disabled,omitempty"`
	Password string      `json:"password,omitempty"`
}

func (s *Server) changeUser(w http.ResponseWriter, r *http.Request) {
	var in userChange
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	name, by := r.PathValue("name"), identityOf(r).Actor()
	u, err := s.access.User(r.Context(), name)
	if err == nil && in.Role != "" && in.Role != u.Role {
		u, err = s.access.SetRole(r.Context(), by, name, in.Role)
	}
	if err == nil && in.Disabled != nil && *in.Disabled != u.Disabled {
		u, err = s.access.SetDisabled(r.Context(), by, name, *in.Disabled)
	}
	if err == nil && in.Password != "" {
		u, err = s.access.SetPassword(r.Context(), by, name, in.Password)
	}
	s.reply(w, r, u, err)
}

func (s *Server) listTokens(w http.ResponseWriter, r *http.Request) {
	all, err := flagOf(r, "all")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	who := identityOf(r)
	of := who.User
	if all {
		if !who.May(access.TokensManage) {
			s.fail(w, r, &fault{code: codeForbidden})
			return
		}
		of = ""
	}
	tokens, err := s.access.Tokens(r.Context(), of)
	s.reply(w, r, append([]access.Token{}, tokens...), err)
}

type tokenRequest struct {
	Name   string          `json:"name"`
	Scopes []access.Action `json:"scopes"`
	Days   int             `json:"days,omitempty"` // 365 by default
}

// newToken is a token with its secret.
type newToken struct {
	access.Token
	Secret string `json:"secret"`
}

func (s *Server) addToken(w http.ResponseWriter, r *http.Request) {
	var in tokenRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	who := identityOf(r)
	for _, a := range in.Scopes {
		if !who.May(a) {
			s.fail(w, r, &fault{code: codeForbidden})
			return
		}
	}
	until := s.now().Add(time.Duration(cmp.Or(in.Days, 365)) * 24 * time.Hour)
	secret, t, err := s.access.AddToken(r.Context(), who.Actor(), who.User, in.Name, in.Scopes, until)
	s.reply(w, r, newToken{t, secret}, err)
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) {
	who := identityOf(r)
	own := who.User
	if who.May(access.TokensManage) {
		own = ""
	}
	s.reply(w, r, condition{"ok"}, s.access.RevokeToken(r.Context(), who.Actor(), r.PathValue("id"), own))
}
