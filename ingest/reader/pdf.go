package reader

import (
	"context"
	"errors"
	"fmt"

	"clausewise/ingest/reader/pdf"
)

// readPDF extracts the text of a PDF, with what to do where it can't be.
func readPDF(ctx context.Context, data []byte) (text string, warnings []string, err error) {
	// A format this rich, read from anyone: a mistake in its reader must not
	// end the service that answers meanwhile.
	defer func() {
		if recover() != nil {
			text, warnings, err = "", nil, brokenPDF()
		}
	}()
	r, err := pdf.Read(ctx, data, MaxText)
	switch {
	case err == nil:
		if r.Unknown > 0 {
			warnings = []string{fmt.Sprintf("有 %d 个字符的字体没有文字对照，显示为“\uFFFD”，请对照原件核对", r.Unknown)}
		}
		return tidy(r.Text), warnings, nil
	case ctx.Err() != nil:
		return "", nil, expired(ctx)
	case errors.Is(err, pdf.ErrEncrypted):
		return "", nil, fmt.Errorf("%w：打开它要密码；请去掉密码，另存后再导入", ErrEncrypted)
	case errors.Is(err, pdf.ErrTooLarge):
		return "", nil, bomb()
	case errors.Is(err, pdf.ErrNoText):
		return "", nil, fmt.Errorf("%w：像是扫描件；请先做文字识别（OCR），存为 .docx 或 .txt 并核对后再导入", ErrScanned)
	case errors.Is(err, pdf.ErrNoUnicode):
		return "", nil, fmt.Errorf("%w：这份 PDF 看得见，但复制出来是乱码；请找 Word 或网页原件，或做文字识别（OCR）核对后再导入", ErrNoUnicode)
	}
	return "", nil, brokenPDF()
}

func brokenPDF() error {
	return fmt.Errorf("%w：PDF 不完整或结构有误；请重新下载，或用阅读器打开后重新打印成 PDF 再导入", ErrBroken)
}
