package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
	"clausewise/web"
)

// cli is the whole command line.
type cli struct {
	Help      helpFlag `name:"help" short:"h" help:"显示帮助"`
	LogLevel  string   `name:"log-level" env:"CLAUSEWISE_LOG_LEVEL" placeholder:"LEVEL" help:"日志级别：debug、info、warn、error；默认 warn，serve 默认 info"`
	LogFormat string   `name:"log-format" env:"CLAUSEWISE_LOG_FORMAT" default:"text" enum:"text,json" placeholder:"FORMAT" help:"日志格式：text 或 json（每行一个对象，便于收集）"`

	Serve     serveCmd     `cmd:"" help:"启动服务：网页、聊天组件和接口"`
	Ask       askCmd       `cmd:"" help:"提一个问题；不带参数时从标准输入逐行读 JSON"`
	Calculate calculateCmd `cmd:"" help:"按一条规则测算；不带参数时从标准输入逐行读 JSON"`
	Profile   profileCmd   `cmd:"" help:"一次写明企业的情况，看哪些规则可以享受、合计多少"`
	Compare   compareCmd   `cmd:"" help:"同样的情况在各城市能享受什么，逐项并列"`
	WhatIf    whatIfCmd    `cmd:"" name:"what-if" help:"金额随一个输入怎样变化，要得到一个金额最少要多少"`
	Rules     rulesCmd     `cmd:"" help:"列出规则：要问什么、参数和引文"`
	Search    searchCmd    `cmd:"" help:"检索条款；不带参数时从标准输入逐行读 JSON"`
	Clauses   clausesCmd   `cmd:"" help:"列出文件的条款；给出本地文件时不入库"`
	Ingest    ingestCmd    `cmd:"" help:"把政策包或文件装入资料库"`
	Embed     embedCmd     `cmd:"" help:"换了向量模型后，为全部条款重新生成向量"`
	Lint      lintCmd      `cmd:"" help:"检查政策文本：没填完的日期、说不清的门槛、编号缺漏等"`
	Diff      diffCmd      `cmd:"" help:"逐条比较两份文本或两个版本"`
	Affected  affectedCmd  `cmd:"" help:"列出依据的条款后来有了变化的答复"`
	Export    exportCmd    `cmd:"" help:"把资料库里的政策包写回成文件"`
	Proposal  proposalCmd  `cmd:"" help:"双人审核：等待核准的规则改动"`
	Check     checkCmd     `cmd:"" help:"核对政策包：参数与引文、算例"`
	Eval      evalCmds     `cmd:"" help:"打分：测算题和问答题，或检索"`
	Backup    backupCmd    `cmd:"" help:"备份内置数据库"`
	Restore   restoreCmd   `cmd:"" help:"用备份恢复内置数据库"`
	User      userCmd      `cmd:"" help:"管理用户：添加、角色、密码、停用"`
	Audit     auditCmd     `cmd:"" help:"核对审计记录的哈希链"`
	Token     tokenCmd     `cmd:"" help:"管理接口令牌：发放、列出、撤销"`
	MCP       mcpCmd       `cmd:"" name:"mcp" help:"经标准输入输出提供 MCP 工具"`
	Verify    verifyCmd    `cmd:"" help:"核验答复凭证：验签名，重算，说明哪里不同"`
	Keys      keysCmd      `cmd:"" help:"列出签凭证的公钥，或换新密钥"`
	Migrate   migrateCmd   `cmd:"" help:"建立或升级数据库结构"`
	Version   versionCmd   `cmd:"" help:"显示版本"`
}

// outputFlags are those of every command.
type outputFlags struct {
	JSON bool `name:"json" help:"输出 JSON"`
}

// storeFlags say where the library is and what is loaded into it.
type storeFlags struct {
	Data        string `name:"data" env:"CLAUSEWISE_DATA" placeholder:"DIR" help:"数据目录（内置数据库）；默认 $XDG_DATA_HOME/clausewise 或 ~/.local/share/clausewise"`
	DatabaseURL string `name:"database-url" env:"CLAUSEWISE_DATABASE_URL" placeholder:"URL" help:"改用 PostgreSQL（需 pgvector）：postgres://…"`
	ReplicaURL  string `name:"replica-url" env:"CLAUSEWISE_REPLICA_URL" placeholder:"URL" help:"PostgreSQL 只读副本：相近条款的检索改由它承担，落后或连不上时回到主库"`
	Policies    string `name:"policies" env:"CLAUSEWISE_POLICIES" placeholder:"DIR" help:"另外装入这个目录中的政策包"`
	EmbedURL    string `name:"embed-url" env:"CLAUSEWISE_EMBED_URL" placeholder:"URL" help:"外部向量服务地址（OpenAI 兼容）；默认用内置向量"`
	EmbedModel  string `name:"embed-model" env:"CLAUSEWISE_EMBED_MODEL" placeholder:"NAME" help:"外部向量模型名"`
	// The key is no flag: command lines are visible to every user.
	EmbedKey string `kong:"-"`
}

// dataDir is the data directory in force.
func (f storeFlags) dataDir() (string, error) {
	if f.Data != "" {
		return f.Data, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "clausewise"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("找不到用户目录，请用 --data 指定数据目录：%w", err)
	}
	return filepath.Join(home, ".local", "share", "clausewise"), nil
}

// dayFlags set the day of the question.
type dayFlags struct {
	AsOf string `name:"as-of" env:"CLAUSEWISE_AS_OF" placeholder:"DATE" help:"按哪一天回答，如 2026-11-21；默认今天（北京时间）"`
}

// day is the day in force; otherwise where none was given.
func (f dayFlags) day(otherwise quantity.Date) (quantity.Date, error) {
	if f.AsOf == "" {
		return otherwise, nil
	}
	d, err := quantity.ParseDate(f.AsOf)
	if err != nil {
		return d, &usageError{fmt.Sprintf("--as-of 的日期“%s”不对，应写成 2026-11-21 这样", f.AsOf)}
	}
	return d, nil
}

// environment is what a command may touch of the world.
type environment struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
	// level is nil where the user has set one; a service sets its own.
	level *slog.LevelVar
	now   func() time.Time
	waits waits
}

// waits are how long the program waits for what may be slow. Zero values take
// the defaults.
type waits struct {
	service web.Timing    // what a service lets take
	end     time.Duration // a stopping service, for the questions in flight and its last spans
	vectors time.Duration // a search, for the embedder and the store's vectors
	past    time.Duration // a question, for the library of an earlier day
	writer  time.Duration // the embedded store, for another process's writer
}

// unhurried is for what is scored or compared: it has to come out the same
// however slow the machine is. A search that gives its vectors up ranks by
// words alone.
var unhurried = waits{
	service: web.Timing{
		Turn: atLeisure, Store: atLeisure, Write: atLeisure, Pong: atLeisure, Header: atLeisure, Request: atLeisure,
	},
	end: atLeisure, vectors: atLeisure, past: atLeisure, writer: atLeisure,
}

const atLeisure = 10 * time.Minute

func (e *environment) today() quantity.Date { return assistant.Today(e.now()) }

// run is the program: everything main does but exit.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return runAt(ctx, time.Now, waits{}, args, stdin, stdout, stderr)
}

// runAt is the program by the clock now, with deadlines of its own.
func runAt(ctx context.Context, now func() time.Time, waits waits, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	var c cli
	database, err := secret("CLAUSEWISE_DATABASE_URL")
	if err != nil {
		return &usageError{err.Error()}
	}
	parser, err := kong.New(&c,
		kong.Name("clausewise"),
		kong.Description("条款通：依据政策原文回答问题，逐条引用，逐步测算。"),
		kong.NoDefaultHelp(),
		kong.Resolvers(databaseFlag(database)),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) {}),
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	switch {
	case errors.Is(err, errHelp):
		return nil
	case err != nil:
		return &usageError{inChinese(err)}
	}
	level := new(slog.LevelVar)
	level.Set(slog.LevelWarn)
	if c.LogLevel != "" {
		if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
			return &usageError{fmt.Sprintf("--log-level 不能是“%s”，可用 debug、info、warn、error", c.LogLevel)}
		}
	}
	key, err := secret("CLAUSEWISE_EMBED_KEY")
	if err != nil {
		return &usageError{err.Error()}
	}
	c.Serve.EmbedKey, c.Ask.EmbedKey, c.Calculate.EmbedKey, c.Rules.EmbedKey = key, key, key, key
	c.Search.EmbedKey, c.Ingest.EmbedKey, c.Embed.EmbedKey, c.Eval.Cases.EmbedKey = key, key, key, key
	c.Lint.EmbedKey, c.Diff.EmbedKey = key, key
	c.Affected.EmbedKey, c.Export.EmbedKey = key, key
	c.Verify.EmbedKey, c.MCP.EmbedKey = key, key
	c.Profile.EmbedKey, c.Compare.EmbedKey, c.WhatIf.EmbedKey = key, key, key
	e := &environment{
		ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: now, waits: waits,
		log: slog.New(logHandler(c.LogFormat, stderr, level)),
	}
	if c.LogLevel == "" {
		e.level = level
	}
	return command.Run(e)
}

// logHandler writes the log in a format.
func logHandler(format string, w io.Writer, level slog.Leveler) slog.Handler {
	o := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.NewJSONHandler(w, o)
	}
	return slog.NewTextHandler(w, o)
}
