package postgres

// Held is the number of vectors a store holds in memory.
func (s *Store) Held() int {
	if m := s.held.Load(); m != nil {
		return m.matrix.Len()
	}
	return 0
}
