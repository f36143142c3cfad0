package assistant

import (
	"errors"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// Why a model is left out of an answer that it could have had a part in.
var (
	errAnswerBudget  = errors.New("the answer has used up its tokens")
	ErrSessionBudget = errors.New("the conversation has used up its tokens")
	ErrSiteBudget    = errors.New("the site has used up its tokens for today")
	ErrMoneyBudget   = errors.New("the money for the model is used up for today")
)

// Budget bounds what a model may cost beyond one answer. Safe for concurrent
// use.
type Budget interface {
	// Allow says whether a model may take part in another answer: nil, or one
	// of the errors above.
	Allow(session, site string) error
	// Spend counts the tokens of an answer.
	Spend(session, site string, tokens int)
}

type unbounded struct{}

func (unbounded) Allow(string, string) error { return nil }
func (unbounded) Spend(string, string, int)  {}

// Spending is what a model may cost; zero fields set no bound.
type Spending struct {
	Session int             // tokens of one conversation in a day
	Site    int             // tokens of one site in a day
	Price   decimal.Decimal // 元 for a million tokens
	Day     decimal.Decimal // 元 in a day over all sites
}

// DayBudget keeps Spending by the day in Asia/Shanghai, in this process.
type DayBudget struct {
	spending Spending
	now      func() time.Time

	mu       sync.Mutex
	day      string
	sessions map[string]int
	sites    map[string]int
	all      int
}

// NewDayBudget returns a budget that begins anew every day.
func NewDayBudget(s Spending, now func() time.Time) *DayBudget {
	return &DayBudget{spending: s, now: now}
}

// Allow implements Budget.
func (b *DayBudget) Allow(session, site string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnover()
	switch s := b.spending; {
	case s.Session > 0 && session != "" && b.sessions[session] >= s.Session:
		return ErrSessionBudget
	case s.Site > 0 && b.sites[site] >= s.Site:
		return ErrSiteBudget
	case s.Day.IsPositive() && s.Price.Mul(decimal.NewFromInt(int64(b.all))).Shift(-6).GreaterThanOrEqual(s.Day):
		return ErrMoneyBudget
	}
	return nil
}

// Spend implements Budget.
func (b *DayBudget) Spend(session, site string, tokens int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnover()
	if session != "" {
		b.sessions[session] += tokens
	}
	b.sites[site] += tokens
	b.all += tokens
}

// turnover forgets yesterday.
func (b *DayBudget) turnover() {
	if today := Today(b.now()).String(); b.sessions == nil || b.day != today {
		b.day, b.sessions, b.sites, b.all = today, map[string]int{}, map[string]int{}, 0
	}
}
