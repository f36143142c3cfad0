package main

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// block is a matrix of tall columns, kept by rows of width values.
type block struct {
	width int
	cells []float64
}

func (b *block) row(i int) []float64 { return b.cells[i*b.width : (i+1)*b.width] }

// decompose returns a vector of o.Dim values for every row of a symmetric
// matrix: the leading eigenvectors, each times a power of its eigenvalue
// (Halko, Martinsson, Tropp: Finding Structure with Randomness, 2011).
func decompose(ctx context.Context, m *sparse, o options) (*block, error) {
	n, width := len(m.columns), o.Dim+o.Spare
	random := rand.New(rand.NewPCG(o.Seed, o.Seed))
	q := &block{width, make([]float64, n*width)}
	for i := range q.cells {
		q.cells[i] = float64(2*random.IntN(2) - 1) // signs do as well as a bell curve
	}
	for range o.Rounds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q = m.times(q)
		orthonormalise(q)
	}
	small := inner(q, m.times(q))
	values, basis := jacobi(small, width)

	order := make([]int, width)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(math.Abs(values[b]), math.Abs(values[a])), cmp.Compare(a, b))
	})
	out := &block{o.Dim, make([]float64, n*o.Dim)}
	scale := make([]float64, o.Dim)
	for k := range scale {
		scale[k] = power(math.Abs(values[order[k]]), o.Power)
	}
	eachPart(n, func(from, to int) {
		for i := from; i < to; i++ {
			in, to := q.row(i), out.row(i)
			for k := range to {
				sum := 0.0
				for j, x := range in {
					sum += float64(x * basis[j*width+order[k]])
				}
				to[k] = sum * scale[k]
			}
		}
	})
	return out, nil
}

// power raises x to 0, 1/4, 1/2, 3/4 or 1, the nearest, by square roots.
func power(x, p float64) float64 {
	root := math.Sqrt(x)
	switch math.Round(4 * p) {
	case 0:
		return 1
	case 1:
		return math.Sqrt(root)
	case 2:
		return root
	case 3:
		return root * math.Sqrt(root)
	}
	return x
}

// times is the product of a sparse matrix and a block.
func (m *sparse) times(b *block) *block {
	out := &block{b.width, make([]float64, len(m.columns)*b.width)}
	eachPart(len(m.columns), func(from, to int) {
		for i := from; i < to; i++ {
			sum := out.row(i)
			for n, j := range m.columns[i] {
				v := float64(m.values[i][n])
				for k, x := range b.row(int(j)) {
					sum[k] += float64(v * x)
				}
			}
		}
	})
	return out
}

// orthonormalise makes the columns of b orthogonal and of length 1, by
// Gram-Schmidt on rows of blocks: the products of all columns first, then the
// inverse of their Cholesky factor. Twice is enough.
func orthonormalise(b *block) {
	for range 2 {
		l := cholesky(inner(b, b), b.width)
		eachPart(len(b.cells)/b.width, func(from, to int) {
			for i := from; i < to; i++ {
				row := b.row(i)
				for k := range row {
					x := row[k]
					for j := range k {
						x -= float64(row[j] * l[k*b.width+j])
					}
					row[k] = x / l[k*b.width+k]
				}
			}
		})
	}
}

// inner is aᵀb, width by width. Sums are taken by fixed stretches of rows and
// then stretch by stretch, so that processors don't change them.
func inner(a, b *block) []float64 {
	const stretch = 1024
	width, rows := a.width, len(a.cells)/a.width
	parts := make([][]float64, (rows+stretch-1)/stretch)
	eachPart(len(parts)*256, func(from, _ int) { // one stretch a part
		p := from / 256
		sum := make([]float64, width*width)
		for i := p * stretch; i < min(rows, (p+1)*stretch); i++ {
			left, right := a.row(i), b.row(i)
			for j, x := range left {
				to := sum[j*width : (j+1)*width]
				for k, y := range right {
					to[k] += float64(x * y)
				}
			}
		}
		parts[p] = sum
	})
	total := make([]float64, width*width)
	for _, p := range parts {
		for i, x := range p {
			total[i] += x
		}
	}
	return total
}

// cholesky returns the lower factor of a positive definite matrix.
func cholesky(m []float64, n int) []float64 {
	l := make([]float64, n*n)
	for i := range n {
		for j := range i + 1 {
			sum := m[i*n+j]
			for k := range j {
				sum -= float64(l[i*n+k] * l[j*n+k])
			}
			if i == j {
				l[i*n+i] = math.Sqrt(max(sum, 1e-12))
			} else {
				l[i*n+j] = sum / l[j*n+j]
			}
		}
	}
	return l
}

// jacobi returns the eigenvalues of a symmetric matrix and its eigenvectors
// as the columns of basis, by rotations in a fixed order.
func jacobi(m []float64, n int) (values, basis []float64) {
	a := slices.Clone(m)
	basis = make([]float64, n*n)
	for i := range n {
		basis[i*n+i] = 1
	}
	const sweeps = 30
	for range sweeps {
		off, all := 0.0, 0.0
		for i := range n {
			for j := range n {
				square := float64(a[i*n+j] * a[i*n+j])
				all += square
				if i != j {
					off += square
				}
			}
		}
		if off <= 1e-24*all {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, basis, n, p, q)
			}
		}
	}
	values = make([]float64, n)
	for i := range values {
		values[i] = a[i*n+i]
	}
	return values, basis
}

// rotate makes a[p][q] zero.
func rotate(a, basis []float64, n, p, q int) {
	apq := a[p*n+q]
	if apq == 0 {
		return
	}
	theta := (a[q*n+q] - a[p*n+p]) / (2 * apq)
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := t * c
	turn := func(m []float64, i, j int) {
		x, y := m[i], m[j]
		m[i] = float64(c*x) - float64(s*y)
		m[j] = float64(s*x) + float64(c*y)
	}
	for k := range n {
		turn(a, k*n+p, k*n+q)
	}
	for k := range n {
		turn(a, p*n+k, q*n+k)
		turn(basis, k*n+p, k*n+q)
	}
}
