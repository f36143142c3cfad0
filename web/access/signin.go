package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"
)

// touchEvery is how exact the time is that a session or token was last used.
const touchEvery = time.Minute

// SignIn checks a password and begins a session; secret goes into the cookie.
// ErrSignIn and *LockedError are the refusals. An unknown name takes the same
// way and the same work as a known one.
func (s *Service) SignIn(ctx context.Context, name, password string) (secret string, _ Identity, err error) {
	u, err := s.Verify(ctx, name, password)
	if err != nil {
		return "", Identity{}, err
	}
	return s.begin(ctx, u, "")
}

// SignInAs begins a session of a user whom somebody else has recognised: by
// names who, for the audit log. ErrSignIn where there is no such user, or the
// user may not sign in.
func (s *Service) SignInAs(ctx context.Context, name, by string) (secret string, _ Identity, err error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if !userName.MatchString(name) {
		return "", Identity{}, ErrSignIn
	}
	u, err := s.store.User(ctx, name)
	if errors.Is(err, ErrNotFound) || err == nil && u.Disabled {
		return "", Identity{}, ErrSignIn
	}
	if err != nil {
		return "", Identity{}, fmt.Errorf("signing in: %w", err)
	}
	return s.begin(ctx, u, by)
}

// Verify checks a name and a password without beginning a session.
func (s *Service) Verify(ctx context.Context, name, password string) (User, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	key := sha256.Sum256([]byte(name))
	now := s.now()
	var before, after Attempts
	locked := false
	if err := s.store.UpdateAttempts(ctx, key[:], now.Add(-forgetAfter), func(a Attempts) Attempts {
		before = a
		after, locked = a.begin(now)
		return after
	}); err != nil {
		return User{}, fmt.Errorf("signing in: %w", err)
	}
	if locked {
		return User{}, &LockedError{before.LockedUntil}
	}
	if !userName.MatchString(name) {
		name = "" // no store need hold what is no name; it is looked up all the same
	}
	u, err := s.store.User(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, fmt.Errorf("signing in: %w", err)
	}
	known := err == nil && !u.Disabled
	if err := s.matches(ctx, &u, known, password); err != nil {
		if errors.Is(err, ErrSignIn) && u.Name != "" && after.Failures == freeFailures+1 {
			if _, err := s.store.AppendAudit(ctx, s.event(u.Name, "signin.locked", u.Name, fmt.Sprintf("连续%d次密码不对，暂停登录", after.Failures))); err != nil {
				return User{}, fmt.Errorf("signing in: %w", err)
			}
		}
		return User{}, err
	}
	if err := s.store.ClearAttempts(ctx, key[:]); err != nil {
		return User{}, fmt.Errorf("signing in: %w", err)
	}
	return u, nil
}

// matches verifies a password, against a decoy where the user is not known.
// A hash that costs other than now is made anew while the password is at hand.
func (s *Service) matches(ctx context.Context, u *User, known bool, password string) error {
	hash := u.Password
	if !known {
		var err error
		if hash, err = s.decoy(); err != nil {
			return err
		}
	}
	var ok bool
	var cost Cost
	if err := s.withRoom(ctx, func() (err error) {
		ok, cost, err = verifyPassword(password, hash)
		return err
	}); err != nil {
		return fmt.Errorf("verifying a password: %w", err)
	}
	if !ok || !known {
		return ErrSignIn
	}
	if cost == s.cost {
		return nil
	}
	fresh, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	was := u.Password
	*u, err = s.store.UpdateUser(ctx, u.Name, func(u *User) error {
		if u.Password == was {
			u.Password = fresh
		}
		return nil
	}, s.event(u.Name, "user.rehash", u.Name, "密码的保存强度已更新"))
	return err
}

// begin stores a session of a user; how is said in the audit log.
func (s *Service) begin(ctx context.Context, u User, how string) (string, Identity, error) {
	secret, hash, err := s.newSecret("")
	if err != nil {
		return "", Identity{}, err
	}
	now := s.now()
	session := Session{Hash: hash, User: u.Name, Epoch: u.Epoch, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(s.lasting)}
	if err := s.store.CreateSession(ctx, session, s.event(u.Name, "signin", u.Name, how)); err != nil {
		return "", Identity{}, fmt.Errorf("beginning a session: %w", err)
	}
	return secret, Identity{User: u.Name, Role: u.Role, Until: session.ExpiresAt}, nil
}

// BySession recognises the secret of a cookie. ErrUnknown where it is none,
// or the session has ended, or the user may not sign in any more.
func (s *Service) BySession(ctx context.Context, secret string) (Identity, error) {
	hash := hashSecret(secret)
	session, u, err := s.store.Session(ctx, hash)
	if errors.Is(err, ErrNotFound) {
		return Identity{}, ErrUnknown
	}
	if err != nil {
		return Identity{}, fmt.Errorf("reading a session: %w", err)
	}
	now := s.now()
	ended := !now.Before(session.ExpiresAt) || now.Sub(session.SeenAt) >= s.idle || session.Epoch != u.Epoch
	if ended || u.Disabled {
		return Identity{}, ErrUnknown
	}
	if now.Sub(session.SeenAt) >= touchEvery {
		if err := s.store.TouchSession(ctx, hash, now); err != nil {
			return Identity{}, fmt.Errorf("noting a session: %w", err)
		}
	}
	return Identity{User: u.Name, Role: u.Role, Until: session.ExpiresAt}, nil
}

// SignOut ends the session of a secret.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	who, err := s.BySession(ctx, secret)
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	if err == nil {
		err = s.store.EndSession(ctx, hashSecret(secret), s.event(who.User, "signout", who.User, ""))
	}
	return err
}

// ChangePassword gives the user of a session another password. All sessions
// end and a new one begins; its secret is returned.
func (s *Service) ChangePassword(ctx context.Context, who Identity, old, fresh string) (string, Identity, error) {
	u, err := s.Verify(ctx, who.User, old)
	if err != nil {
		return "", Identity{}, err
	}
	if old == fresh {
		return "", Identity{}, invalid("新密码与旧密码相同")
	}
	if u, err = s.setPassword(ctx, who.Actor(), u.Name, fresh); err != nil {
		return "", Identity{}, err
	}
	return s.begin(ctx, u, "")
}
