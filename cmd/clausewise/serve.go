package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/web"
	"clausewise/web/access"
)

// patience is how long a stopping service waits for the questions in flight,
// where waits does not say.
const patience = 30 * time.Second

type serveCmd struct {
	storeFlags
	outputFlags
	modelFlags
	openIDFlags
	Addr    string   `name:"addr" env:"CLAUSEWISE_ADDR" default:"localhost:8080" placeholder:"HOST:PORT" help:"监听地址；端口 0 为任选"`
	Origins []string `name:"origin" env:"CLAUSEWISE_ORIGINS" placeholder:"URL" help:"允许嵌入聊天组件的网站，如 https://www.example.gov.cn，可写多次"`
	limitFlags
	Scrapers []string      `name:"metrics-from" env:"CLAUSEWISE_METRICS_FROM" placeholder:"CIDR" help:"除本机外，可读取 /metrics 的网络，如 10.0.0.0/8，可写多次"`
	Keep     time.Duration `name:"keep-conversations" env:"CLAUSEWISE_KEEP_CONVERSATIONS" placeholder:"TIME" help:"会话在最后一次提问之后保留多久，如 4320h（180天），过后连同评价、凭证和留言删除；默认一直保留"`
	Dev      string        `name:"dev" placeholder:"DIR" help:"开发用：从这个目录（含 page 和 dist）读网页文件，不用内置的"`
}

func (c *serveCmd) Run(e *environment) (err error) {
	if e.level != nil {
		e.level.Set(slog.LevelInfo)
	}
	log := e.log
	// The port is tried first: a taken one is told at once.
	listener, err := listen(e.ctx, c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()

	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	notary := a.notary(e.now)
	service, err := c.attach(a.service.WithReceipts(notary), a, e)
	if err != nil {
		return err
	}
	var assets fs.FS
	if c.Dev != "" {
		assets = os.DirFS(c.Dev)
	}
	limits, err := c.limits()
	if err != nil {
		return err
	}
	tracer, stopTracing, err := openTraces(e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopTracing()) }()
	// A database that several processes share counts for all of them.
	limiter, _ := a.store.(access.Limiter)
	openID, err := c.openID()
	if err != nil {
		return err
	}
	server, err := web.New(web.Config{
		OpenID: openID,
		Limits: limits, Limiter: limiter, Proxies: c.Proxies, Scrapers: c.Scrapers, Tracer: tracer, Forget: a.store.Forget,
		Asker: service, Conversations: a.store, Library: a.store, Handoffs: a.store, Book: a.library.Book, Ready: a.library.Ready,
		LibraryAt: a.library.At, Version: version, Receipts: notary, Access: access.New(a.store, access.WithClock(e.now)),
		Desk: a.store, Plain: a.service, Packs: a.store, Stored: a.embedAndRefresh,
		SamplePack: samplePack,
		CheckPack:  func(p ingest.Pack) calculators.Report { return checkPacks([]ingest.Pack{p}) },
		Origins:    c.Origins, Assets: assets, Log: log, Now: e.now, Timing: e.waits.service,
	})
	if err != nil {
		return err
	}
	// The library follows the store until the last question is answered.
	following, stop := context.WithCancel(context.WithoutCancel(e.ctx))
	var background sync.WaitGroup
	background.Go(func() { a.library.Follow(following) })
	if c.Keep > 0 {
		background.Go(func() { assistant.Retain(following, a.store, c.Keep, e.now, log) })
	}
	defer func() {
		stop()
		background.Wait()
	}()

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	url := "http://" + reachable(listener.Addr(), c.Addr)
	if c.JSON {
		err = writeJSON(e.stdout, map[string]string{"url": url})
	} else {
		_, err = fmt.Fprintf(e.stdout, "条款通已就绪：%s\n", url)
	}
	if err != nil {
		log.Warn("address not printed", "error", err)
	}
	select {
	case err := <-served:
		return err
	case <-e.ctx.Done():
	}
	end := cmp.Or(e.waits.end, patience)
	log.Info("stopping", "patience", end)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), end)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("停止服务时还有问题没有答完：%w", err)
	}
	return <-served
}

// listen opens the address, and says what to do where that fails.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
		return nil, &usageError{fmt.Sprintf("--addr 的地址“%s”不对，应写成 localhost:8080 这样", addr)}
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("端口 %s 已被占用：请停掉占用它的程序，或用 --addr %s:其他端口 换一个端口", port, cmp.Or(host, "localhost"))
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("没有权限使用端口 %s：请用 --addr %s:8080 这样 1024 以上的端口", port, cmp.Or(host, "localhost"))
	}
	return nil, fmt.Errorf("不能在 %s 上监听，请检查 --addr：%w", addr, err)
}

// reachable is the address a browser on this machine can open.
func reachable(actual net.Addr, asked string) string {
	_, port, err := net.SplitHostPort(actual.String())
	if err != nil {
		return actual.String()
	}
	host, _, _ := net.SplitHostPort(asked)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
