package assistant

import (
	"context"
	"errors"
	"fmt"
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
	// is left where that is less, or one of the errors above, or that of a
	// store that cannot be asked. Settle must be called once with what the
	// answer has cost.
	Reserve(ctx context.Context, session, site string, tokens int) (granted int, settle func(spent int), err error)
}

type unbounded struct{}

func (unbounded) Reserve(_ context.Context, _, _ string, tokens int) (int, func(int), error) {
	return tokens, func(int) {}, nil
}

// Spending is what a model may cost; zero fields set no bound.
type Spending struct {
	Session int             // tokens of one conversation in a day
	Site    int             // tokens of one site in a day
	Price   decimal.Decimal // 元 for a million tokens
	Day     decimal.Decimal // 元 in a day over all sites
}

// Spent keeps what has been spent. Where several processes serve one library
// it keeps it for all of them together.
type Spent interface {
	// AddSpent adds tokens, which may be negative, to the sum of each key on a
	// day, and returns the new sums in the order of the keys. Days long past
	// may be forgotten.
	AddSpent(ctx context.Context, day string, keys []string, tokens int64) ([]int64, error)
}

// LocalSpent keeps it for one process.
type LocalSpent struct {
	mu   sync.Mutex
	day  string
	sums map[string]int64
}

// AddSpent implements Spent; it remembers one day.
func (l *LocalSpent) AddSpent(_ context.Context, day string, keys []string, tokens int64) ([]int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.day < day {
		l.day, l.sums = day, map[string]int64{}
	}
	sums := make([]int64, len(keys))
	for i, k := range keys {
		// What is settled after midnight belongs to a day that is over.
		if day == l.day {
			l.sums[k] += tokens
			sums[i] = l.sums[k]
		}
	}
	return sums, nil
}

// DayBudget bounds Spending by the day in Asia/Shanghai.
type DayBudget struct {
	bounds  Spending
	ceiling int64 // tokens in a day over all sites, 0 for no bound
	spent   Spent
	now     func() time.Time

	// mu keeps the reservations of this process from getting in each other's
	// way; those of other processes are seen in the sums.
	mu sync.Mutex
}

// NewDayBudget returns a budget that begins anew every day.
func NewDayBudget(s Spending, spent Spent, now func() time.Time) *DayBudget {
	b := &DayBudget{bounds: s, spent: spent, now: now}
	if s.Day.IsPositive() && s.Price.IsPositive() {
		b.ceiling = max(1, s.Day.Shift(6).Div(s.Price).Floor().IntPart())
	}
	return b
}

// bound is a sum that must not pass a limit.
type bound struct {
	key   string
	limit int64
	err   error
}

// Reserve implements Budget. Answers under way count with what they may yet
// cost, so that many at once pass no bound together: tokens are added first,
// and what is beyond a bound is given back.
func (b *DayBudget) Reserve(ctx context.Context, session, site string, tokens int) (int, func(int), error) {
	var bounds []bound
	if b.bounds.Session > 0 && session != "" {
		bounds = append(bounds, bound{"session/" + session, int64(b.bounds.Session), ErrSessionBudget})
	}
	if b.bounds.Site > 0 {
		bounds = append(bounds, bound{"site/" + site, int64(b.bounds.Site), ErrSiteBudget})
	}
	if b.ceiling > 0 {
		bounds = append(bounds, bound{"all", b.ceiling, ErrMoneyBudget})
	}
	if len(bounds) == 0 {
		return tokens, func(int) {}, nil
	}
	keys := make([]string, len(bounds))
	for i, k := range bounds {
		keys[i] = k.key
	}
	day := Today(b.now()).String()
	// A reservation is given back even when the user has left.
	ctx = context.WithoutCancel(ctx)

	b.mu.Lock()
	defer b.mu.Unlock()
	sums, err := b.spent.AddSpent(ctx, day, keys, int64(tokens))
	if err != nil {
		return 0, nil, fmt.Errorf("reading what the model has cost: %w", err)
	}
	var over int64
	var why error
	for i, k := range bounds {
		if o := sums[i] - k.limit; o > over {
			over, why = o, k.err
		}
	}
	granted := tokens - int(min(over, int64(tokens)))
	if granted < tokens {
		if _, err := b.spent.AddSpent(ctx, day, keys, int64(granted-tokens)); err != nil {
			return 0, nil, fmt.Errorf("keeping what the model has cost: %w", err)
		}
	}
	if granted == 0 {
		return 0, nil, why
	}
	return granted, func(spent int) {
		if spent == granted {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		// Where this fails, what was reserved counts as spent: never too little.
		_, _ = b.spent.AddSpent(ctx, day, keys, int64(spent-granted))
	}, nil
}
