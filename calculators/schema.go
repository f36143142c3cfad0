package calculators

// Schema is the JSON Schema of a rule's inputs, for tool calls: money is text
// with its unit, because a bare number from a model may be 元 or 万元. It is
// nil for an unknown rule.
func (b *Book) Schema(rule string) map[string]any {
	c, ok := b.rules[rule]
	if !ok {
		return nil
	}
	properties := map[string]any{}
	required := []string{}
	for _, in := range c.Inputs {
		properties[in.ID] = in.schema()
		if !in.Optional && in.Type != PartsInput {
			required = append(required, in.ID)
		}
	}
	for _, cond := range c.Conditions {
		about := cond.Label
		if !cond.Ask.IsZero() {
			about = cond.Ask
		}
		properties[cond.ID] = map[string]any{
			"type": "boolean", "description": both(about) + " 未知就不要填 (leave out when unknown)",
		}
	}
	return map[string]any{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                both(c.Title),
		"type":                 "object",
		"properties":           properties,
		"required":             required,
		"additionalProperties": false,
	}
}

// schema is the JSON Schema of one input.
func (in Input) schema() map[string]any {
	about := both(in.Label)
	if in.Unit != "" && in.Type != MoneyInput {
		about += "（" + in.Unit + "）"
	}
	s := map[string]any{"description": about}
	switch in.Type {
	case MoneyInput:
		unit := unitOfMoney(in.Currency)
		s["type"] = "string"
		s["description"] = about + "。照用户的原话带单位写，如“85万" + unit + "”；不要换算 (as the user said it, with its unit; do not convert)"
		s["examples"] = []string{"85万" + unit, "850000" + unit}
	case IntInput, YearInput:
		s["type"] = "integer"
		if in.Type == YearInput {
			s["minimum"], s["maximum"] = 1900, 2200
		}
		if in.Min != nil {
			s["minimum"] = in.Min.IntPart()
		}
		if in.Max != nil {
			s["maximum"] = in.Max.IntPart()
		}
	case DecimalInput, RateInput, AreaInput:
		s["type"] = []string{"number", "string"}
	case BoolInput:
		s["type"] = "boolean"
	case DateInput:
		s["type"], s["format"] = "string", "date"
	case EnumInput:
		values := make([]string, len(in.Options))
		for i, o := range in.Options {
			values[i] = o.Value
		}
		s["type"], s["enum"] = "string", values
	case TextInput:
		s["type"] = "string"
	case PartsInput:
		s["type"] = "array"
		s["items"] = map[string]any{
			"type": "object", "required": []string{"rule", "inputs"}, "additionalProperties": false,
			"properties": map[string]any{
				"rule":   map[string]any{"type": "string", "description": "规则编号 (rule id)"},
				"inputs": map[string]any{"type": "object", "description": "该规则的输入 (its inputs)"},
			},
		}
	}
	return s
}

// both is a text in Chinese and English.
func both(t Text) string {
	if t.En == "" {
		return t.Zh
	}
	return t.Zh + " / " + t.En
}
