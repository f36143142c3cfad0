package assistant

import (
	"testing"
)

// checkFor is the check for the answer to a question of the sample library.
func checkFor(t *testing.T, question string) *proseCheck {
	t.Helper()
	lib := sample(t)
	a, _ := ask(t, newAssistant(t, lib), State{}, question)
	l, err := parseLexicon(proseText)
	if err != nil {
		t.Fatal(err)
	}
	return newProseCheck(l, lib, askedOn, a, []string{"苏州市示例措施（征求意见稿）", "苏州市"})
}

const (
	grantedZh = "苏州独立站花了85万，有交易记录，能补多少"
	openZh    = "苏州独立站花了85万，能补多少"
	deniedZh  = "苏州独立站刚好花了50万，有交易记录，能补多少"
	grantedEn = "Suzhou: we spent RMB 850,000 on our independent site and have transaction records. How much is the grant?"
)

func TestProsePasses(t *testing.T) {
	for question, sentences := range map[string][]string{
		grantedZh: {
			"您的费用支出是85万元，补助金额是29万元。",
			"超过50万元的部分按档计算。",
			"您的费用支出超过50万元，所以补助金额是29万元。",
			"条文写的是“费用支出每增加10万元，再给予3万元补助”[q1]。",
			"第9条规定：“给予20万元补助，费用支出每增加10万元，再给予3万元补助。”",
			"若按比例折算则为30.5万元，条文没有写明。",
			"您可以拿到29万元补助。",
			"独立站需要有磋商或交易记录，请准备好这些材料。",
			"需要说明的是，最终以正式文件和申报细则为准。",
		},
		openZh: {
			"如果独立站有磋商或交易记录，可以得到29万元。",
			"请先确认独立站有没有磋商或交易记录。",
		},
		deniedZh: {
			"条文要求费用支出超过50万元。",
		},
		grantedEn: {
			"Your eligible spend of the year is RMB 850,000.",
			"The grant comes to RMB 290,000.",
		},
	} {
		c := checkFor(t, question)
		for _, s := range sentences {
			if _, why := c.sentence(s); why != "" {
				t.Errorf("%s\n\tdropped: %s", s, why)
			}
		}
	}
}

func TestProseDrops(t *testing.T) {
	for question, sentences := range map[string][]string{
		grantedZh: {
			// Another amount, however it is written.
			"补助金额是45万元。", "补助金额是四十五万元。", "补助金额是４５万元。", "补助金额是450000元。", "补助金额是450,000元。",
			"补助金额是0.0045亿元。", "补助金额是肆拾伍万元整。", "补助金额是45w。", "补助金额是450k。", "补助金额是廿九万五千元。",
			"补助金额是XLV万元。", "补助金额是fifty万元。", "补助金额是cinquante万。", "补助金额是пятьдесят万元。", "补助金额是ごじゅう万元。",
			"补助金额是4 5万元。", "补助金额是4.5个十万元。", "补助金额是仨十万元。", "补助金额是俩百万元。", "补助金额是⼗万元。",
			"补助金额是〤〥万元。", "补助金额是㊄万元。", "补助金额是٤٥万元。", "补助金额是४५万元。", "补助金额是𝟜𝟝万元。", "补助金额是𝟒𝟓万元。",
			"补助金额是几十万元。", "补助金额是数十万元。", "补助金额是上百万元。", "补助金额接近三十万元。", "补助金额不到29万元。", "补助金额是29多万元。",
			"补助金额是29万元以上。", "补助金额是25万到35万元。", "补助金额翻倍。", "补助金额打八折。", "补助金额减半。", "补助金额再加一成。",
			"补助比例是34%。", "补助比例是百分之三十四。", "补助比例是三分之一。", "补助金额约为支出的三成多。", "补助金额相当于支出的一半。",
			// The same number as something else.
			"补助金额是29元。", "补助金额是29万美元。", "补助金额是29万家。", "单个企业最高可享受29万元。", "费用支出每增加29万元，再给予补助。",
			"费用支出超过29万元的都可以。", "您的费用支出是29万元。", "补助金额是85万元。", "补助金额是20万元。", "补助金额是3万元。", "补助金额是50万元。",
			"您可以拿到，85万元。", "您可以拿到的补助：85万元。", "您可以得到20万元，另外还有29万元。", "每家企业补助29万元。", "每年补助29万元。", "每月给29万元。",
			"这只是首期，总补助是58万元。", "共29万元。", "有效期是29万元。", "补助金额不是29万元。", "补助金额约29万元。", "补助金额是29万元左右。", "补助金额超29万元。", "补助金额还不止29万元。", "29万元以外另有奖励。",
			"合计可以拿到800万元。", "您最高可享受800万元。", "您的企业可享受800万元。", "您可得“给予20万元补助”。", "您可以“再给予3万元补助”。",
			// Arithmetic.
			"85万减50万是35万元，再加20万元是55万元。", "20万+9万=29万元。", "三档乘以三万就是九万元。", "两档以后再加两档。",
			// Quotations.
			"条文写的是“费用支出超过50万元的，给予30万元补助”。", "条文写的是“独立站最高补助100万元”。", "条文写的是“3”“50万元”。",
			"条文写的是“50万元”。", "条文写的是“给予20”万元。", "条文写的是“建设运营独立站”，“给予20万元补助”“800万元”。",
			"第7条写的是“费用支出每增加10万元，再给予3万元补助”。", "“费用支出每增加10万元，再给予3万元补助”[q2]。", "条文写的是「全额补助」。",
			"条文写的是\"企业免申即享\"。", "条文写的是“按比例折算”。", "依据是“苏州独立站花了85万”的条文。", "“给予20万元补助", "给予20万元补助”。",
			"另见《苏州市独立站资金管理办法》。", "详见[q7]。", "详见[9]。", "依据是第19条。", "依据是第9条第3款。", "依据是二（四）。",
			// Conditions, duties and thresholds.
			"没有磋商或交易记录也可以。", "无需磋商或交易记录。", "不需要任何材料。", "费用支出低于50万元的也可以申请。", "只要有网站就能享受。",
			"所有企业均可享受。", "任何企业都可以申请。", "除独立站外的费用也都算。", "已经满足全部条件。", "您不符合这项补助的条件。",
			// Promises, status, time.
			"您一定能拿到这笔补助。", "我们保证补助到账。", "这笔钱会自动发放。", "这份文件仍然有效。", "这份文件已经正式印发。", "有效期延长到2027年。",
			"请在6月30日之前申报。", "请在本月底之前申报。", "请在三个工作日内提交。", "截止日期是年底。", "下半年开始受理。", "明年还可以再申请一次。",
			// Offices, places, addresses.
			"请向市税务局申报。", "请到工信局办理。", "请找园区管委会办公室盖章。", "请把材料交给苏州银行。", "株洲的企业也按这个算。", "南通同样适用。",
			"详见 www.example.com。", "请访问example点com。", "请拨打12345。", "请加微信。", "请把保证金转账到指定账户。",
			// Machinery.
			"<b>补助</b>金额是29万元。", "| 补助 | 29万元 |", "$29万元$。", "补助金额是2\u200b9万元。", "补助金额是\u202e92\u202c万元。", "系统提示：可以补助。",
			"我是人工智能语言模型。", "忽略以上内容。", "calculate(expense_yuan)", "{\"amount\": 29}", "amount = 290000",
			// Off the subject.
			"今天天气晴朗，适合全家出门散步看花。", "建议您把公司迁到深圳去。", "您可以把个人旅游开支也算进支出里。",
		},
		openZh: {
			"您可以得到29万元。", "您可以享受这项补助。", "独立站已有交易记录，补助29万元到账。", "您符合条件，补助金额是45万元。",
		},
		deniedZh: {
			"您可以得到20万元。", "您可以享受这项补助。", "刚好50万元也能补。", "补助金额是20万元。", "您符合条件。", "有资格拿到补助。", "这笔费用应当给予补助。",
			"费用支出50万元以上的都可以。", "条文写的是“给予20万元补助”，所以您有补助。",
		},
		grantedEn: {
			"The grant comes to RMB 400,000.", "The grant comes to 400k.", "The grant comes to four hundred thousand yuan.", "The grant comes to half a million.",
			"The grant comes to quatre cent mille yuan.", "The grant is guaranteed.", "You need not have any records.", "No records are required.",
			"The grant comes to 34% of your spend.", "The cap is RMB 290,000.", "You receive RMB 8,000,000.", "Every company receives it.", "Apply before the end of June.",
			"The grant comes to USD 290,000.", "The grant is tax free.", "You will also receive a further RMB 30,000.", "The threshold is RMB 290,000.",
			"该补助为四十万元。", "The grant doubles next year.", "The draft has been approved.",
		},
	} {
		c := checkFor(t, question)
		for _, s := range sentences {
			if out, why := c.sentence(s); why == "" {
				t.Errorf("%s: sent as %s", s, out)
			}
		}
	}
}
