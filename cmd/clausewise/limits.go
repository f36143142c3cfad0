package main

import (
	"clausewise/web"
	"clausewise/web/access"
)

// limitFlags say how much one party may ask of the service.
type limitFlags struct {
	LimitAddress string   `name:"limit-address" env:"CLAUSEWISE_LIMIT_ADDRESS" default:"240/1m" placeholder:"N/TIME" help:"一个网络地址的请求限额；0 为不限"`
	LimitSession string   `name:"limit-session" env:"CLAUSEWISE_LIMIT_SESSION" default:"30/1m" placeholder:"N/TIME" help:"一个会话的提问限额"`
	LimitSite    string   `name:"limit-site" env:"CLAUSEWISE_LIMIT_SITE" default:"0" placeholder:"N/TIME" help:"一个嵌入网站的提问限额"`
	LimitToken   string   `name:"limit-token" env:"CLAUSEWISE_LIMIT_TOKEN" default:"600/1m" placeholder:"N/TIME" help:"一个接口令牌的请求限额"`
	LimitSockets int      `name:"limit-sockets" env:"CLAUSEWISE_LIMIT_SOCKETS" default:"1000" placeholder:"N" help:"一个网络地址同时打开的聊天连接数；0 为不限"`
	Proxies      []string `name:"proxy" env:"CLAUSEWISE_PROXIES" placeholder:"CIDR" help:"可信的反向代理地址，如 10.0.0.0/8，可写多次；只采信它们写的 X-Forwarded-For"`
}

func (f limitFlags) limits() (web.Limits, error) {
	l := web.Limits{Sockets: f.LimitSockets}
	for _, x := range []struct {
		flag, text string
		into       *access.Limit
	}{
		{"--limit-address", f.LimitAddress, &l.Address},
		{"--limit-session", f.LimitSession, &l.Session},
		{"--limit-site", f.LimitSite, &l.Site},
		{"--limit-token", f.LimitToken, &l.Token},
	} {
		limit, err := web.ParseLimit(x.text)
		if err != nil {
			return l, &usageError{x.flag + "：" + err.Error()}
		}
		*x.into = limit
	}
	return l, nil
}
