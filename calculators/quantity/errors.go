package quantity

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// Why a single value could not be read. The detailed errors below match them
// with errors.Is. Their messages are for users.
var (
	ErrEmpty     = errors.New("没有填写")
	ErrNotNumber = errors.New("没有读到数字，请填写数字，例如 850000 或 85万")
	ErrSeveral   = errors.New("读到了不止一个数，请只填写一个")
	ErrNoUnit    = errors.New("没有写单位，请写明是元还是万元")
	ErrUnit      = errors.New("单位不对")
	ErrCurrency  = errors.New("不是人民币")
	ErrVague     = errors.New("数额不够确定")
	ErrDate      = errors.New("日期不存在或写法读不懂，请按 2024-05-20 的样子填写")
)

// UnitError is a value in a unit that is not the one asked for: 60元 where
// companies are counted.
type UnitError struct {
	Got, Want string
}

func (e *UnitError) Error() string {
	return fmt.Sprintf("这里要的是以“%s”计的数，读到的单位是“%s”，请换算后填写", e.Want, e.Got)
}

// Unwrap makes errors.Is(err, ErrUnit) true.
func (e *UnitError) Unwrap() error { return ErrUnit }

// CurrencyError is an amount in a currency other than 人民币. No exchange
// rate is ever assumed.
type CurrencyError struct {
	Currency string // ISO 4217
}

func (e *CurrencyError) Error() string {
	return fmt.Sprintf("这是外币金额（%s），文件没有写汇率，请按人民币填写", Currency(e.Currency))
}

// Unwrap makes errors.Is(err, ErrCurrency) true.
func (e *CurrencyError) Unwrap() error { return ErrCurrency }

// VagueError is a value that stands for a range. Low or High is zero where
// the words leave that side open.
type VagueError struct {
	Bound     Bound
	Low, High decimal.Decimal
	Text      string
}

func (e *VagueError) Error() string {
	switch {
	case !e.Low.IsZero() && !e.High.IsZero():
		return fmt.Sprintf("“%s”大致在%s到%s之间，请给出准确的数", e.Text, short(e.Low), short(e.High))
	case !e.Low.IsZero():
		return fmt.Sprintf("“%s”只说明在%s以上，请给出准确的数", e.Text, short(e.Low))
	case !e.High.IsZero():
		return fmt.Sprintf("“%s”只说明不到%s，请给出准确的数", e.Text, short(e.High))
	}
	return fmt.Sprintf("“%s”是约数，请给出准确的数", e.Text)
}

// Unwrap makes errors.Is(err, ErrVague) true.
func (e *VagueError) Unwrap() error { return ErrVague }
