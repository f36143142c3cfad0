package assistant

import "clausewise/calculators"

// Kind says what sort of answer it is.
type Kind string

// The kinds of design.md §5.
const (
	Calculation   Kind = "calculation"
	Lookup        Kind = "lookup"
	Eligibility   Kind = "eligibility"
	Comparison    Kind = "comparison"
	Target        Kind = "target"
	Deadline      Kind = "deadline"
	Definition    Kind = "definition"
	Procedure     Kind = "procedure"
	Status        Kind = "status"
	Clarification Kind = "clarification"
	NoAnswer      Kind = "no_answer"
	Refusal       Kind = "refusal"
	Chat          Kind = "chat"
)

// Answer is the only answer type; every channel carries it as this JSON.
type Answer struct {
	ID           string `json:"id"`
	Conversation string `json:"conversation,omitempty"`
	Question     string `json:"question"`
	AsOf         string `json:"as_of"`    // the day the answer holds for, Asia/Shanghai
	Language     string `json:"language"` // zh-Hans, zh-Hant, en
	Kind         Kind   `json:"kind"`
	Text         string `json:"text"` // the whole answer as a person reads it, plain text
	// Short is the answer in a few sentences, for the widget: the conclusion,
	// the status of its document and what is asked back. Text on demand.
	Short string `json:"short,omitempty"`
	// Spoken is Short as it is read out on the telephone: numbers and dates in
	// words, nothing that needs to be seen.
	Spoken string `json:"spoken,omitempty"`
	// Departments are the offices in charge of the clause the answer rests on,
	// as the document names them.
	Departments []string `json:"departments,omitempty"`
	// Contacts are how the office is reached and where one applies, of the
	// clauses the answer rests on, where the office has entered them.
	Contacts    []Contact            `json:"contacts,omitempty"`
	Results     []calculators.Result `json:"results,omitempty"`
	Quotes      []calculators.Quote  `json:"quotes,omitempty"`
	Notices     []Notice             `json:"notices,omitempty"`
	Questions   []Question           `json:"questions,omitempty"`
	Suggestions []string             `json:"suggestions,omitempty"`
	// Carried says what was taken over from earlier turns, for people.
	Carried []string `json:"carried,omitempty"`
	// Worked are the sums by which figures of the message became those that the
	// answer rests on; Text shows them.
	Worked []Working `json:"-"`
	// Prose is the part of Text that a model wrote, for channels to mark it.
	Prose *Prose `json:"prose,omitempty"`
	// Brief says that a model should have had a part and had none.
	Brief   bool   `json:"brief,omitempty"`
	Receipt string `json:"receipt,omitempty"`
	// Staff names who of the office wrote Text, for channels to mark it: it is
	// a person's word, and no answer of the assistant.
	Staff string `json:"staff,omitempty"`
}

// Contact is what the office entered for a document or one of its clauses.
type Contact struct {
	Document string `json:"document"`
	Clause   string `json:"clause,omitempty"` // clause key; the whole document where empty
	Office   string `json:"office,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Link     string `json:"link,omitempty"` // where one applies
}

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	NoticeDraft      NoticeKind = "draft"
	NoticeExpired    NoticeKind = "expired"
	NoticeNotYet     NoticeKind = "not_yet_in_force"
	NoticeIncomplete NoticeKind = "incomplete_source"
	NoticeCap        NoticeKind = "cap"
	NoticeOtherCity  NoticeKind = "other_city"
	NoticeUnit       NoticeKind = "unit"
	NoticePeriod     NoticeKind = "period"
)

// Notice is something that must be known beside the answer.
type Notice struct {
	Kind NoticeKind `json:"kind"`
	Text string     `json:"text"`
}

// Question is what the assistant asks back.
type Question struct {
	Input   string   `json:"input"` // input or condition id; "place" for the city
	Text    string   `json:"text"`
	Choices []string `json:"choices,omitempty"`
}
