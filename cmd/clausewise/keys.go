package main

import (
	"errors"
	"fmt"

	"clausewise/assistant/receipt"
	"clausewise/web/access"
)

type keysCmd struct {
	outputFlags
	storeFlags
	Rotate bool `name:"rotate" help:"启用新的密钥，停用原来的；以前签的凭证仍可核验"`
}

// Help is printed below the command's usage.
func (*keysCmd) Help() string {
	return "凭证用 Ed25519 密钥签名，密钥在资料库里，各节点共用。这里列出公钥；--json 的输出可以发给别人，供 clausewise verify --keys 使用。"
}

func (c *keysCmd) Run(e *environment) (err error) {
	store, err := openStore(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	n := receipt.NewNotary(store, nil, "", e.now)
	if c.Rotate {
		k, err := n.Rotate(e.ctx)
		if err != nil {
			return err
		}
		if err := access.New(store, access.WithClock(e.now)).Note(e.ctx, fromCommandLine, "key.rotate", k.ID, ""); err != nil {
			return fmt.Errorf("新密钥已启用，但没有记入审计：%w", err)
		}
	}
	keys, err := n.PublicKeys(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(e.stdout, keys)
	}
	if len(keys) == 0 {
		_, err := fmt.Fprintln(e.stdout, "还没有密钥：第一次出具凭证时自动生成")
		return err
	}
	for _, k := range keys {
		state := "在用"
		if !k.RetiredAt.IsZero() {
			state = "停用于 " + inShanghai(k.RetiredAt)
		}
		if _, err := fmt.Fprintf(e.stdout, "%s  启用于 %s  %s\n", k.ID, inShanghai(k.CreatedAt), state); err != nil {
			return err
		}
	}
	return nil
}
