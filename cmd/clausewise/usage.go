package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// errHelp ends parsing after the help was printed.
var errHelp = errors.New("help was asked for")

// helpFlag prints the help in Chinese; kong's own is English.
type helpFlag bool

// BeforeReset runs when the flag is met, before anything is validated.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := printHelp(ctx.Stdout, ctx); err != nil {
		return err
	}
	return errHelp
}

// IgnoreDefault keeps the hook from running without the flag.
func (helpFlag) IgnoreDefault() {}

func printHelp(w io.Writer, ctx *kong.Context) error {
	var b strings.Builder
	node := ctx.Selected()
	if node == nil {
		fmt.Fprintf(&b, "%s\n\n用法：clausewise <命令> [参数] [选项]\n\n命令：\n", ctx.Model.Help)
		var rows [][2]string
		for _, c := range ctx.Model.Children {
			rows = append(rows, [2]string{c.Name, c.Help})
		}
		columns(&b, rows)
		b.WriteString("\n选项：\n")
		columns(&b, flagRows(ctx.Model.Flags))
		b.WriteString("\n每个选项也可用括号中的环境变量设置。运行 clausewise <命令> --help 查看该命令的用法。\n")
	} else {
		fmt.Fprintf(&b, "%s\n\n用法：clausewise %s", node.Help, commandPath(node))
		if len(node.Children) > 0 {
			b.WriteString(" <命令>")
		}
		for _, p := range node.Positional {
			fmt.Fprintf(&b, " %s", strings.ReplaceAll(p.Summary(), " ...", "…"))
		}
		b.WriteString(" [选项]\n")
		if node.Detail != "" {
			fmt.Fprintf(&b, "\n%s\n", node.Detail)
		}
		var rows [][2]string
		for _, p := range node.Positional {
			rows = append(rows, [2]string{p.Name, p.Help})
		}
		if len(node.Children) > 0 {
			var commands [][2]string
			for _, c := range node.Children {
				commands = append(commands, [2]string{c.Name, c.Help})
			}
			b.WriteString("\n命令：\n")
			columns(&b, commands)
		}
		if len(rows) > 0 {
			b.WriteString("\n参数：\n")
			columns(&b, rows)
		}
		b.WriteString("\n选项：\n")
		var flags []*kong.Flag
		for _, level := range node.AllFlags(true) {
			flags = append(flags, level...)
		}
		columns(&b, flagRows(flags))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// commandPath is a command with those it belongs to: user add.
func commandPath(node *kong.Node) string {
	if node.Parent == nil || node.Parent.Parent == nil {
		return node.Name
	}
	return commandPath(node.Parent) + " " + node.Name
}

func flagRows(flags []*kong.Flag) [][2]string {
	var rows [][2]string
	for _, f := range flags {
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		if !f.IsBool() {
			name += "=" + f.FormatPlaceHolder()
		}
		help := f.Help
		if len(f.Envs) > 0 {
			help += "（" + strings.Join(f.Envs, "，") + "）"
		}
		rows = append(rows, [2]string{name, help})
	}
	return rows
}

// columns writes two columns; the left one is ASCII.
func columns(b *strings.Builder, rows [][2]string) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	for _, r := range rows {
		fmt.Fprintf(b, "  %-*s  %s\n", width, r[0], r[1])
	}
}

// parserWords are the messages of the command line parser that users meet.
var parserWords = []struct {
	english *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (?:one of )?(.+)\?$`), "没有选项 $1，是不是 $2"},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "没有选项 $1"},
	{regexp.MustCompile(`^unexpected argument (\S+), did you mean (?:one of )?(.+)\?$`), "多出了“$1”，是不是 $2"},
	{regexp.MustCompile(`^unexpected argument (\S+)$`), "多出了“$1”"},
	{regexp.MustCompile(`^expected one of .*$`), "没有写命令"},
	{regexp.MustCompile(`^expected "<([^>. ]+)[^"]*"$`), "缺少参数 $1"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "缺少选项 $1"},
	{regexp.MustCompile(`^--([\w-]+): expected .* but got "([^"]*)".*$`), "选项 --$1 的值“$2”不对"},
	{regexp.MustCompile(`^--([\w-]+): .*$`), "选项 --$1 的值不对"},
}

// inChinese says what the parser found wrong; what it has no words for is
// left as it is.
func inChinese(err error) string {
	for _, w := range parserWords {
		if w.english.MatchString(err.Error()) {
			return strings.ReplaceAll(w.english.ReplaceAllString(err.Error(), w.chinese), `"`, "")
		}
	}
	return err.Error()
}
