package access

import (
	"slices"
	"time"
)

// Identity is a member of staff who has been recognised. The zero Identity is
// nobody.
type Identity struct {
	User string `json:"user"`
	Role Role   `json:"role"`
	// Token is the id of the API token, "" where a session was used; Scopes
	// then bound what it may do.
	Token  string   `json:"token,omitempty"`
	Scopes []Action `json:"scopes,omitempty"`
	// Until is when the session or token ends; zero for a token without end.
	Until time.Time `json:"until,omitzero"`
}

// Known reports whether this is anybody.
func (i Identity) Known() bool { return i.User != "" }

// May reports whether the identity may take an action. A token may do what is
// in its scopes and its user may do now.
func (i Identity) May(a Action) bool {
	switch {
	case a == Public:
		return true
	case !i.Known() || !Allowed(i.Role, a):
		return false
	}
	return i.Token == "" || Scopable(a) && slices.Contains(i.Scopes, a)
}

// Actor is how the audit log names the identity.
func (i Identity) Actor() string {
	if i.Token != "" {
		return i.User + "（令牌 " + i.Token + "）"
	}
	return i.User
}
