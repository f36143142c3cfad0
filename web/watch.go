package web

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"clausewise/assistant"
)

// carrier reads and writes W3C trace headers.
var carrier = propagation.TraceContext{}

// watch has a question answered and notes how: stages, kind, what was held
// back. Channel is chat or api.
func (s *Server) watch(ctx context.Context, channel string, r assistant.Request) (assistant.Answer, int64, error) {
	ctx, span := s.tracer.Start(ctx, "answer", trace.WithAttributes(attribute.String("clausewise.channel", channel)))
	defer span.End()
	if r.Explain == nil {
		r.Explain = &assistant.Explanation{}
	}
	w := &stages{server: s, ctx: ctx, next: r.Observer, began: time.Now()}
	r.Observer = w
	began := w.began
	a, seq, err := s.asker.Ask(ctx, r)
	w.end()
	if err != nil {
		c := faultOf(err).code
		s.metrics.failures.WithLabelValues(channel, string(c)).Inc()
		span.SetStatus(codes.Error, string(c))
		return a, seq, err
	}
	s.metrics.answerSeconds.WithLabelValues(channel).Observe(time.Since(began).Seconds())
	s.metrics.answer(channel, a, r.Explain)
	span.SetAttributes(attribute.String("clausewise.kind", string(a.Kind)), attribute.Int("clausewise.held", len(r.Explain.Held)))
	if id := span.SpanContext(); id.IsSampled() {
		s.log.DebugContext(ctx, "answered", "trace", id.TraceID(), "answer", a.ID, "kind", a.Kind)
	}
	return a, seq, nil
}

// stages times the stages an answer announces, and passes them on.
type stages struct {
	server *Server
	ctx    context.Context
	next   assistant.Observer // nil for none
	stage  string
	began  time.Time
	span   trace.Span
}

// Stage implements assistant.Observer.
func (w *stages) Stage(stage string) {
	if stage != w.stage {
		w.end()
		w.stage, w.began = stage, time.Now()
		_, w.span = w.server.tracer.Start(w.ctx, stage)
	}
	if w.next != nil {
		w.next.Stage(stage)
	}
}

// Delta implements assistant.Observer.
func (w *stages) Delta(text string) {
	if w.next != nil {
		w.next.Delta(text)
	}
}

// end closes the stage under way.
func (w *stages) end() {
	if w.span == nil {
		return
	}
	w.span.End()
	w.span = nil
	w.server.metrics.stageSeconds.WithLabelValues(w.stage).Observe(time.Since(w.began).Seconds())
}
