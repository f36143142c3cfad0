package access

import (
	"context"
	"time"
)

// Store keeps what this package decides on. Every change that takes an Event
// is stored together with its audit entry or not at all. Times are kept to
// the microsecond and come back in UTC.
type Store interface {
	// CreateUser stores a new user; ErrTaken where the name is used already.
	CreateUser(ctx context.Context, u User, e Event) error
	// User returns one by name, ErrNotFound where there is none.
	User(ctx context.Context, name string) (User, error)
	// Users lists all users by name.
	Users(ctx context.Context) ([]User, error)
	// UpdateUser changes a user in a transaction that nobody else changes
	// users in, and returns it as stored. The name cannot change. An error of
	// change is returned and nothing is stored. ErrLastAdmin where afterwards
	// no administrator could sign in and before one could; ErrNotFound.
	UpdateUser(ctx context.Context, name string, change func(*User) error, e Event) (User, error)

	// UpdateAttempts replaces the attempts under a key, the zero value where
	// there are none, in a transaction that holds them. Attempts whose Last is
	// before stale may be dropped.
	UpdateAttempts(ctx context.Context, key []byte, stale time.Time, change func(Attempts) Attempts) error
	// ClearAttempts forgets those of a key.
	ClearAttempts(ctx context.Context, key []byte) error

	// CreateSession stores a session and drops those that ended before
	// s.CreatedAt.
	CreateSession(ctx context.Context, s Session, e Event) error
	// Session returns a session with its user, ErrNotFound where there is none.
	Session(ctx context.Context, hash []byte) (Session, User, error)
	// TouchSession notes when a session was last seen.
	TouchSession(ctx context.Context, hash []byte, at time.Time) error
	// EndSession removes a session; one that is gone already is no error.
	EndSession(ctx context.Context, hash []byte, e Event) error

	// CreateToken stores a token; ErrTaken where its id is used already,
	// ErrNotFound where its user is unknown.
	CreateToken(ctx context.Context, t Token, e Event) error
	// Token returns the token of a hash with its user, ErrNotFound where
	// there is none. Revoked and expired ones are returned too.
	Token(ctx context.Context, hash []byte) (Token, User, error)
	// Tokens lists the tokens of a user, or of all with "", by creation and id.
	Tokens(ctx context.Context, user string) ([]Token, error)
	// RevokeToken marks a token as revoked, ErrNotFound where there is none.
	// The first time stands.
	RevokeToken(ctx context.Context, id string, at time.Time, e Event) error
	// TouchToken notes when a token was last used.
	TouchToken(ctx context.Context, id string, at time.Time) error

	// PutSite stores a site, new or not.
	PutSite(ctx context.Context, s Site, e Event) error
	// Site returns one by key, ErrNotFound where there is none.
	Site(ctx context.Context, key string) (Site, error)
	// Sites lists all sites by key.
	Sites(ctx context.Context) ([]Site, error)
	// RemoveSite removes a site, ErrNotFound where there is none.
	RemoveSite(ctx context.Context, key string, e Event) error

	// Setting returns a setting, "" where it was never made.
	Setting(ctx context.Context, name string) (string, error)
	// PutSetting makes a setting.
	PutSetting(ctx context.Context, name, value string, e Event) error

	// Secret returns the bytes kept under a name for all nodes. Where there
	// are none yet, fresh becomes them; of several callers at once one wins.
	Secret(ctx context.Context, name string, fresh []byte) ([]byte, error)

	// AppendAudit adds an entry for an event that changes nothing here.
	AppendAudit(ctx context.Context, e Event) (Entry, error)
	// Audit returns entries of the log.
	Audit(ctx context.Context, q AuditQuery) ([]Entry, error)
}

// AuditQuery asks for entries of the audit log.
type AuditQuery struct {
	After  int64 // entries above this number
	Before int64 // and below this one; 0 is no bound
	Newest bool  // newest first instead of oldest
	Limit  int   // at most so many; 0 is all
}

// User is a member of staff.
type User struct {
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	Password string `json:"-"` // argon2id hash
	Disabled bool   `json:"disabled"`
	// Epoch counts up when all sessions are to end: with a new password, or
	// by being disabled. A number, as the clocks of several nodes differ.
	Epoch     int       `json:"-"`
	CreatedAt time.Time `json:"created_at"`
}

// Session is a browser that has signed in.
type Session struct {
	Hash      []byte // SHA-256 of the secret in the cookie
	User      string
	Epoch     int // the user's when it began; any other ends it
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// Token is a key for a program.
type Token struct {
	ID        string    `json:"id"` // public: to name it
	Hash      []byte    `json:"-"`
	Name      string    `json:"name"` // what it is for
	User      string    `json:"user"` // on whose behalf it acts
	Scopes    []Action  `json:"scopes"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
	UsedAt    time.Time `json:"used_at,omitzero"` // to about a minute
}

// Site is a web site that embeds the chat.
type Site struct {
	Key       string            `json:"key"`
	Name      string            `json:"name"`
	Origins   []string          `json:"origins"`             // https://www.example.gov.cn
	Languages []string          `json:"languages,omitempty"` // offered, the first by default
	Theme     map[string]string `json:"theme,omitempty"`     // variables of the widget: accent: "#b5121b"
	Contact   Contact           `json:"contact,omitzero"`
	CreatedAt time.Time         `json:"created_at"`
}

// Contact is where a site sends people on. The office enters it.
type Contact struct {
	Office string `json:"office,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Link   string `json:"link,omitempty"` // https://…
}
