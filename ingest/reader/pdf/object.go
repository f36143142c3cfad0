package pdf

// object is one of nil, bool, float64, name, text, array, dict, ref, *stream
// or, in content streams, operator.
type object any

type (
	name     string
	text     string // a string object: bytes, not characters
	array    []object
	dict     map[name]object
	operator string
	ref      struct{ num, gen int }
)

// stream is a stream object with its bytes as they stand in the file.
type stream struct {
	dict dict
	raw  []byte
	id   ref
	// plain marks a stream that is not encrypted in an encrypted file.
	plain bool
}
