package intake

import "crypto/rand"

// Pulse is what a store writes to learn whether it can write: so many bytes
// that do not compress.
func Pulse(size int) []byte {
	filler := make([]byte, size)
	_, _ = rand.Read(filler) // it never fails
	return filler
}
