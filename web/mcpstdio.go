package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// renewEvery is how often a lasting session is looked after: its client hears
// of a change of the tools without having asked.
const renewEvery = time.Second

// Serve speaks MCP with one client over in and out until the client has gone
// or ctx ends.
func (m *MCP) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	if err := m.renew(ctx); err != nil {
		return fmt.Errorf("list the tools: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		m.follow(ctx)
	}()
	defer func() {
		stop()
		<-followed
	}()
	err := m.server.Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(in), Writer: noClose{out}})
	if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		return fmt.Errorf("MCP session: %w", err)
	}
	return nil
}

func (m *MCP) follow(ctx context.Context) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := m.renew(ctx); err != nil && ctx.Err() == nil {
			m.Log.ErrorContext(ctx, "list of tools not renewed", "error", err)
		}
	}
}

// noClose keeps the session from closing what it did not open.
type noClose struct{ io.Writer }

func (noClose) Close() error { return nil }
