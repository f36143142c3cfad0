package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"clausewise/retrieval/vectors"
)

// sentences are about two matters whose words never meet.
func sentences() (texts, dictionary []string) {
	trade := strings.Fields("海外 仓库 出口 报关 物流 货物")
	court := strings.Fields("起诉 法院 判决 原告 被告 证据")
	for i := range 400 {
		for _, words := range [][]string{trade, court} {
			var text strings.Builder
			for j := range 8 {
				text.WriteString(words[(i*(j+3)+j*j)%len(words)])
			}
			texts = append(texts, text.String())
		}
	}
	return texts, append(trade, court...)
}

// TestTrain gives the same bytes whatever the number of processors, and brings
// together what is said together.
func TestTrain(t *testing.T) {
	texts, dictionary := sentences()
	o := defaults
	o.Dim, o.Spare, o.Rarest = 2, 2, 3
	made := func(processors int) *vectors.Contents {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		c, err := train(t.Context(), texts, dictionary, o, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	one, four := made(1), made(4)
	if !bytes.Equal(one.Bytes(), four.Bytes()) {
		t.Fatal("one processor and four make different tables")
	}
	table, err := vectors.Parse(one.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	cosine := func(a, b string) (sum float64) {
		v, w := table.Embed(a), table.Embed(b)
		for i := range v {
			sum += float64(v[i]) * float64(w[i])
		}
		return sum
	}
	if near, far := cosine("仓库", "报关"), cosine("仓库", "判决"); near < far+0.5 {
		t.Errorf("cosine %v of one matter, %v of two (%s)", near, far, fmt.Sprint(one.Words))
	}
}

func TestCandidates(t *testing.T) {
	got := strings.Join(candidates([]string{"海外仓 B2B 的 shop"}, []string{"海外"}), " ")
	if got != "shop 仓 外 海 海外 的" {
		t.Errorf("candidates %q", got)
	}
}
