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
	// Reserve sets tokens aside for an answer: as many as asked for, or what
	// is left where that is less, or one of the errors above. Settle must be
	// called once with what the answer has cost.
	Reserve(session, site string, tokens int) (granted int, settle func(spent int), err error)
}

type unbounded struct{}

func (unbounded) Reserve(_, _ string, tokens int) (int, func(int), error) {
	return tokens, func(int) {}, nil
}

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

// Reserve implements Budget. Answers under way count with what they may yet
// cost, so that many at once pass no bound together.
func (b *DayBudget) Reserve(session, site string, tokens int) (int, func(int), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnover()
	granted := tokens
	s := b.spending
	if s.Session > 0 && session != "" {
		granted = min(granted, s.Session-b.sessions[session])
		if granted <= 0 {
			return 0, nil, ErrSessionBudget
		}
	}
	if s.Site > 0 {
		granted = min(granted, s.Site-b.sites[site])
		if granted <= 0 {
			return 0, nil, ErrSiteBudget
		}
	}
	if s.Day.IsPositive() && s.Price.IsPositive() {
		affordable := s.Day.Shift(6).Div(s.Price).Floor().Sub(decimal.NewFromInt(int64(b.all)))
		granted = int(min(int64(granted), affordable.IntPart()))
		if granted <= 0 {
			return 0, nil, ErrMoneyBudget
		}
	}
	b.add(session, site, granted)
	day := b.day
	return granted, func(spent int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.turnover()
		if b.day == day {
			spent -= granted
		}
		b.add(session, site, spent)
	}, nil
}

func (b *DayBudget) add(session, site string, tokens int) {
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
