//go:build unix

package calculators

import (
	"encoding/json"
	"syscall"
	"testing"
)

// cpu reports the processor time of an operation beside the time on the
// clock: on a machine that others use too, the clock says more of them.
func cpu(b *testing.B, run func()) {
	spent := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	b.ReportAllocs()
	before := spent()
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(spent()-before)/float64(b.N), "cpu-ns/op")
}

// BenchmarkEvaluate is one evaluation with its arithmetic: steps with a second
// reading, a rate with a ceiling, and a sum with three readings.
func BenchmarkEvaluate(b *testing.B) {
	book := everything(b)
	for rule, inputs := range map[string]map[string]any{
		site:                                     {"expense_yuan": "850000", "has_record": true},
		"suzhou-measures/overseas-warehouse-use": {"fee_yuan": "60万", "has_performance": true, "warehouse_recognised": true},
		"zhuzhou-opinions/operating-costs": {
			"gmv_yuan": json.Number("30000000"), "local_export_yuan": json.Number("12000000"), "cbec_export_yuan": json.Number("3000000"),
			"promo_yuan": json.Number("800000"), "commission_yuan": json.Number("200000"), "logistics_yuan": json.Number("900000"),
		},
	} {
		b.Run(rule, func(b *testing.B) {
			cpu(b, func() {
				if _, err := book.Evaluate(rule, inputs, Options{}); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// enterprise is what a trading firm might tell of itself: it touches most
// rules of both cities.
func enterprise() map[string]any {
	return map[string]any{
		"site_expense": "85万", "site_has_record": true, "track_record": true, "service_revenue": "800万",
		"overseas_warehouse_fee": "60万", "domestic_warehouse_fee": "30万", "cross_border_turnover": "3000万",
		"local_exports": "1200万", "cross_border_exports": "300万", "promotion_spend": "80万", "commission_spend": "20万",
		"logistics_spend": "90万", "booth_fee": "6万", "certification_fee": "40万", "staff": 60, "revenue": "1200万",
		"benchmark_tier": 2, "provincial_warehouses": 2,
	}
}

// BenchmarkProfile weighs all rules of all documents.
func BenchmarkProfile(b *testing.B) {
	book, facts := everything(b), enterprise()
	cpu(b, func() {
		if _, err := book.Profile(facts, ProfileOptions{}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkWhatIf draws the curve with the most pieces.
func BenchmarkWhatIf(b *testing.B) {
	book := everything(b)
	inputs := map[string]any{"expense_yuan": "85万", "has_record": true}
	cpu(b, func() {
		if _, err := book.WhatIf(site, "expense_yuan", inputs, Options{}); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	rules, clauses := packFiles(b, "rules.yaml"), library(b)
	cpu(b, func() {
		if _, err := Load(rules, clauses); err != nil {
			b.Fatal(err)
		}
	})
}
