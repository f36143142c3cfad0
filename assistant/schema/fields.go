package schema

import (
	_ "embed"
	"strings"
)

//go:embed fields.txt
var fieldsText string

// fieldTexts reads what the fields of shared types mean, by package, type and
// JSON name.
func fieldTexts() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(fieldsText) {
		if name, text, ok := strings.Cut(strings.TrimSpace(line), " = "); ok && !strings.HasPrefix(name, "#") {
			out[name] = text
		}
	}
	return out
}
