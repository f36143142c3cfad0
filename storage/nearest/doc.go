// Package nearest ranks vectors by cosine similarity, in one way for every
// storage backend: the same rows give the same similarities and the same
// order, whatever found the candidates.
package nearest
