package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"clausewise/web/access"
)

// fromCommandLine is who the audit log says did what a command does.
const fromCommandLine = "命令行"

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"添加用户；第一个管理员由此产生"`
	List     userListCmd     `cmd:"" help:"列出用户"`
	Role     userRoleCmd     `cmd:"" help:"更改用户的角色"`
	Password userPasswordCmd `cmd:"" help:"重设密码，并结束该用户的所有登录"`
	Disable  userDisableCmd  `cmd:"" help:"停用用户，并结束其所有登录"`
	Enable   userEnableCmd   `cmd:"" help:"重新启用用户"`
}

// withAccess opens the store of the flags for one change or look.
func withAccess(e *environment, f storeFlags, do func(ctx context.Context, s *access.Service) error) (err error) {
	store, err := openStore(e, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(e.ctx, access.New(store, access.WithClock(e.now)))
}

type userAddCmd struct {
	outputFlags
	storeFlags
	Name string `arg:"" help:"用户名：小写字母、数字、汉字和 . _ -"`
	Role string `name:"role" default:"reader" placeholder:"ROLE" help:"角色：reader（查阅）、agent（坐席）、editor（编辑）、approver（审核）、admin（管理员）"`
}

// Help is printed below the command's usage.
func (*userAddCmd) Help() string {
	return "密码在终端里输入两次；不在终端时从标准输入读一行。"
}

func (c *userAddCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		password, err := askPassword(e)
		if err != nil {
			return err
		}
		u, err := s.AddUser(ctx, fromCommandLine, c.Name, access.Role(c.Role), password)
		if err != nil {
			return err
		}
		return c.say(e, u, "已添加用户 %s（%s）\n", u.Name, u.Role.Label())
	})
}

// say prints what was done, or the value as JSON.
func (f outputFlags) say(e *environment, v any, format string, args ...any) error {
	if f.JSON {
		return writeJSON(e.stdout, v)
	}
	_, err := fmt.Fprintf(e.stdout, format, args...)
	return err
}

type userListCmd struct {
	outputFlags
	storeFlags
}

func (c *userListCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		users, err := s.Users(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e.stdout, append([]access.User{}, users...))
		}
		if len(users) == 0 {
			_, err := fmt.Fprintln(e.stdout, "还没有用户。用 clausewise user add 用户名 --role admin 添加第一个管理员")
			return err
		}
		for _, u := range users {
			state := ""
			if u.Disabled {
				state = "，已停用"
			}
			if _, err := fmt.Fprintf(e.stdout, "%s（%s%s）\n", u.Name, u.Role.Label(), state); err != nil {
				return err
			}
		}
		return nil
	})
}

type userRoleCmd struct {
	outputFlags
	storeFlags
	Name string `arg:"" help:"用户名"`
	Role string `arg:"" help:"角色：reader、agent、editor、approver、admin"`
}

func (c *userRoleCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		u, err := s.SetRole(ctx, fromCommandLine, c.Name, access.Role(c.Role))
		if err != nil {
			return err
		}
		return c.say(e, u, "%s 的角色已改为%s\n", u.Name, u.Role.Label())
	})
}

type userPasswordCmd struct {
	outputFlags
	storeFlags
	Name string `arg:"" help:"用户名"`
}

func (c *userPasswordCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		if _, err := s.User(ctx, c.Name); err != nil {
			return fmt.Errorf("用户 %s：%w", c.Name, err)
		}
		password, err := askPassword(e)
		if err != nil {
			return err
		}
		u, err := s.SetPassword(ctx, fromCommandLine, c.Name, password)
		if err != nil {
			return err
		}
		return c.say(e, u, "%s 的密码已重设，所有登录已结束\n", u.Name)
	})
}

type userDisableCmd struct {
	outputFlags
	storeFlags
	Name string `arg:"" help:"用户名"`
}

func (c *userDisableCmd) Run(e *environment) error {
	return setDisabled(e, c.outputFlags, c.storeFlags, c.Name, true)
}

type userEnableCmd struct {
	outputFlags
	storeFlags
	Name string `arg:"" help:"用户名"`
}

func (c *userEnableCmd) Run(e *environment) error {
	return setDisabled(e, c.outputFlags, c.storeFlags, c.Name, false)
}

func setDisabled(e *environment, out outputFlags, f storeFlags, name string, disabled bool) error {
	return withAccess(e, f, func(ctx context.Context, s *access.Service) error {
		u, err := s.SetDisabled(ctx, fromCommandLine, name, disabled)
		if err != nil {
			return err
		}
		if disabled {
			return out.say(e, u, "已停用 %s，所有登录已结束\n", u.Name)
		}
		return out.say(e, u, "已启用 %s\n", u.Name)
	})
}

// askPassword asks for a new password twice on a terminal, without showing
// it; anything else gives one line.
func askPassword(e *environment) (string, error) {
	file, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(e.stdin, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("读取密码：%w", err)
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return "", &usageError{"没有收到密码：请在终端里运行，或把密码写在标准输入的第一行"}
		}
		return line, nil
	}
	ask := func(words string) (string, error) {
		fmt.Fprint(e.stderr, words)
		b, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(e.stderr)
		if err != nil {
			return "", fmt.Errorf("读取密码：%w", err)
		}
		return string(b), nil
	}
	first, err := ask(fmt.Sprintf("新密码（至少%d个字符，输入时不显示）：", access.MinPassword))
	if err != nil {
		return "", err
	}
	second, err := ask("再输入一次：")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("两次输入的密码不一样，请重新运行")
	}
	return first, nil
}
