package reader

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What can be wrong with a source file. The errors of [Read] wrap one of them
// and go on to say what to do.
var (
	ErrEmpty       = errors.New("文件是空的")
	ErrTooLarge    = errors.New("文件太大")
	ErrBinary      = errors.New("不是文本文件")
	ErrUndecodable = errors.New("无法识别文字编码")
	ErrFormat      = errors.New("暂不支持这种格式")
	ErrBroken      = errors.New("文件已损坏")
	ErrEncrypted   = errors.New("文件已加密")
	ErrScanned     = errors.New("文件里只有图片，没有文字")
	ErrNoUnicode   = errors.New("字体没有附带文字对照表")
	ErrBomb        = errors.New("文件解压后大得不合理")
	ErrTimeout     = errors.New("读取用时过长")
)

// tooLarge says how large a file is and may be.
func tooLarge(size int) error {
	return fmt.Errorf("%w：%d MiB，上限是 %d MiB；请拆成几个文件，或另存为纯文本（.txt）后再导入", ErrTooLarge, size>>20, MaxSource>>20)
}

func tooMuchText() error {
	return fmt.Errorf("%w：其中的文字超过 %d MiB；请拆成几个文件再导入", ErrTooLarge, MaxText>>20)
}

func bomb() error {
	return fmt.Errorf("%w：可能是恶意文件；请用 Word 或浏览器打开核对，另存为纯文本（.txt）后再导入", ErrBomb)
}

// expired tells a reader's own time limit from the caller's wish to stop.
func expired(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w：超过 %d 秒；请拆成几个文件，或另存为纯文本（.txt）后再导入", ErrTimeout, MaxTime/time.Second)
	}
	return fmt.Errorf("读取被中断：%w", ctx.Err())
}
