package assistant

// State is what a conversation remembers: plain data, stored with each turn.
type State struct {
	// Places are the jurisdictions talked about last, by full name.
	Places []string `json:"places,omitempty"`
	// Placed says that the user named them, rather than a document that was quoted.
	Placed bool `json:"placed,omitempty"`
	// Documents talked about last, by id.
	Documents []string `json:"documents,omitempty"`
	// Compared are the documents put side by side last, by id.
	Compared []string `json:"compared,omitempty"`
	// Topic are the canonical terms of what was asked about.
	Topic []string `json:"topic,omitempty"`
	// Words are the other words that named the subject.
	Words []string `json:"words,omitempty"`
	// Claims are the rules in play with what the user has said for each, in
	// the order they came up.
	Claims []Claim `json:"claims,omitempty"`
	// Clause is the row quoted last: document and clause key.
	Clause [2]string `json:"clause,omitzero"`
	// Pending are the inputs asked back last, of Claims[0].
	Pending []string `json:"pending,omitempty"`
	// Earlier are rules that went out of play, newest first, with what was told
	// of each: the conversation may come back to them.
	Earlier []Claim `json:"earlier,omitempty"`
	// Said is the last message, and Back the state before it: what can be
	// asked alone, and undone.
	Said string `json:"said,omitempty"`
	Back *State `json:"back,omitempty"`
	// Open is a question whose city or subject was asked back; a short reply
	// completes it.
	Open string `json:"open,omitempty"`
	// Told are messages that only told something and that no question has taken
	// up yet, oldest first; Since is the conversation before the first of them,
	// nil where that is this state.
	Told  []Statement `json:"told,omitempty"`
	Since *State      `json:"since,omitempty"`
	// Question is the last question that had a topic of its own.
	Question string `json:"question,omitempty"`
	Kind     Kind   `json:"kind,omitempty"`
	Language string `json:"language,omitempty"`
	// Model is what a model had to do with the turn; for staff, nothing is
	// carried over from it.
	Model *ModelRecord `json:"model,omitempty"`
}

// Claim is a rule with the inputs the user gave for it.
type Claim struct {
	Rule   string         `json:"rule"`
	Inputs map[string]any `json:"inputs,omitempty"`
}

// Statement is a message that told something and asked nothing.
type Statement struct {
	Text string `json:"text"`
	// Of are the terms of the support that it belongs to; none where it may be
	// said of any.
	Of []string `json:"of,omitempty"`
	// Passed counts the questions since that left it aside.
	Passed int `json:"passed,omitempty"`
}

// Message is a turn of a history that is handed in rather than stored.
type Message struct {
	Role    string `json:"role"` // user | assistant
	Content string `json:"content"`
}
