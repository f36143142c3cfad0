package quantity

// Find reads the quantities of a text in order; they do not overlap.
//
// A number is a quantity where its unit, a scale (万, 亿) or a word before it
// says so. 85万 with no other measure word is money, with Implied set; a bare
// 85 is a Number and its unit must be asked for; customs codes (9610, 1210)
// are such Numbers. Numbers of clauses and documents, telephone numbers,
// codes (B2B, 5G), idioms (一样, 万一) and clock hours are not quantities.
//
// A mention reaches over the words that hedge it: "近百万", "85万左右".
func Find(text string, o Options) []Mention { return scan(text, o, false) }

// Numbers reads every number of a text, in order and without overlap, for
// checking that what an answer says stands in its sources. It follows Find
// but reads on where Find passes over:
//
//   - numbers of clauses and documents: 第九条 (9, unit 条), 〔2024〕3号 (2024
//     and 3), (一), 附则二, article 9; digits in codes and telephone numbers;
//   - each end of a range by itself, with the scale that both share: 80-90万
//     gives 800000 and 900000, 八九十万 the same;
//   - days without a year as their parts: 12月31日 gives 12 (月) and 31 (日);
//   - Chinese numerals of two characters and more wherever they stand, single
//     ones before a measure word or as the head of a line (一、). Those inside
//     words (统一, 四川) are no numbers.
//
// Values are exact and in the base unit: 85万 is 850000, 百分之五 is 5 with
// unit %, a year is its number, a day 20240520 and a month 202405 with Date
// set. Hedges are left out, so that 近百万 is 1000000.
func Numbers(text string) []Mention { return scan(text, Options{}, true) }
