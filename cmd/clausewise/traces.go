package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// openTraces sends spans to the collector that the variables of OpenTelemetry
// name (OTEL_EXPORTER_OTLP_ENDPOINT and the like); without one there are none.
// A collector that is gone costs spans and nothing else.
func openTraces(e *environment) (trace.Tracer, func() error, error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil, func() error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(e.ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT 不能用：%w", err)
	}
	about, err := resource.New(e.ctx, resource.WithAttributes(
		attribute.String("service.name", "clausewise"), attribute.String("service.version", version),
	), resource.WithFromEnv())
	if err != nil {
		return nil, nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES 不能用：%w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	stop := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), cmp.Or(e.waits.end, 5*time.Second))
		defer cancel()
		// What could not be delivered is lost; the service has done its work.
		_ = provider.Shutdown(ctx)
		return nil
	}
	return provider.Tracer("clausewise"), stop, nil
}
