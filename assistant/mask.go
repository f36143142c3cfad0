package assistant

import "regexp"

// Telephone, identity and bank card numbers. Amounts never have so many
// digits in a row: over 10万亿元 is refused as absurd.
var personal = regexp.MustCompile(`(?i)(\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}|[1-9][0-9]{16}[0-9x]|[0-9]{4}(?:[- ]?[0-9]{4}){3}(?:[- ]?[0-9]{1,4})?|0[0-9]{2,3}[- ][0-9]{7,8}`)

// Mask takes personal numbers out of a text that leaves for a model or a log.
func Mask(text string) string { return personal.ReplaceAllString(text, "［已隐去］") }
