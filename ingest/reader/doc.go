// Package reader turns the bytes of a source file into the text that is
// stored, split into rows and quoted.
//
//   - detect.go: which format the bytes are, whatever the file is called.
//   - plain.go: plain text and Markdown, kept character for character.
//   - html.go, htmlcharset.go, htmllist.go: pages as saved from a browser.
//   - docx.go, docxbody.go, docxstyles.go, docxnumbering.go, numformat.go:
//     Word documents, with the numbers that Word writes by itself.
//   - pdf.go and the package pdf: PDF with text in it.
//   - tidy.go: what all extracted texts have in common.
//
// Every reader is bounded in memory and time (limits.go), and says in Chinese
// what to do with a file that it can't read (errors.go). What a reader doesn't
// understand is an error, never a guess: a clause that came out as garbage
// would be quoted as such.
package reader
