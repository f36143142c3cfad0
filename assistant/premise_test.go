package assistant

import (
	"strings"
	"testing"
)

func TestPremisesAreJudgedFirst(t *testing.T) {
	a := newAssistant(t, sample(t))
	for _, c := range []struct{ question, begins string }{
		// Against the clause's own figures, in the part they have there.
		{"苏州给独立站补50%对吧？", "不对，您说的50%与条文不符。条文没有按比例补。"},
		{"苏州独立站超过60万才补是不是", "不对，您说的60万元与条文不符。条文写的是“费用支出超过50万元”。"},
		{"苏州独立站费用超过50万才补是不是", "是的，条文写的是“费用支出超过50万元”。"},
		{"苏州独立站每增加20万再补3万对吧", "不对，您说的20万元与条文不符。条文写的是“费用支出每增加10万元”。"},
		{"苏州独立站最高补100万是吗", "不对，您说的100万元与条文不符。条文没有单独写上限。"},
		// Against what is worked out.
		{"苏州独立站花了85万，有订单，能补29万对吧", "是的。按苏州的征求意见稿测算，可补助29万元"},
		{"苏州独立站花了85万，有订单，能补40万对吧", "不对，您说的40万元与测算不符。按苏州的征求意见稿测算，可补助29万元"},
		{"苏州獨立站花了85萬，有訂單，能補40萬對吧", "不對，您說的40萬元與測算不符。"},
		{"Our independent site in Suzhou cost RMB 850,000, with orders. We receive RMB 400,000, right?", "No: the RMB 400,000 you mention differs from this calculation."},
		// What it comes to depends on what nobody told.
		{"苏州独立站给50万对吧", "不一定，您说的50万元不是条文写的固定数。"},
		{"苏州独立站能补50万吗", "按苏州的征求意见稿，要测算"},
	} {
		got, _ := ask(t, a, State{}, c.question)
		if !strings.HasPrefix(got.Text, c.begins) || !strings.HasPrefix(got.Short, c.begins) {
			t.Errorf("%s\n got %s\nwant %s", c.question, got.Text, c.begins)
		}
	}
}

// A figure of the user's own is no premise, whatever is to be confirmed.
func TestOwnFiguresAreNoPremises(t *testing.T) {
	a := newAssistant(t, sample(t))
	for _, question := range []string{
		"我们在苏州做独立站花了85万，有订单，符合对吧", "苏州独立站支出85万，有订单，没错吧", "苏州独立站，听说有补贴，我们投入85万，有订单",
		"我们的苏州独立站要投85万，有订单。听说有补助，给多少",
	} {
		got, _ := ask(t, a, State{}, question)
		if strings.Contains(got.Text, "您说的") || len(got.Results) == 0 || got.Results[0].Inputs["expense_yuan"] != "850000" {
			t.Errorf("%s: %s", question, got.Text)
		}
	}
}
