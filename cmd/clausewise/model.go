package main

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/assistant/openai"
	"clausewise/assistant/tool"
)

// modelFlags attach a language model. The key is no flag: command lines are
// visible to every user.
type modelFlags struct {
	ModelURL      string        `name:"model-url" env:"CLAUSEWISE_MODEL_URL" placeholder:"URL" help:"语言模型地址（OpenAI 兼容），如 http://localhost:11434/v1；密钥用环境变量 CLAUSEWISE_MODEL_KEY"`
	Model         string        `name:"model" env:"CLAUSEWISE_MODEL" placeholder:"NAME" help:"语言模型名；不给时不用模型"`
	ModelTimeout  time.Duration `name:"model-timeout" env:"CLAUSEWISE_MODEL_TIMEOUT" default:"20s" placeholder:"TIME" help:"一次答复里模型最多用多久，过后给出不用模型的答复"`
	ModelTokens   int           `name:"model-tokens" env:"CLAUSEWISE_MODEL_TOKENS" default:"48000" placeholder:"N" help:"一次答复最多用多少 token"`
	SessionTokens int           `name:"model-session-tokens" env:"CLAUSEWISE_MODEL_SESSION_TOKENS" default:"200000" placeholder:"N" help:"一个会话每天最多用多少 token，0 为不限"`
	SiteTokens    int           `name:"model-site-tokens" env:"CLAUSEWISE_MODEL_SITE_TOKENS" default:"0" placeholder:"N" help:"一个站点每天最多用多少 token，0 为不限"`
	ModelPrice    string        `name:"model-price" env:"CLAUSEWISE_MODEL_PRICE" placeholder:"YUAN" help:"每百万 token 的价格（元），与 --model-day-cost 一起用"`
	ModelDayCost  string        `name:"model-day-cost" env:"CLAUSEWISE_MODEL_DAY_COST" placeholder:"YUAN" help:"模型每天最多花多少元"`
	LegacyTokens  bool          `name:"model-legacy-max-tokens" env:"CLAUSEWISE_MODEL_LEGACY_MAX_TOKENS" help:"服务只认 max_tokens 时打开"`
}

// rest is how long a model that fails again and again is left alone.
const rest = 30 * time.Second

// attach lets the model of the flags take part in a service's answers.
func (f modelFlags) attach(s *assistant.Service, a *app, e *environment) (*assistant.Service, error) {
	if f.ModelURL == "" && f.Model == "" {
		return s, nil
	}
	if f.ModelURL == "" || f.Model == "" {
		return nil, &usageError{"使用语言模型须同时给出 --model-url 和 --model"}
	}
	price, err := flagYuan("--model-price", f.ModelPrice)
	if err != nil {
		return nil, err
	}
	day, err := flagYuan("--model-day-cost", f.ModelDayCost)
	if err != nil {
		return nil, err
	}
	if day.IsPositive() && !price.IsPositive() {
		return nil, &usageError{"--model-day-cost 要与 --model-price 一起给出"}
	}
	key, err := secret("CLAUSEWISE_MODEL_KEY")
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	m, err := openai.New(openai.Options{
		BaseURL: f.ModelURL, Model: f.Model, Key: key, LegacyMaxTokens: f.LegacyTokens,
	})
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	// A database that several processes share counts for all of them.
	spent, shared := a.store.(assistant.Spent)
	if !shared {
		spent = new(assistant.LocalSpent)
	}
	voice, err := assistant.NewVoice(
		assistant.Spare(m, rest),
		tool.Instruments(a.library.At),
		assistant.Limits{Timeout: f.ModelTimeout, Tokens: f.ModelTokens},
		assistant.NewDayBudget(assistant.Spending{Session: f.SessionTokens, Site: f.SiteTokens, Price: price, Day: day}, spent, e.now),
		e.log,
	)
	if err != nil {
		return nil, err
	}
	return s.WithVoice(voice), nil
}

func flagYuan(flag, text string) (decimal.Decimal, error) {
	if text == "" {
		return decimal.Zero, nil
	}
	v, err := decimal.NewFromString(text)
	if err != nil || v.IsNegative() {
		return v, &usageError{fmt.Sprintf("%s 应是金额（元），例如 4.5，现在是“%s”", flag, text)}
	}
	return v, nil
}
