package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5/pgproto3"

	"clausewise/assistant/openai/scripted"
)

// The secrets the tests hand in. None may come out anywhere.
const (
	leakedDatabase = "Db-5ecret-9f2"
	leakedModel    = "sk-Model-5ecret-7c1"
	leakedEmbed    = "sk-Embed-5ecret-3b8"
	leakedOpenID   = "Oid-5ecret-6a4"
)

func withoutSecrets(t *testing.T, where, text string, secrets ...string) {
	t.Helper()
	for _, s := range append(secrets, leakedDatabase, leakedModel, leakedEmbed, leakedOpenID) {
		if at := strings.Index(text, s); at >= 0 {
			t.Errorf("%s holds %s: …%s", where, s, text[max(0, at-200):min(len(text), at+len(s)+50)])
		}
	}
}

func setSecrets(t *testing.T) {
	t.Helper()
	t.Setenv("CLAUSEWISE_MODEL_KEY", leakedModel)
	t.Setenv("CLAUSEWISE_EMBED_KEY", leakedEmbed)
	t.Setenv("CLAUSEWISE_OPENID_SECRET", leakedOpenID)
}

// TestNoSecretIsAFlag looks at every flag of every command: a command line is
// visible to every user of a machine, and help shows what a flag is set to.
func TestNoSecretIsAFlag(t *testing.T) {
	setSecrets(t)
	t.Setenv("CLAUSEWISE_DATABASE_URL", "postgres://u:"+leakedDatabase+"@127.0.0.1:1/none")
	var c cli
	parser, err := kong.New(&c, kong.NoDefaultHelp())
	if err != nil {
		t.Fatal(err)
	}
	secretive := regexp.MustCompile(`(?i)(key|secret|password|token)s?(-file)?$`)
	harmless := map[string]bool{ // these count tokens, or name a file of public keys
		"keys":        true,
		"limit-token": true, "model-tokens": true, "model-session-tokens": true, "model-site-tokens": true, "model-legacy-max-tokens": true,
	}
	commands := 0
	var walk func(n *kong.Node, path []string)
	walk = func(n *kong.Node, path []string) {
		for _, f := range n.Flags {
			if secretive.MatchString(f.Name) && !harmless[f.Name] && f.Target.Kind() != reflect.Bool {
				t.Errorf("%v takes a secret by --%s", path, f.Name)
			}
		}
		help := try(t, "", append(path, "--help")...)
		if help.code != 0 || help.stdout == "" {
			t.Errorf("%v --help: %+v", path, help)
		}
		commands++
		withoutSecrets(t, fmt.Sprintf("%v --help", path), help.stdout+help.stderr)
		for _, child := range n.Children {
			walk(child, append(path[:len(path):len(path)], child.Name))
		}
	}
	walk(parser.Model.Node, nil)
	if commands < 30 {
		t.Errorf("only %d commands were seen", commands)
	}
}

// refusingDatabase speaks PostgreSQL just far enough to refuse a password.
func refusingDatabase(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close()
				b := pgproto3.NewBackend(conn, conn)
				for {
					m, err := b.ReceiveStartupMessage()
					if err != nil {
						return
					}
					if _, ok := m.(*pgproto3.StartupMessage); ok {
						break
					}
					if _, err := conn.Write([]byte("N")); err != nil { // no TLS
						return
					}
				}
				b.Send(&pgproto3.AuthenticationCleartextPassword{})
				if b.Flush() != nil || b.SetAuthType(pgproto3.AuthTypeCleartextPassword) != nil {
					return
				}
				m, err := b.Receive()
				p, ok := m.(*pgproto3.PasswordMessage)
				if err != nil || !ok || p.Password != leakedDatabase {
					return
				}
				b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "28P01", Message: `password authentication failed for user "u"`})
				_ = b.Flush()
			})
		}
	})
	return l.Addr().String()
}

// TestDatabasePasswordStaysIn lets commands fail at the database in every way.
func TestDatabasePasswordStaysIn(t *testing.T) {
	setSecrets(t)
	refusing := refusingDatabase(t)
	for _, tt := range []struct{ name, url, says string }{
		{"wrong password", "postgres://u:" + leakedDatabase + "@" + refusing + "/db", "拒绝了用户 u"},
		{"nobody listens", "postgres://u:" + leakedDatabase + "@127.0.0.1:1/db?connect_timeout=1", "127.0.0.1:1"},
		{"no such host", "postgres://u:" + leakedDatabase + "@none.invalid/db?connect_timeout=1", "none.invalid"},
		{"port that is none", "postgres://u:" + leakedDatabase + "@localhost:port/db", ""},
		{"no address at all", "u:" + leakedDatabase + "@localhost", ""},
		{"password with a slash", "postgres://u:/" + leakedDatabase + "@localhost/db", ""},
		{"password with a percent sign", "postgres://u:%zz" + leakedDatabase + "@localhost/db", ""},
		{"password with a hash", "postgres://u:#" + leakedDatabase + "@localhost/db", ""},
		{"unknown setting", "postgres://u:" + leakedDatabase + "@" + refusing + "/db?sslmode=perhaps", ""},
		{"words", "host=127.0.0.1 port=1 user=u password=" + leakedDatabase + " connect_timeout=1", ""},
		{"words with a port that is none", "host=127.0.0.1 user=u port=x password=" + leakedDatabase, ""},
		{"words that are not closed", "host=127.0.0.1 user=u password='" + leakedDatabase, ""},
		{"another scheme", "mysql://u:" + leakedDatabase + "@localhost/db", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "url")
			if err := os.WriteFile(file, []byte(tt.url+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv("CLAUSEWISE_DATABASE_URL_FILE", file)
			for _, args := range [][]string{
				{"migrate"}, {"ask", "--json", "x"}, {"user", "list"}, {"audit"}, {"serve", "--addr", "127.0.0.1:0"}, {"backup", filepath.Join(t.TempDir(), "b.db")},
			} {
				c := try(t, "", append(args, "--log-level", "debug")...)
				if c.code == 0 {
					t.Errorf("%v went well: %s", args, c.stdout)
				}
				if args[0] == "migrate" && !strings.Contains(c.stderr, tt.says) {
					t.Errorf("%v says %s", args, c.stderr)
				}
				withoutSecrets(t, args[0], c.stdout+c.stderr)
			}
		})
	}
}

// TestSecretsStayInTheService lets a model and an embedder refuse their keys,
// repeating them, and people sign in, rightly and wrongly. Nothing of it is in
// the log at its most talkative, in traces, metrics or answers.
func TestSecretsStayInTheService(t *testing.T) {
	setSecrets(t)
	var mu sync.Mutex
	var spans bytes.Buffer
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			if z, err := gzip.NewReader(r.Body); err == nil {
				body = z
			}
		}
		data, _ := io.ReadAll(body)
		mu.Lock()
		defer mu.Unlock()
		spans.Write(data)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)

	data := t.TempDir()
	if c := try(t, testPassword+"\n", "user", "add", "admin", "--role", "admin", "--data", data, "--log-level", "debug"); c.code != 0 {
		t.Fatal(c.stderr)
	}
	refusal := scripted.Step{Status: http.StatusUnauthorized, Raw: `{"error":{"message":"Incorrect API key provided: ` + leakedModel + `","code":"invalid_api_key"}}`}
	model := scripted.New(t, scripted.Script{Turns: []scripted.Step{refusal}, Streams: []scripted.Step{refusal}})
	withUser := func(address string) string {
		return strings.Replace(address, "http://", "http://u:"+leakedModel+"@", 1)
	}
	for _, address := range []string{model.URL, withUser(model.URL), withUser("http://127.0.0.1:1/v1"), "http://u:" + leakedModel + "@127.0.0.1:port/v1", "u:" + leakedModel + "@127.0.0.1/v1"} {
		t.Setenv("CLAUSEWISE_MODEL_URL", address)
		if strings.Contains(address, ":port") || !strings.HasPrefix(address, "http") {
			c := try(t, "", "serve", "--addr", "127.0.0.1:0", "--data", data, "--model", "m")
			if c.code != exitUsage {
				t.Error("an address that is none was taken")
			}
			withoutSecrets(t, "serve", c.stdout+c.stderr)
			continue
		}
		s := serve(t, "--data", data, "--model", "m", "--log-level", "debug", "--log-format", "json")
		frames := string(s.say(s.dial(), "1", granted).frames)
		if !strings.Contains(frames, "29万元") {
			t.Errorf("%s: no answer without the model: %s", address, frames)
		}
		b := newBrowser(t, s)
		const wrong = "Wrong-5ecret-1d0 密码"
		if status, body := b.do("POST", "/api/v1/session", `{"name":"admin","password":"`+wrong+`"}`); status != http.StatusUnauthorized || strings.Contains(body, wrong) {
			t.Errorf("a wrong password: %d %s", status, body)
		}
		_, _ = b.do("POST", "/api/v1/session", `{"name":"admin","password":"`+wrong) // cut off
		b.signIn("admin")
		r, err := http.NewRequest("GET", s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		session := b.client.Jar.Cookies(r.URL)[0].Value
		_, text := b.do("POST", "/api/v1/tokens", `{"name":"日报","scopes":["audit.read"],"days":30}`)
		var token struct{ Secret string }
		if err := json.Unmarshal([]byte(text), &token); err != nil || token.Secret == "" {
			t.Fatalf("token: %s", text)
		}
		const forged = "cw_forged-5ecret-8e7"
		for _, secret := range []string{token.Secret, forged} {
			program := newBrowser(t, s)
			program.token = secret
			program.do("GET", "/api/v1/audit?token="+secret, "")
			program.do("GET", "/api/v1/none?password="+secret, "")
		}
		_, audit := b.do("GET", "/api/v1/audit", "")
		metrics := s.get("/metrics")
		s.end()
		mu.Lock()
		traces := spans.String()
		mu.Unlock()
		if !strings.Contains(traces, "POST /api/v1/session") || !strings.Contains(s.stderr.String(), `"msg":"request"`) {
			t.Error("no traces or no log to look at")
		}
		for where, text := range map[string]string{"the log": s.stderr.String(), "traces": traces, "metrics": metrics, "frames": frames, "the audit log": audit} {
			withoutSecrets(t, where+" with "+address, text, testPassword, wrong, session, token.Secret, forged)
		}
	}
	if got := len(model.Requests()); got == 0 {
		t.Error("the model was not asked")
	}
	// An embedder that refuses its key, before anything is served.
	embedder := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+leakedEmbed {
			t.Errorf("the embedder got %q", r.Header.Get("Authorization"))
		}
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":{"message":"Incorrect API key provided: %s"}}`, leakedEmbed)
	}))
	defer embedder.Close()
	c := try(t, "", "ask", "--data", t.TempDir(), "--embed-url", embedder.URL, "--embed-model", "m", "--log-level", "debug", "苏州独立站花了85万补多少")
	withoutSecrets(t, "with an embedder", c.stdout+c.stderr)
	if !strings.Contains(c.stdout+c.stderr, "401") {
		t.Errorf("the embedder's refusal is not told: %+v", c)
	}
}
