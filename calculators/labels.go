package calculators

// thresholdLabel says how a figure bounds what it is compared with.
func thresholdLabel(op Op) Text {
	switch op {
	case OpOver:
		return Text{Zh: "超过", En: "over"}
	case OpAtLeast:
		return Text{Zh: "达到", En: "at least"}
	case OpAtMost:
		return Text{Zh: "不超过", En: "at most"}
	case OpUnder:
		return Text{Zh: "不满", En: "under"}
	case OpWithin:
		return Text{Zh: "期限", En: "within"}
	}
	return Text{}
}

// of puts what a figure belongs to before what it is: 第1档：金额.
func (t Text) of(whole Text) Text {
	switch {
	case whole.IsZero():
		return t
	case t.IsZero():
		return whole
	}
	en := whole.In(English)
	return Text{Zh: whole.Zh + "：" + t.Zh, En: en + ": " + t.In(English)}
}

// optionLabel is how a value of the input is called: the label of an option,
// or the input's own with the value.
func (in Input) optionLabel(value string) Text {
	for _, o := range in.Options {
		if o.Value == value && !o.Label.IsZero() {
			return o.Label
		}
	}
	if in.Type == EnumInput || in.Label.IsZero() {
		return Text{Zh: value}
	}
	return Text{Zh: in.Label.Zh + value, En: in.Label.In(English) + " " + value}
}
