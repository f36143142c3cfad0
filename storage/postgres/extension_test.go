package postgres

import (
	"errors"
	"strings"
	"testing"
)

func TestExtensionCheck(t *testing.T) {
	for _, tt := range []struct {
		name string
		have extension
		says []string // nil for fit
		worn bool
	}{
		{"in the database", extension{17, "0.8.4", "0.8.4"}, nil, false},
		{"newer", extension{17, "1.0", "1.0"}, nil, false},
		{"for tests only", extension{17, "0.8.0", "0.8.0"}, nil, true},
		{"available", extension{17, "0.8.1", ""}, nil, false},
		{"none", extension{15, "", ""}, []string{"postgresql-15-pgvector", "安装"}, false},
		{"available but old", extension{16, "0.6.0", ""}, []string{"0.6.0", "升级"}, false},
		{"old in the database", extension{16, "0.7.4", "0.7.4"}, []string{"0.7.4", "ALTER EXTENSION vector UPDATE;", "先升级服务器"}, true},
		{"old in the database, new on the server", extension{16, "0.8.4", "0.7.4"}, []string{"0.7.4", "0.8.4", "ALTER EXTENSION vector UPDATE;"}, true},
		{"unreadable", extension{16, "x", "x"}, []string{"0.8.0"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.have.check("policy")
			if tt.says == nil && err != nil {
				t.Fatal(err)
			}
			for _, words := range tt.says {
				if err == nil || !errors.Is(err, ErrExtension) || !strings.Contains(err.Error(), words) {
					t.Errorf("error %v, want one that says %q", err, words)
				}
			}
			if tt.have.worn() != tt.worn {
				t.Errorf("worn is %v", !tt.worn)
			}
		})
	}
}
