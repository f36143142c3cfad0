package access

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"iter"
	"time"
)

// Event is something that was done and must stay known.
type Event struct {
	At     time.Time
	Actor  string // a user, a token of a user, or the command line
	Action string // user.add, site.remove, proposal.approve, …
	Object string // the user, site or proposal it was done to
	Detail string // what changed, in words; never a secret
}

// Entry is an event in the log. Hash covers the entry and the hash of the one
// before, so that no entry can be changed, removed or put between others
// without all later hashes changing.
type Entry struct {
	Seq    int64     `json:"seq"` // 1, 2, 3, … without a gap
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	Object string    `json:"object,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Prev   string    `json:"prev"` // hex, 64 zeros for the first
	Hash   string    `json:"hash"` // hex
}

// Head is where a log ends. Kept outside the store, it shows later whether
// entries were cut off the end.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// firstPrev stands before the first entry.
const firstPrev = "0000000000000000000000000000000000000000000000000000000000000000"

// After is the entry of e behind last, the zero Entry where the log is empty.
// Times are kept to the microsecond.
func (e Event) After(last Entry) Entry {
	n := Entry{
		Seq: last.Seq + 1, At: time.UnixMicro(e.At.UnixMicro()).UTC(),
		Actor: e.Actor, Action: e.Action, Object: e.Object, Detail: e.Detail, Prev: last.Hash,
	}
	if last.Seq == 0 {
		n.Prev = firstPrev
	}
	n.Hash = n.sum()
	return n
}

// sum hashes the fields with their lengths, so that moving bytes between two
// of them changes it.
func (e Entry) sum() string {
	h := sha256.New()
	h.Write([]byte("clausewise-audit/1"))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(e.Seq)))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(e.At.UnixMicro())))
	for _, s := range []string{e.Actor, e.Action, e.Object, e.Detail, e.Prev} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ChainError is the first place where a log does not hold together.
type ChainError struct {
	Seq int64
	Why string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("审计记录在第%d条处断了：%s。请从备份核对这一条及以后的记录", e.Seq, e.Why)
}

// VerifyChain reads a log from its first entry and returns its end, or a
// *ChainError. Of a known earlier head, which may be zero, the entry must
// still be there.
func VerifyChain(entries iter.Seq2[Entry, error], known Head) (Head, error) {
	head := Head{Hash: firstPrev}
	for e, err := range entries {
		switch {
		case err != nil:
			return head, fmt.Errorf("读取审计记录：%w", err)
		case e.Seq < 1:
			return head, &ChainError{e.Seq, "编号从1开始，这一条是后来插在前面的"}
		case e.Seq != head.Seq+1:
			return head, &ChainError{head.Seq + 1, "这一条不见了"}
		case e.Prev != head.Hash:
			return head, &ChainError{e.Seq, "与前一条接不上"}
		case e.Hash != e.sum():
			return head, &ChainError{e.Seq, "内容被改动过"}
		case e.Seq == known.Seq && e.Hash != known.Hash:
			return head, &ChainError{e.Seq, "与另存的校验值不符"}
		}
		head = Head{e.Seq, e.Hash}
	}
	if head.Seq < known.Seq {
		return head, &ChainError{head.Seq + 1, fmt.Sprintf("另存的校验值是第%d条的，之后的记录被删去了", known.Seq)}
	}
	return head, nil
}
