package web

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"clausewise/assistant"
)

// metrics are what the service counts, for Prometheus. Labels take few
// values: no question, address or id is among them.
type metrics struct {
	registry *prometheus.Registry

	requests        *prometheus.CounterVec   // route, method, status
	requestSeconds  *prometheus.HistogramVec // route
	answers         *prometheus.CounterVec   // channel, kind, language
	answerSeconds   *prometheus.HistogramVec // channel
	stageSeconds    *prometheus.HistogramVec // stage
	failures        *prometheus.CounterVec   // channel, code
	breaches        prometheus.Counter
	refused         *prometheus.CounterVec // limit
	slowClients     prometheus.Counter
	modelAnswers    *prometheus.CounterVec // outcome
	modelTurns      prometheus.Counter
	modelTokens     prometheus.Counter
	modelDropped    prometheus.Counter
	libraryFailures prometheus.Counter
}

// answerBuckets are seconds: an answer without a model takes milliseconds,
// one with a model seconds.
var answerBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 40, 60}

func newMetrics(s *Server) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "clausewise", Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "clausewise", Name: name, Help: help, Buckets: answerBuckets}, labels)
		m.registry.MustRegister(h)
		return h
	}
	gauge := func(name, help string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "clausewise", Name: name, Help: help}, value))
	}
	m.requests = counter("http_requests_total", "HTTP requests by route, method and status.", "route", "method", "status")
	m.requestSeconds = histogram("http_request_seconds", "Time to answer an HTTP request, websockets excepted.", "route")
	m.answers = counter("answers_total", "Answers by channel, kind and language; kind no_answer is an abstention.", "channel", "kind", "language")
	m.answerSeconds = histogram("answer_seconds", "Time from taking up a question to its stored answer.", "channel")
	m.stageSeconds = histogram("stage_seconds", "Time of an answer spent in a stage.", "stage")
	m.failures = counter("answers_failed_total", "Questions that got an error instead of an answer, by code.", "channel", "code")
	m.breaches = counter("firewall_breaches_total", "Sentences the gate held back; every one is worth reading in the log.").WithLabelValues()
	m.refused = counter("limited_total", "Messages and requests refused by a limit.", "limit")
	m.slowClients = counter("slow_clients_total", "Websockets cut off because the client did not read.").WithLabelValues()
	m.modelAnswers = counter("model_answers_total", "Answers a model was attached to: spoke, brief (gave way to the answer without it).", "outcome")
	m.modelTurns = counter("model_calls_total", "Requests to the model.").WithLabelValues()
	m.modelTokens = counter("model_tokens_total", "Tokens of the model, prompts and replies.").WithLabelValues()
	m.modelDropped = counter("model_sentences_dropped_total", "Sentences of the model that were not sent.").WithLabelValues()
	m.libraryFailures = counter("library_failures_total", "Scrapes at which the library could not be read.").WithLabelValues()

	gauge("websockets", "Open websockets.", func() float64 {
		s.mu.Lock()
		defer s.mu.Unlock()
		return float64(len(s.conns))
	})
	gauge("conversations_open", "Conversations with a client or a question in progress.", func() float64 {
		s.mu.Lock()
		defer s.mu.Unlock()
		return float64(len(s.chats))
	})
	gauge("ready", "1 where questions can be answered and stored.", func() float64 {
		if s.isReady() {
			return 1
		}
		return 0
	})
	m.registry.MustRegister(
		libraryCollector{s}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
	)
	return m
}

// libraryCollector says how large the library is, all from one reading.
type libraryCollector struct{ server *Server }

var (
	libraryDocuments   = prometheus.NewDesc("clausewise_library_documents", "Documents in the library.", nil, nil)
	libraryRules       = prometheus.NewDesc("clausewise_library_rules", "Rules in force.", nil, nil)
	libraryQuarantined = prometheus.NewDesc("clausewise_library_rules_quarantined", "Rules set aside because they disagree with their clause.", nil, nil)
	libraryGeneration  = prometheus.NewDesc("clausewise_library_generation", "Generation of the index that answers; the same on every node when they are in step.", nil, nil)
)

// Describe implements prometheus.Collector.
func (libraryCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{libraryDocuments, libraryRules, libraryQuarantined, libraryGeneration} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c libraryCollector) Collect(ch chan<- prometheus.Metric) {
	if c.server.libraryAt == nil {
		return
	}
	ctx, cancel := context.WithTimeout(c.server.base, c.server.timing.Store)
	defer cancel()
	lib, err := c.server.libraryAt(ctx, c.server.today())
	if err != nil {
		c.server.metrics.libraryFailures.Inc()
		return
	}
	for d, n := range map[*prometheus.Desc]float64{
		libraryDocuments:   float64(len(lib.Index.Documents())),
		libraryRules:       float64(len(lib.Rules.Rules())),
		libraryQuarantined: float64(len(lib.Rules.Quarantined())),
		libraryGeneration:  float64(lib.Index.Generation()),
	} {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n)
	}
}

// request counts an HTTP request by the pattern that took it.
func (m *metrics) request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "other"
	}
	m.requests.WithLabelValues(route, methodLabel(method), strconv.Itoa(status)).Inc()
	if status != http.StatusSwitchingProtocols {
		m.requestSeconds.WithLabelValues(route).Observe(took.Seconds())
	}
}

// methodLabel keeps strangers from inventing labels.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// answer counts an answer and what the gate and a model had to do with it.
func (m *metrics) answer(channel string, a assistant.Answer, e *assistant.Explanation) {
	m.answers.WithLabelValues(channel, string(a.Kind), a.Language).Inc()
	m.breaches.Add(float64(len(e.Held)))
	if e.Model == nil {
		return
	}
	outcome := "spoke"
	if a.Prose == nil {
		outcome = "brief"
	}
	m.modelAnswers.WithLabelValues(outcome).Inc()
	m.modelTurns.Add(float64(e.Model.Turns))
	m.modelTokens.Add(float64(e.Model.Tokens))
	m.modelDropped.Add(float64(len(e.Model.Dropped)))
}

// metricsHandler is GET /metrics, for the networks that may read it.
func (s *Server) metricsHandler() http.HandlerFunc {
	h := promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{ErrorLog: promLog{s}, ErrorHandling: promhttp.ContinueOnError, Registry: s.metrics.registry})
	return func(w http.ResponseWriter, r *http.Request) {
		at, err := netip.ParseAddr(s.clientAddress(r))
		if err != nil || !(at.IsLoopback() || within(s.scrapers, at)) {
			s.fail(w, r, nothingAt(r))
			return
		}
		h.ServeHTTP(w, r)
	}
}

// promLog passes a scrape's trouble to the log.
type promLog struct{ s *Server }

func (l promLog) Println(v ...any) { l.s.log.Warn("metrics not collected", "error", v) }
