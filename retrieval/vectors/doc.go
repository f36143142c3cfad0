// Package vectors embeds Chinese policy text with static word vectors: no
// network, no model server, the same values on every machine.
//
// A [Table] holds the words that are frequent in public statutes, each with a
// vector of a few dozen small integers and a weight (table.go, file.go). A
// text is cut into these words, the longest first (segment.go); its vector is
// their weighted mean without the direction that all texts share (embed.go).
// Rare words weigh more than common ones (SIF: Arora, Liang, Ma: A Simple but
// Tough-to-Beat Baseline for Sentence Embeddings, 2017).
//
// The table built in (words.vec) is made by the trainer in ./train from the
// texts of local regulations, which are public documents; the same texts give
// the same file, byte for byte:
//
//	make vectors TEXTS=training-texts.jsonl.gz
package vectors
