package access

import "slices"

// Role is what a member of staff is. A user has exactly one.
type Role string

// The roles, from the one that may do least.
const (
	Reader   Role = "reader"   // looks things up
	Agent    Role = "agent"    // answers the hotline
	Editor   Role = "editor"   // makes documents and rules
	Approver Role = "approver" // lets them take effect
	Admin    Role = "admin"    // manages people, sites and settings
)

// Roles lists all roles.
func Roles() []Role { return []Role{Reader, Agent, Editor, Approver, Admin} }

// Valid reports whether r is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Label is the role's name for people.
func (r Role) Label() string {
	switch r {
	case Reader:
		return "查阅"
	case Agent:
		return "坐席"
	case Editor:
		return "编辑"
	case Approver:
		return "审核"
	case Admin:
		return "管理员"
	}
	return string(r)
}
