package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// maxReceipt is the largest receipt file that is read, in bytes.
const maxReceipt = 1 << 20

type verifyCmd struct {
	outputFlags
	storeFlags
	Keys    string `name:"keys" placeholder:"FILE" help:"签发单位公布的公钥（clausewise keys --json 的输出）；默认用资料库里的"`
	Receipt string `arg:"" help:"凭证文件；- 为标准输入"`
}

// Help is printed below the command's usage.
func (*verifyCmd) Help() string {
	return "核对凭证的签名，再按资料库里的条款和规则把结果重算一遍，说明条文、规则或金额与签发时有哪些不同。不联网。签名有效且没有不同时以 0 退出。"
}

// verified is what the command prints as JSON.
type verified struct {
	receipt.Verification
	// AsIssued is the same against the versions that the receipt names, where
	// others are current now and the store still has those.
	AsIssued *receipt.Verification `json:"as_issued,omitempty"`
}

func (c *verifyCmd) Run(e *environment) (err error) {
	data, err := readReceiptFile(e, c.Receipt)
	if err != nil {
		return err
	}
	kept, err := receipt.Read(data)
	if err != nil {
		return err
	}
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	keys, err := c.keys(e, a)
	if err != nil {
		return err
	}
	out := verified{Verification: receipt.Verify(kept, keys, a.library.Current(), calculators.Simplified)}
	then, err := a.library.asIssued(e.ctx, kept)
	if err != nil {
		return err
	}
	if then != nil {
		v := receipt.Verify(kept, keys, then, calculators.Simplified)
		out.AsIssued = &v
	}
	if c.JSON {
		err = writeJSON(e.stdout, out)
	} else {
		err = writeVerified(e.stdout, kept, out)
	}
	if err == nil && !out.Same {
		return errReported
	}
	return err
}

func readReceiptFile(e *environment, path string) ([]byte, error) {
	in := e.stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("读不了凭证文件 %s，请检查路径：%w", path, err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxReceipt+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("读凭证 %s：%w", path, err)
	case len(data) > maxReceipt:
		return nil, fmt.Errorf("%s 超过 %d MiB，不是答复凭证", path, maxReceipt>>20)
	}
	return data, nil
}

// keys are the public keys to check the signature with.
func (c *verifyCmd) keys(e *environment, a *app) ([]receipt.PublicKey, error) {
	if c.Keys == "" {
		return a.notary(e.now).PublicKeys(e.ctx)
	}
	data, err := os.ReadFile(c.Keys)
	if err != nil {
		return nil, fmt.Errorf("读不了公钥文件 %s，请检查 --keys：%w", c.Keys, err)
	}
	var keys []receipt.PublicKey
	if err := json.Unmarshal(data, &keys); err != nil {
		return nil, fmt.Errorf("公钥文件 %s 读不出来，应是 clausewise keys --json 或 /api/v1/receipt-keys 的内容：%w", c.Keys, err)
	}
	return keys, nil
}

// asIssued is the library of the versions that a receipt names; nil where they
// are the current ones, or the store does not have them.
func (l *library) asIssued(ctx context.Context, r receipt.Receipt) (*assistant.Library, error) {
	m := l.current.Load()
	wanted := map[string]int{}
	for _, c := range r.Clauses {
		version, err := strconv.Atoi(c.Version)
		if d, ok := m.library.Index.Document(c.Document); ok && err == nil {
			wanted[d.Pack] = version
		}
	}
	picked, _ := versionsAsOf(m.versions, quantity.Date{})
	changed := false
	for i, v := range picked {
		version, named := wanted[v.Pack]
		if !named || version == v.Version {
			continue
		}
		at := retrieval.PackVersion{}
		for _, stored := range m.versions {
			if stored.Pack == v.Pack && stored.Version == version {
				at = stored
			}
		}
		if at.Pack == "" {
			return nil, nil
		}
		picked[i], changed = at, true
	}
	if !changed {
		return nil, nil
	}
	return l.build(ctx, picked)
}

var signatureWords = map[receipt.SignatureState]string{
	receipt.SignatureValid:   "有效",
	receipt.SignatureInvalid: "无效",
	receipt.SignatureUnknown: "无法核对",
	receipt.SignatureRetired: "不能采信",
}

func writeVerified(w io.Writer, r receipt.Receipt, v verified) error {
	var b strings.Builder
	made := r.MadeAt
	if at, err := time.Parse(time.RFC3339, made); err == nil {
		made = inShanghai(at)
	}
	fmt.Fprintf(&b, "凭证  %s，由 %s 于 %s 签发，按 %s 的情况\n", r.ID, r.Product, made, r.AsOf)
	if r.Answer != nil {
		fmt.Fprintf(&b, "提问  %s\n", strings.Join(strings.Fields(r.Answer.Question), " "))
	}
	for _, x := range r.Results {
		fmt.Fprintf(&b, "结果  %s：%s\n", x.Rule, keptConclusion(x))
	}
	fmt.Fprintf(&b, "签名  %s（密钥 %s）\n", signatureWords[v.Signature], r.Key)
	differ := 0
	for _, f := range v.Findings {
		if f.Kind != receipt.FindingSignature {
			differ++
		}
	}
	verdict := "通过"
	if !v.Same {
		verdict = "未通过"
	}
	fmt.Fprintf(&b, "核验  %s：重算 %d 项结果，核对 %d 条原文，", verdict, v.Recomputed, len(r.Clauses))
	if differ == 0 {
		b.WriteString("与现在的资料库完全一致\n")
	} else {
		fmt.Fprintf(&b, "与现在的资料库有 %d 处不同\n", differ)
	}
	for _, f := range v.Findings {
		fmt.Fprintf(&b, "  - %s\n", f.Text)
	}
	if then := v.AsIssued; then != nil {
		if len(then.Findings) == 0 {
			b.WriteString("按签发时的版本重算：完全一致，不同之处都是签发以后的改动\n")
		} else {
			fmt.Fprintf(&b, "按签发时的版本重算：有 %d 处不符\n", len(then.Findings))
			for _, f := range then.Findings {
				fmt.Fprintf(&b, "  - %s\n", f.Text)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// keptConclusion is what a kept result says in short.
func keptConclusion(r receipt.Result) string {
	switch {
	case r.Yuan != "" && r.Outcome == calculators.NotEligible:
		return outcomeWords[r.Outcome] + "，金额为 0"
	case r.Yuan != "":
		return outcomeWords[r.Outcome] + " " + yuan(r.Yuan)
	case r.Date != "":
		return r.Date
	case r.Value != "":
		return strings.TrimSpace(r.Value)
	}
	return outcomeWords[r.Outcome]
}
