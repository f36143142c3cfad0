package intake

import (
	"strings"

	"clausewise/assistant"
)

// DeskNote checks a note before it is stored.
func DeskNote(n assistant.DeskNote) error {
	return texts("会话编号", n.Conversation, "坐席", n.By, "备注", n.Text)
}

// Taken checks who takes a conversation over.
func Taken(t assistant.Taken) error { return texts("会话编号", t.Conversation, "坐席", t.By) }

// Like is a pattern for LIKE … ESCAPE '\' that finds a text anywhere.
func Like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}
