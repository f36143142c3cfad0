package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"clausewise/web/access"
)

type auditCmd struct {
	outputFlags
	storeFlags
	Known string `name:"known" placeholder:"SEQ:HASH" help:"以前另存的校验值；给出时还核对末尾有没有被删、整条链有没有被重算"`
}

// Help is printed below the command's usage.
func (*auditCmd) Help() string {
	return "每条记录带有前一条的校验值，改动、删去、插入、调换都会在那一条断开。把打印的校验值存到别处，下次用 --known 给出。"
}

// auditReport is what the command prints as JSON.
type auditReport struct {
	OK   bool        `json:"ok"`
	Head access.Head `json:"head"` // the last entry that holds
	// Broken is the number of the entry where the log does not hold together.
	Broken *int64 `json:"broken,omitempty"`
	Why    string `json:"why,omitempty"`
}

func (c *auditCmd) Run(e *environment) error {
	known, err := parseHead(c.Known)
	if err != nil {
		return err
	}
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		head, err := s.VerifyLog(ctx, known)
		broken, isBroken := errors.AsType[*access.ChainError](err)
		switch {
		case isBroken && c.JSON:
			return errors.Join(writeJSON(e.stdout, auditReport{Head: head, Broken: &broken.Seq, Why: broken.Error()}), errReported)
		case err != nil:
			return err
		case head.Seq == 0:
			return c.say(e, auditReport{OK: true, Head: head}, "还没有审计记录\n")
		}
		return c.say(e, auditReport{OK: true, Head: head}, "审计记录完整，共%d条。校验值（请另存）：%d:%s\n", head.Seq, head.Seq, head.Hash)
	})
}

// parseHead reads a head as the command prints it; "" is none.
func parseHead(text string) (access.Head, error) {
	if text == "" {
		return access.Head{}, nil
	}
	seq, hash, _ := strings.Cut(text, ":")
	n, err := strconv.ParseInt(seq, 10, 64)
	if err != nil || n < 1 || len(hash) != 64 {
		return access.Head{}, &usageError{fmt.Sprintf("--known 的校验值“%s”不对，应照 clausewise audit 打印的写：序号:64位校验码", text)}
	}
	return access.Head{Seq: n, Hash: hash}, nil
}
