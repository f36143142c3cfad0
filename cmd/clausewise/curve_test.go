package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// curve is what the test looks at in an answer of /api/v1/curve.
type curve struct {
	Input    string
	Segments []struct{ Kind, From, To, Amount, Every, Add string }
	Most     struct{ Yuan string }
	Here     struct {
		At     string
		Amount struct{ Yuan string }
		Next   struct {
			At     string
			Amount struct{ Yuan string }
		}
	}
	Notes    []struct{ Kind, Text string }
	Variable []struct{ ID, Label, Type string }
	Needs    []string
	Outcome  string
}

func TestCurveOverHTTP(t *testing.T) {
	t.Parallel()
	s := serve(t, "--data", t.TempDir())
	draw := func(body string) curve {
		t.Helper()
		var c curve
		if err := json.Unmarshal([]byte(s.post("/api/v1/curve", body)), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	// The value as a user writes it; which input varies is found out.
	c := draw(`{"rule":"suzhou-measures/independent-site","inputs":{"expense_yuan":"85万","has_record":true},"as_of":"2026-11-22"}`)
	if c.Input != "expense_yuan" || c.Most.Yuan != "8000000.00" || len(c.Segments) != 3 {
		t.Fatalf("%+v", c)
	}
	if got := c.Segments[1]; got.Kind != "steps" || got.From != "500000.01" || got.Every != "100000" || got.Add != "30000" {
		t.Errorf("steps %+v", got)
	}
	if c.Here.At != "850000" || c.Here.Amount.Yuan != "290000.00" || c.Here.Next.At != "900000" || c.Here.Next.Amount.Yuan != "320000.00" {
		t.Errorf("here %+v", c.Here)
	}
	if len(c.Variable) != 1 || c.Variable[0].Label == "" || c.Variable[0].Type != "money" {
		t.Errorf("variable %+v", c.Variable)
	}
	if len(c.Notes) == 0 || !strings.Contains(c.Notes[0].Text, "征求意见稿") {
		t.Errorf("a curve of a draft does not say so first: %+v", c.Notes)
	}
	// Money before counts; and where the curve over the money lacks something,
	// the one over the next input.
	if c := draw(`{"rule":"suzhou-measures/service-platform","inputs":{"served_firms":"40","service_revenue_yuan":"1500万"}}`); c.Input != "service_revenue_yuan" || c.Here.Amount.Yuan != "750000.00" {
		t.Errorf("firms and revenue: %+v", c)
	}
	if c := draw(`{"rule":"zhuzhou-opinions/park-tenant-rent","inputs":{"area_m2":"2000","gmv_yuan":"8000万","months_y1":"12","months_y2":"12"}}`); c.Input != "area_m2" || len(c.Segments) == 0 {
		t.Errorf("area and turnover: %+v", c)
	}
	// Another input has to be known before anything can be drawn.
	if c := draw(`{"rule":"suzhou-measures/service-platform","input":"service_revenue_yuan","inputs":{}}`); c.Outcome != "needs_input" || len(c.Needs) == 0 {
		t.Errorf("without the number of firms: %+v", c)
	}
	for body, want := range map[string]string{
		`{"rule":"suzhou-measures/independent-site","input":"weight","inputs":{}}`: "no_curve",
		`{"rule":"suzhou-measures/validity","inputs":{}}`:                          "no_curve",
		`{"rule":"suzhou-measures/none","inputs":{}}`:                              "unknown_rule",
		`{"inputs":{}}`: "missing_field",
	} {
		response, err := http.Post(s.url+"/api/v1/curve", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if !strings.Contains(string(data), want) || response.StatusCode < 400 {
			t.Errorf("%s: %d %s, want %s", body, response.StatusCode, data, want)
		}
	}
}
