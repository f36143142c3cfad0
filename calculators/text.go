package calculators

import "clausewise/retrieval/hanzi"

// Languages that labels are written in.
const (
	Simplified  = "zh-Hans"
	Traditional = "zh-Hant"
	English     = "en"
)

// Text is wording of ours (never a quote) in Chinese and, where given, English.
type Text struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en,omitempty" json:"en,omitempty"`
}

// In is the text in a language; Chinese where there is no English.
func (t Text) In(language string) string {
	switch {
	case language == English && t.En != "":
		return t.En
	case language == Traditional:
		return hanzi.ToTraditional(t.Zh)
	}
	return t.Zh
}

// IsZero reports whether there is no text at all.
func (t Text) IsZero() bool { return t == Text{} }
