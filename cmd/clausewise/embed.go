package main

import (
	"errors"
	"fmt"

	"clausewise/retrieval"
)

type embedCmd struct {
	outputFlags
	storeFlags
	Force bool `name:"force" help:"模型没有变也全部重做"`
}

// Help is printed below the command's usage.
func (*embedCmd) Help() string {
	return "资料库里的向量只能出自同一个模型。换了 --embed-model 之后运行一次；中断了再运行会接着做。外部服务的密钥放在环境变量 CLAUSEWISE_EMBED_KEY 里。"
}

// embedded is what the command prints as JSON.
type embedded struct {
	Model retrieval.Model `json:"model"`
	Rows  int             `json:"rows"` // that have got their vector
}

func (c *embedCmd) Run(e *environment) (err error) {
	store, err := openStore(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	embedder, err := c.embedder(e.ctx, retrieval.Model{})
	if err != nil {
		return err
	}
	stored, err := store.Model(e.ctx)
	if err != nil {
		return fmt.Errorf("读取向量模型：%w", err)
	}
	if stored != (retrieval.Model{}) && (c.Force || stored != embedder.Model()) {
		if err := store.ResetVectors(e.ctx); err != nil {
			return fmt.Errorf("清除旧的向量：%w", err)
		}
	}
	missing, err := store.CountMissing(e.ctx)
	if err != nil {
		return err
	}
	m := newMeter(e, "向量", "条", missing, c.JSON)
	done, err := retrieval.EnsureVectors(e.ctx, store, embedder, m.set)
	m.finish()
	if err != nil {
		return fmt.Errorf("生成向量（已完成 %d 条，再次运行会接着做）：%w", done, err)
	}
	out := embedded{embedder.Model(), done}
	if c.JSON {
		return writeJSON(e.stdout, out)
	}
	_, err = fmt.Fprintf(e.stdout, "模型 %s（%d 维）：新生成 %d 条向量，全部条款都有了\n", out.Model.Name, out.Model.Dim, done)
	return err
}
