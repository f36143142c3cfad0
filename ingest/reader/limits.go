package reader

import "time"

// The bounds of reading one file. They are far above any policy document and
// far below what would hurt a small machine that serves questions meanwhile.
const (
	// MaxSource is the largest file that is read, in bytes. The longest
	// compilations of statutes have about 10 MB; more is pictures.
	MaxSource = 32 << 20

	// MaxText is the largest text that a file may hold, in bytes. It is what
	// MaxSource is to plain text, so that no format can hold more.
	MaxText = MaxSource

	// MaxTime bounds the reading of one file. The slowest real files, PDFs of
	// a thousand pages, take a few seconds.
	MaxTime = 30 * time.Second

	// maxParts is how many files an archive may list. Word documents have
	// dozens, with every picture counted.
	maxParts = 10000

	// maxPart is the largest unpacked part of a Word document that is read:
	// the markup around a text is five to twenty times the text.
	maxPart = 128 << 20

	// maxRun is how long markup may go on without a tag. A decoder holds such
	// a stretch in memory several times; a paragraph has some thousands.
	maxRun = 4 << 20

	// maxRatio is how many times a part may be larger than it is packed.
	// Markup packs to a tenth or a twentieth, a bomb to a thousandth. Parts
	// below freePart are read whatever their ratio.
	maxRatio = 100
	freePart = 4 << 20

	// maxNesting is how deep markup may nest. Word stops at some hundred.
	maxNesting = 2000
)
