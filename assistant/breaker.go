package assistant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sony/gobreaker/v2"
)

// Spare wraps a model so that one that fails again and again is left alone
// for a while: after five failures in a row it is not asked for rest, then
// tried once.
func Spare(m Model, rest time.Duration) Model {
	settings := gobreaker.Settings{
		Name: m.Name(), Timeout: rest,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= 5 },
		// A user who stops an answer, a sentence that was dropped and a
		// conversation that is too long say nothing about the endpoint.
		IsExcluded: func(err error) bool {
			return errors.Is(err, context.Canceled) || errors.Is(err, errDropped) || errors.Is(err, errEnough) || errors.Is(err, ErrModelContext) || errors.Is(err, ErrModelTools)
		},
	}
	return &spared{Model: m, breaker: gobreaker.NewCircuitBreaker[ModelReply](settings)}
}

type spared struct {
	Model
	breaker *gobreaker.CircuitBreaker[ModelReply]
}

func (s *spared) Turn(ctx context.Context, messages []ModelMessage, tools []ModelTool) (ModelReply, error) {
	return s.through(func() (ModelReply, error) { return s.Model.Turn(ctx, messages, tools) })
}

func (s *spared) Stream(ctx context.Context, messages []ModelMessage, sink func(string) error) (ModelReply, error) {
	return s.through(func() (ModelReply, error) { return s.Model.Stream(ctx, messages, sink) })
}

func (s *spared) through(call func() (ModelReply, error)) (ModelReply, error) {
	reply, err := s.breaker.Execute(call)
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return reply, fmt.Errorf("%w: it is being spared", ErrModelDown)
	}
	return reply, err
}
