// Package pdf reads the text of PDF files, ISO 32000.
//
// The structure of the file comes first:
//
//   - object.go, lex.go: the objects of the format and their syntax.
//   - file.go: which objects a file has. The cross-reference tables are not
//     used: the file is read from front to back once, so a file with broken
//     tables reads like any other and the cost is linear.
//   - filter.go, lzw.go: how streams are packed. crypt.go: and encrypted with
//     an empty password, as files are that only forbid changes.
//
// Then the text:
//
//   - pages.go, content.go: what each page paints, as glyphs with their places.
//   - font.go, cmap.go, encoding.go, radicals.go: which character a glyph is. Fonts that
//     don't tell make an error rather than garbage.
//   - layout.go, rows.go, lines.go: glyphs to lines and rows of tables, lines to paragraphs, so that a
//     clause is one line of text however the page broke it.
//
// Pictures, forms, annotations and vertical or rotated text are not read.
package pdf
