package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// TestObservedMetricsExist reads the dashboard and the alerts: a metric they
// ask for and nobody makes would be an alert that never rings.
func TestObservedMetricsExist(t *testing.T) {
	b := start(t)
	descs := make(chan *prometheus.Desc, 1000)
	b.metrics.registry.Describe(descs)
	close(descs)
	var known strings.Builder
	for d := range descs {
		known.WriteString(d.String() + "\n")
	}
	name := regexp.MustCompile(`clausewise_[a-z_]+`)
	for _, file := range []string{"alerts.yaml", "dashboard.json"} {
		data, err := os.ReadFile(filepath.Join("..", "deploy", "observe", file))
		if err != nil {
			t.Fatal(err)
		}
		asked := name.FindAllString(string(data), -1)
		if len(asked) < 5 {
			t.Errorf("%s asks for %d metrics", file, len(asked))
		}
		for _, n := range asked {
			n = strings.TrimSuffix(n, "_bucket")
			if !strings.Contains(known.String(), `"`+n+`"`) {
				t.Errorf("%s asks for %s, which nobody makes", file, n)
			}
		}
	}
}
