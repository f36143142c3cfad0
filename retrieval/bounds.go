package retrieval

import "math"

// What a posting is worth depends on its count and on its entry's norm. A
// search first adds up bounds of that, read from a table by classes of both, in
// steps of so many points that a sum fits 16 bits: the sums of a stretch then
// fit the nearest cache, and next to no entry need be scored.

const (
	// countClasses are the counts 0 to 6, and 7 or more.
	countClasses = 8
	// normClasses are sixteen to an octave, from 1/4 to 4 and beyond: within
	// one, what postings are worth differs by 3% at most.
	normClasses    = 64
	normClassShift = 19 // bits of a float32 below the class
	firstNormClass = 0x3E800000 >> normClassShift

	// mostBounded is for how many terms of a query bounds are added up, those
	// that weigh most; of each the bound is up to a step too high.
	mostBounded = 1 << 14
	// tableFrom is from how many postings on a table of bounds pays.
	tableFrom = 1 << 10
)

// bounds are steps by class of count and class of norm.
type bounds [countClasses * normClasses]uint16

// of is the bound of a posting.
func (b *bounds) of(count, class uint8) uint16 {
	return b[(uint(min(count, countClasses-1))*normClasses+uint(class))%uint(len(b))]
}

func normClass(norm float32) uint8 {
	return uint8(min(max(int(math.Float32bits(norm)>>normClassShift)-firstNormClass, 0), normClasses-1))
}

// bestSaturations are the most that postings of the classes are saturated.
var bestSaturations = func() (best [countClasses * normClasses]float32) {
	for count := 1; count < countClasses; count++ {
		for class := range normClasses {
			norm := math.Float32frombits(uint32(class+firstNormClass) << normClassShift)
			if class == 0 {
				norm = 0
			}
			most := uint8(count)
			if count == countClasses-1 {
				most = math.MaxUint8
			}
			best[count*normClasses+class] = saturation(most, norm)
		}
	}
	return best
}()

// scale is how many points a step has.
type scale struct {
	step    int64
	perStep float64 // 1 ÷ step
}

// scaleOf is the finest scale in which the bounds of the terms sum up to 16
// bits.
func scaleOf(terms []term) scale {
	terms = terms[:min(len(terms), mostBounded)]
	total := int64(0)
	for _, t := range terms {
		total += t.pointsAt(1)
	}
	step := total/int64(math.MaxUint16-len(terms)) + 1
	return scale{step, 1 / float64(step)}
}

// over is a number of steps that so many points do not exceed, one too many at
// most.
func (s scale) over(points int64) uint16 { return uint16(float64(points)*s.perStep) + 1 }

// reach is the fewest steps whose points reach a number of points.
func (s scale) reach(points int64) int { return int(max(0, (points+s.step-1)/s.step)) }

// bounds is the table of a term.
func (s scale) bounds(t term) *bounds {
	b := &bounds{}
	for i := normClasses; i < len(b); i++ {
		b[i] = s.over(t.pointsAt(bestSaturations[i]))
	}
	return b
}
