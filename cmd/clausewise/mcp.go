package main

import (
	"context"
	"errors"

	"clausewise/web"
)

type mcpCmd struct {
	storeFlags
	Rules bool `name:"rules" help:"每条规则另成一个工具（/ 写成 __）"`
}

// Help is printed below the command's usage.
func (*mcpCmd) Help() string {
	return `供支持 MCP 的程序启动，经标准输入输出提供工具：检索条款、读原文、列规则、测算、画像、对比等。在客户端的配置里写命令 clausewise、参数 mcp 即可。经网络使用时改用 clausewise serve 的 /mcp。`
}

func (c *mcpCmd) Run(e *environment) (err error) {
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	server, err := web.NewMCP(web.MCPConfig{
		Library: a.library.At, Today: e.today, Rules: c.Rules, Version: readVersion().Version, Lasting: true, Log: e.log,
	})
	if err != nil {
		return err
	}
	following, stop := context.WithCancel(e.ctx)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		a.library.Follow(following)
	}()
	defer func() {
		stop()
		<-followed
	}()
	return server.Serve(e.ctx, e.stdin, e.stdout)
}
