package calculators

import "fmt"

// fixed is an amount as such, or for each unit of something: 每年给予20万元,
// 单个项目最高300万元, 每平方米100元. Counts that are not given are one where
// the input has that default, and the result says so.
type fixed struct {
	portion `yaml:",inline"`
}

func (f *fixed) modes() []string { return nil }

func (f *fixed) uses() []use { return f.portion.uses() }

func (f *fixed) gates() []Requirement { return nil }

func (f *fixed) parameters(r Rule) []parameter { return f.portion.parameters(r, "formula") }

func (f *fixed) sound(Rule) error {
	if f.Each == nil {
		return fmt.Errorf("fixed 要写 each")
	}
	return f.portion.sound()
}

func (f *fixed) compute(r *run) computed {
	amount, _ := f.portion.compute(r)
	return computed{amount: amount}
}
