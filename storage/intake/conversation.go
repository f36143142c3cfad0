package intake

import (
	"encoding/json"
	"errors"
	"fmt"

	"clausewise/assistant"
)

// ErrTurn is returned for a conversation, turn or vote that makes no sense.
var ErrTurn = errors.New("not a turn")

// Conversation checks c.
func Conversation(c assistant.Conversation) error {
	if c.ID == "" {
		return fmt.Errorf("会话没有编号: %w", ErrTurn)
	}
	return texts("会话编号", c.ID, "站点名", c.Site, "语言", c.Language)
}

// Turn checks t and returns the id of its answer, "" where there is none.
func Turn(t assistant.Turn) (answerID string, err error) {
	if err := texts("会话编号", t.Conversation, "提问编号", t.Request, "问题", t.Question,
		"答复", string(t.Answer), "对话状态", string(t.State)); err != nil {
		return "", err
	}
	if len(t.State) > 0 && !json.Valid(t.State) {
		return "", fmt.Errorf("对话状态不是 JSON: %w", ErrTurn)
	}
	if r := t.Receipt; r != nil {
		if r.ID == "" || r.Answer == "" || len(r.Data) == 0 {
			return "", fmt.Errorf("答复凭证不完整: %w", ErrTurn)
		}
		if err := texts("凭证编号", r.ID, "答复编号", r.Answer); err != nil {
			return "", err
		}
	}
	if len(t.Answer) == 0 {
		return "", nil
	}
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(t.Answer, &answer); err != nil {
		return "", fmt.Errorf("答复不是 JSON 对象（%w）: %w", err, ErrTurn)
	}
	return answer.ID, text("答复编号", answer.ID)
}

// Feedback checks f.
func Feedback(f assistant.Feedback) error {
	if f.Vote != 1 && f.Vote != -1 {
		return fmt.Errorf("评价只能是 +1 或 −1，收到的是 %d: %w", f.Vote, ErrTurn)
	}
	return texts("答复编号", f.Answer, "评价留言", f.Comment)
}

// Handoff checks h.
func Handoff(h assistant.Handoff) error {
	if h.ID == "" || h.Request == "" || h.Question == "" || h.Contact == "" {
		return fmt.Errorf("留言缺少编号、内容或联系方式: %w", ErrTurn)
	}
	return texts("留言编号", h.ID, "会话编号", h.Conversation, "提交编号", h.Request, "答复编号", h.Answer, "站点名", h.Site,
		"语言", h.Language, "留言", h.Question, "称呼", h.Name, "联系方式", h.Contact)
}

// Finish checks what is noted of a handoff that was dealt with.
func Finish(by, note string) error { return texts("处理人", by, "处理记录", note) }
