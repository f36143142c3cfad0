package quantity

import "testing"

const question = "我们是苏州昆山的公司，2024年做独立站花了五十多万，有询盘和交易记录，能补多少？"

const answer = "按苏州的征求意见稿测算，可补助29万元。依据第9条：费用支出超过50万元的，给予20万元补助，" +
	"费用支出每增加10万元，再给予3万元补助。计算：85万 − 50万 = 35万，满3个10万；20万 + 3 × 3万 = 29万元。"

func BenchmarkFind(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Find(question, Options{Today: today})
	}
}

func BenchmarkFindNothing(b *testing.B) {
	for b.Loop() {
		Find("苏州市跨境电子商务发展政策措施适用范围", Options{Today: today})
	}
}

func BenchmarkNumbers(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Numbers(question)
	}
}

func BenchmarkNumbersAnswer(b *testing.B) {
	for b.Loop() {
		Numbers(answer)
	}
}
