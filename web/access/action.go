package access

import (
	"maps"
	"slices"
)

// Action is something that needs leave. The zero Action is forbidden to
// everybody, so that a route whose action was forgotten is closed.
type Action string

// The actions.
const (
	Public            Action = "public"             // open to everybody, signed in or not
	OwnAccount        Action = "account"            // one's own password and sessions; never by token
	OwnTokens         Action = "tokens"             // one's own API tokens; never by token
	ConversationsRead Action = "conversations.read" // past and live conversations
	ConversationsJoin Action = "conversations.join" // take over, give back, notes
	InsightRead       Action = "insight.read"       // what is asked, what has no answer
	LibraryRead       Action = "library.read"       // drafts, versions, linter's findings
	ProposalsRead     Action = "proposals.read"
	ProposalsCreate   Action = "proposals.create"
	ProposalsDecide   Action = "proposals.decide"
	UsersManage       Action = "users.manage"
	TokensManage      Action = "tokens.manage" // those of others
	SitesManage       Action = "sites.manage"
	SettingsManage    Action = "settings.manage"
	KeysManage        Action = "keys.manage"
	AuditRead         Action = "audit.read"
)

// permissions is the one table of who may do what. Public is not in it.
var permissions = map[Action][]Role{
	OwnAccount:        {Reader, Agent, Editor, Approver, Admin},
	OwnTokens:         {Reader, Agent, Editor, Approver, Admin},
	LibraryRead:       {Reader, Agent, Editor, Approver, Admin},
	InsightRead:       {Reader, Agent, Editor, Approver, Admin},
	ConversationsRead: {Agent, Editor, Approver, Admin},
	ConversationsJoin: {Agent, Admin},
	ProposalsRead:     {Editor, Approver, Admin},
	ProposalsCreate:   {Editor, Approver, Admin},
	ProposalsDecide:   {Approver, Admin},
	UsersManage:       {Admin},
	TokensManage:      {Admin},
	SitesManage:       {Admin},
	SettingsManage:    {Admin},
	KeysManage:        {Admin},
	AuditRead:         {Admin},
}

// Allowed reports whether a role may take an action. What is in no table is
// forbidden.
func Allowed(r Role, a Action) bool {
	return a == Public || slices.Contains(permissions[a], r)
}

// Actions lists every action that needs a role, in order.
func Actions() []Action { return slices.Sorted(maps.Keys(permissions)) }

// Scopable reports whether an API token may be given an action: tokens are
// for programs, and a program must not be able to make itself another key.
func Scopable(a Action) bool {
	_, known := permissions[a]
	return known && a != OwnAccount && a != OwnTokens && a != TokensManage && a != UsersManage
}
