package main

// quality is how well rankings answered the questions.
type quality struct {
	// Recall and MRR are at 10, by the judgements; -1 where they don't hold.
	Recall float64 `json:"recall_at_10"`
	MRR    float64 `json:"mrr_at_10"`
	// Exact is the share of the exactly nearest k that a search by vectors
	// found; -1 for other rankings.
	Exact float64 `json:"of_exact"`
}

// score judges one answer per question.
func score(questions []question, found [][]int32) (recall, mrr float64) {
	n := 0
	for i, q := range questions {
		if len(q.relevant) == 0 {
			continue
		}
		n++
		hits := 0
		for place, a := range found[i][:min(10, len(found[i]))] {
			if q.relevant[a] {
				if hits == 0 {
					mrr += 1 / float64(place+1)
				}
				hits++
			}
		}
		recall += float64(hits) / float64(len(q.relevant))
	}
	if n == 0 {
		return -1, -1
	}
	return recall / float64(n), mrr / float64(n)
}

// overlap is the share of the exact neighbours among those found. Neighbours
// as near as the last exact one count as exact: which of several equal ones
// is found is chance.
func overlap(found []int32, similarity func(int32) float64, exact []float64) (hits, of int) {
	if len(exact) == 0 {
		return 0, 0
	}
	const rounding = 1e-6
	floor := exact[len(exact)-1] - rounding
	for _, a := range found[:min(len(found), len(exact))] {
		if similarity(a) >= floor {
			hits++
		}
	}
	return hits, len(exact)
}
