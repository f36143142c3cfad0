package web

import (
	"context"
	"net/http"

	"clausewise/web/access"
)

// signInRoutes begin and end sessions, and manage one's own account.
func (s *Server) signInRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/session", action: access.Public, handle: s.session, about: giving[sessionView](
			does("getSession", "session", "当前登录的是谁，可以做什么", "who is signed in, and what they may do"))},
		{method: "POST", path: "/api/v1/session", action: access.Public, handle: s.signIn, about: taking[signInRequest](giving[sessionView](
			does("signIn", "session", "用密码登录", "sign in with a password"))).failing(codeMalformed, codeInvalid, codeCredentials, codeLocked)},
		{method: "DELETE", path: "/api/v1/session", action: access.Public, handle: s.signOut, about: giving[condition](
			does("signOut", "session", "退出登录", "sign out"))},
		{method: "PUT", path: "/api/v1/session/password", action: access.OwnAccount, handle: s.changePassword, about: taking[passwordRequest](giving[sessionView](
			does("changePassword", "session", "修改自己的密码，结束其他登录", "change one's password and end all other sessions"))).
			failing(codeMalformed, codeInvalid, codeCredentials, codeLocked)},
	}
}

// sessionView says who is signed in; without a user nobody is.
type sessionView struct {
	User    string          `json:"user,omitempty"`
	Role    access.Role     `json:"role,omitempty"`
	Label   string          `json:"label,omitempty"` // the role for people
	Actions []access.Action `json:"actions"`         // what the user may do
	// OpenID names the provider to sign in with, where there is one.
	OpenID string `json:"openid,omitempty"`
	// Empty says that there is no user at all yet.
	Empty bool `json:"empty,omitempty"`
}

func (s *Server) viewOf(who access.Identity) sessionView {
	v := sessionView{User: who.User, Role: who.Role, Actions: []access.Action{}}
	if s.openID != nil {
		v.OpenID = s.openID.Label()
	}
	if !who.Known() {
		return v
	}
	v.Label = who.Role.Label()
	for _, a := range access.Actions() {
		if who.May(a) {
			v.Actions = append(v.Actions, a)
		}
	}
	return v
}

func (s *Server) session(w http.ResponseWriter, r *http.Request) {
	who, err := s.identify(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := s.viewOf(who)
	if !who.Known() && s.access != nil {
		users, err := s.access.Users(r.Context())
		if err != nil {
			s.fail(w, r, unavailable(err))
			return
		}
		v.Empty = len(users) == 0
	}
	s.write(w, r, v)
}

type signInRequest struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	var in signInRequest
	if err := s.ownBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	if len(in.Name) > maxID || len(in.Password) > 4*access.MaxPassword {
		s.fail(w, r, access.ErrSignIn)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	secret, who, err := s.access.SignIn(ctx, in.Name, in.Password)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	putSession(w, r, secret)
	s.write(w, r, s.viewOf(who))
}

// ownBody reads the body of a request that only pages of this server, and
// programs, may make.
func (s *Server) ownBody(w http.ResponseWriter, r *http.Request, into any) error {
	if s.access == nil {
		return &fault{code: codeUnavailable}
	}
	if s.own.Check(r) != nil {
		return &fault{code: codeOrigin}
	}
	return decodeBody(w, r, into)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if s.own.Check(r) != nil {
		s.fail(w, r, &fault{code: codeOrigin})
		return
	}
	if secret := sessionSecret(r); secret != "" && s.access != nil {
		if err := s.access.SignOut(r.Context(), secret); err != nil {
			s.fail(w, r, unavailable(err))
			return
		}
	}
	putSession(w, r, "")
	s.write(w, r, condition{"ok"})
}

type passwordRequest struct {
	Old string `json:"old"`
	New string `json:"new"`
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) {
	var in passwordRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	secret, who, err := s.access.ChangePassword(r.Context(), identityOf(r), in.Old, in.New)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	putSession(w, r, secret)
	s.write(w, r, s.viewOf(who))
}
