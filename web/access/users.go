package access

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// userName keeps names apart that look alike: no capitals, no spaces.
var userName = regexp.MustCompile(`^[a-z0-9\p{Han}][a-z0-9\p{Han}._-]{1,39}$`)

// AddUser makes a user. by is who does it, for the audit log.
func (s *Service) AddUser(ctx context.Context, by, name string, role Role, password string) (User, error) {
	if !userName.MatchString(name) {
		return User{}, invalid("用户名“%s”要用2到40个小写字母、数字、汉字或 . _ -，以字母、数字或汉字开头", name)
	}
	if err := checkRole(role); err != nil {
		return User{}, err
	}
	if err := checkPassword(name, password); err != nil {
		return User{}, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	u := User{Name: name, Role: role, Password: hash, CreatedAt: s.now()}
	if err := s.store.CreateUser(ctx, u, s.event(by, "user.add", name, "角色："+role.Label())); err != nil {
		return User{}, fmt.Errorf("添加用户 %s：%w", name, err)
	}
	return u, nil
}

func checkRole(r Role) error {
	if r.Valid() {
		return nil
	}
	names := make([]string, len(Roles()))
	for i, r := range Roles() {
		names[i] = string(r) + "（" + r.Label() + "）"
	}
	return invalid("没有角色“%s”，可用：%s", r, strings.Join(names, "、"))
}

// Users lists all users by name.
func (s *Service) Users(ctx context.Context) ([]User, error) { return s.store.Users(ctx) }

// User returns a user, ErrNotFound where there is none.
func (s *Service) User(ctx context.Context, name string) (User, error) {
	return s.store.User(ctx, name)
}

// SetRole gives a user another role, at once and in all sessions.
func (s *Service) SetRole(ctx context.Context, by, name string, role Role) (User, error) {
	if err := checkRole(role); err != nil {
		return User{}, err
	}
	return s.update(ctx, name, func(u *User) error {
		u.Role = role
		return nil
	}, s.event(by, "user.role", name, "角色改为："+role.Label()))
}

// SetDisabled shuts a user out, or lets the user in again. Being shut out
// ends all sessions; tokens rest meanwhile.
func (s *Service) SetDisabled(ctx context.Context, by, name string, disabled bool) (User, error) {
	e := s.event(by, "user.enable", name, "")
	if disabled {
		e.Action = "user.disable"
	}
	return s.update(ctx, name, func(u *User) error {
		u.Disabled = disabled
		if disabled {
			u.Epoch++
		}
		return nil
	}, e)
}

// SetPassword gives a user another password and ends all sessions.
func (s *Service) SetPassword(ctx context.Context, by, name, password string) (User, error) {
	return s.setPassword(ctx, by, name, password)
}

func (s *Service) setPassword(ctx context.Context, by, name, password string) (User, error) {
	if err := checkPassword(name, password); err != nil {
		return User{}, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	return s.update(ctx, name, func(u *User) error {
		u.Password = hash
		u.Epoch++
		return nil
	}, s.event(by, "user.password", name, "所有登录已结束"))
}

func (s *Service) update(ctx context.Context, name string, change func(*User) error, e Event) (User, error) {
	u, err := s.store.UpdateUser(ctx, name, change, e)
	if err != nil {
		return User{}, fmt.Errorf("修改用户 %s：%w", name, err)
	}
	return u, nil
}
