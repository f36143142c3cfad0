package assistant

// Aloud writes a text as it is read out on the telephone, numbers and dates in
// words: what staff read to a caller.
func Aloud(text, language string) string { return aloud(text, language) }
