package main

import (
	"clausewise/web"
)

// openIDFlags name a provider of OpenID Connect for the staff.
type openIDFlags struct {
	OpenIDIssuer   string `name:"openid-issuer" env:"CLAUSEWISE_OPENID_ISSUER" placeholder:"URL" help:"统一认证（OpenID Connect）的地址；用户须先由管理员添加"`
	OpenIDClientID string `name:"openid-client-id" env:"CLAUSEWISE_OPENID_CLIENT_ID" placeholder:"ID" help:"本服务在统一认证中的编号；密钥用环境变量 CLAUSEWISE_OPENID_SECRET"`
	OpenIDClaim    string `name:"openid-claim" env:"CLAUSEWISE_OPENID_CLAIM" default:"preferred_username" placeholder:"NAME" help:"统一认证的哪一项是这里的用户名"`
	OpenIDLabel    string `name:"openid-label" env:"CLAUSEWISE_OPENID_LABEL" default:"统一认证" placeholder:"TEXT" help:"登录页上统一认证的名称"`
	PublicURL      string `name:"public-url" env:"CLAUSEWISE_PUBLIC_URL" placeholder:"URL" help:"浏览器里看到的本服务地址，统一认证登录后回到这里"`
}

// openID is nil where no provider is named.
func (f openIDFlags) openID() (*web.OpenID, error) {
	if f.OpenIDIssuer == "" {
		return nil, nil
	}
	key, err := secret("CLAUSEWISE_OPENID_SECRET")
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	o, err := web.NewOpenID(web.OpenIDConfig{
		Issuer: f.OpenIDIssuer, ClientID: f.OpenIDClientID, ClientSecret: key,
		Public: f.PublicURL, Claim: f.OpenIDClaim, Label: f.OpenIDLabel,
	})
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	return o, nil
}
