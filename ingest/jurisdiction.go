package ingest

import (
	"regexp"

	"clausewise/retrieval/place"
)

// everywhere is the jurisdiction of national documents.
const everywhere = "全国"

// national matches bodies and names that speak for the whole country.
var national = regexp.MustCompile(`^(?:国务院|中共中央|全国人民代表大会|全国人大|最高人民法院|最高人民检察院|财政部|商务部|海关总署|国家|中国人民银行|中华人民共和国|中国(?:证券|银行|保险|银保)|工业和信息化部|人力资源|教育部|科技部|科学技术部|税务总局|市场监管总局|公安部|司法部|民政部|自然资源部|生态环境部|交通运输部|住房和?城乡|水利部|农业农村部|文化和旅游部|应急管理部|审计署)|^第\p{Han}{1,3}届全国人民代表大会|中华人民共和国\p{Han}+法`)

// jurisdiction is where the document applies: the country where its title
// opens with a national body, else the narrowest place in the title, else
// the same of its issuer.
func (d *describer) jurisdiction() {
	for _, from := range []struct{ name, value string }{{"title", d.doc.Title}, {"issuer", d.doc.Issuer}} {
		where := everywhere
		if !national.MatchString(from.value) {
			where = placeOf(from.value)
		}
		if where == "" {
			continue
		}
		d.doc.Jurisdiction = where
		if at, ok := d.doc.Evidence[from.name]; ok {
			d.prove("jurisdiction", at.Start, at.End)
		}
		return
	}
}

// placeOf is the first place named in s, or the narrower one that follows it
// (江苏省苏州市 is 苏州市); "" where none is named for certain.
func placeOf(s string) string {
	var found place.Place
	for _, m := range place.Find(s) {
		if m.Generic || m.Typo || m.Place.Level == place.Country {
			continue
		}
		if found.IsZero() || place.Within(m.Place, found) {
			found = m.Place
		}
	}
	return found.Name
}
