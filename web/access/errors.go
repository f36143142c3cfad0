package access

import (
	"errors"
	"fmt"
	"time"
)

// Errors a user may see are Chinese and say what to do.
var (
	ErrNotFound  = errors.New("没有找到")
	ErrTaken     = errors.New("这个名字已有人用，请换一个")
	ErrLastAdmin = errors.New("这是最后一个可用的管理员，请先设另一个管理员")
	// ErrSignIn is the same for an unknown user, a disabled one and a wrong
	// password.
	ErrSignIn = errors.New("用户名或密码不对")
	// ErrUnknown is a session or token that is none, or none any more.
	ErrUnknown = errors.New("登录已失效，请重新登录")
	// ErrInvalid is wrapped by what is wrong with a value, in words for users.
	ErrInvalid = errors.New("填写有误")
	// ErrWidget is a widget token that is wrong, expired or another page's.
	ErrWidget = errors.New("聊天组件的令牌无效或已过期，请刷新页面")
)

// LockedError refuses a sign-in for a while, whatever the password.
type LockedError struct{ Until time.Time }

func (e *LockedError) Error() string { return "登录失败次数过多，请稍后再试" }

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w：%s", ErrInvalid, fmt.Sprintf(format, args...))
}
