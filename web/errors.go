package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"clausewise/assistant"
	"clausewise/assistant/tool"
	"clausewise/calculators"
	"clausewise/retrieval"
)

// code names an error for programs; people get the words beside it.
type code string

const (
	codeMalformed   code = "malformed"
	codeBinary      code = "binary"
	codeUnknownType code = "unknown_type"
	codeMissing     code = "missing_field"
	codeInvalid     code = "invalid_field"
	codeFrameSize   code = "frame_too_large"
	codeTooLong     code = "too_long"
	codeEmpty       code = "empty"
	codeBusy        code = "busy"
	codeCancelled   code = "cancelled"
	codeDuplicate   code = "duplicate_id"
	codeNotFound    code = "not_found"
	codeNoChat      code = "no_conversation"
	codeTimeout     code = "timeout"
	codeUnavailable code = "unavailable"
	codeGoingAway   code = "going_away"
	codeInternal    code = "internal"
	codeRule        code = "unknown_rule"
	codeSuspended   code = "rule_suspended"
	codeOrigin      code = "origin"
	codeToken       code = "token"
	codeMethod      code = "method"
	codeTooMany     code = "too_many"
	codeArguments   code = "bad_arguments"
	codeNoCurve     code = "no_curve"
	codeLimited     code = "limited"
	codeSignIn      code = "sign_in"
	codeForbidden   code = "forbidden"
	codeCredentials code = "credentials"
	codeLocked      code = "locked"
	codeRefused     code = "refused"
	codeTaken       code = "taken"
	codeReceipt     code = "bad_receipt"
)

// words says one thing in the three languages of the widget.
type words struct{ hans, hant, en string }

func (w words) in(language string) string {
	switch language {
	case "zh-Hant":
		return w.hant
	case "en":
		return w.en
	}
	return w.hans
}

// explain gives the words for a code. A %s stands for the field or limit.
func explain(c code) words {
	switch c {
	case codeMalformed:
		return words{"收到的内容不是有效的JSON，请检查格式后重发", "收到的內容不是有效的JSON，請檢查格式後重發", "The message is not valid JSON. Please check it and send it again."}
	case codeBinary:
		return words{"只接受文本消息，请用文本帧发送JSON", "只接受文字訊息，請用文字幀發送JSON", "Only text messages are accepted. Please send JSON in a text frame."}
	case codeUnknownType:
		return words{"不认识的消息类型%s，可用：hello、ask、cancel、feedback、handoff、resume", "不認識的訊息類型%s，可用：hello、ask、cancel、feedback、handoff、resume", "Unknown message type%s. Use hello, ask, cancel, feedback, handoff or resume."}
	case codeMissing:
		return words{"消息缺少字段%s，请补上后重发", "訊息缺少欄位%s，請補上後重發", "The field%s is missing. Please add it and send again."}
	case codeInvalid:
		return words{"字段%s的值不可用，请修改后重发", "欄位%s的值不可用，請修改後重發", "The value of%s cannot be used. Please change it and send again."}
	case codeFrameSize:
		return words{"消息超过%s，没有处理，请缩短后重发", "訊息超過%s，沒有處理，請縮短後重發", "The message is larger than%s and was not processed. Please shorten it."}
	case codeTooLong:
		return words{"问题太长，请控制在%s字以内，可以分几次问", "問題太長，請控制在%s字以內，可以分幾次問", "The question is too long. Please keep it within%s characters, or ask in parts."}
	case codeEmpty:
		return words{"问题是空的，请写下想问的内容", "問題是空的，請寫下想問的內容", "The question is empty. Please write what you want to ask."}
	case codeBusy:
		return words{"前面的问题还在回答，请等答复出来后再问", "前面的問題還在回答，請等答覆出來後再問", "Earlier questions are still being answered. Please wait and ask again."}
	case codeCancelled:
		return words{"已停止回答", "已停止回答", "Stopped."}
	case codeDuplicate:
		return words{"这个编号已用于另一个问题，请换一个编号", "這個編號已用於另一個問題，請換一個編號", "This id belongs to another question. Please use a new one."}
	case codeNotFound:
		return words{"没有找到%s，请核对编号", "沒有找到%s，請核對編號", "Not found:%s. Please check the id."}
	case codeNoChat:
		return words{"会话不存在或凭证不符，请重新开始提问", "會話不存在或憑證不符，請重新開始提問", "The conversation does not exist or its secret is wrong. Please start a new one."}
	case codeTimeout:
		return words{"回答用时过长，已停止，请再问一次", "回答用時過長，已停止，請再問一次", "Answering took too long and was stopped. Please ask again."}
	case codeUnavailable:
		return words{"暂时无法读写资料库，请稍后再试", "暫時無法讀寫資料庫，請稍後再試", "The library cannot be reached at the moment. Please try again shortly."}
	case codeGoingAway:
		return words{"服务正在重启，请稍后再问", "服務正在重啟，請稍後再問", "The service is restarting. Please ask again shortly."}
	case codeRule:
		return words{"没有这条规则%s，可用 GET /api/v1/rules 查看全部规则", "沒有這條規則%s，可用 GET /api/v1/rules 查看全部規則", "No such rule%s. GET /api/v1/rules lists them."}
	case codeSuspended:
		return words{"这条规则与条文核对不一致，已停用，请联系管理员运行 clausewise check", "這條規則與條文核對不一致，已停用，請聯繫管理員執行 clausewise check", "This rule disagrees with its clause and is suspended. An administrator can run clausewise check."}
	case codeToken:
		return words{"页面的通行令牌无效或已过期，请刷新页面", "頁面的通行令牌無效或已過期，請重新整理頁面", "The page's token is wrong or has expired. Please reload the page."}
	case codeOrigin:
		return words{"不接受来自这个网站的请求；请管理员在控制台的“网站”里登记它的网址，或加入 --origin", "不接受來自這個網站的請求；請管理員在控制台的「網站」裡登記它的網址，或加入 --origin", "Requests from this site are not accepted. An administrator can register its address among the sites in the console, or with --origin."}
	case codeMethod:
		return words{"这个地址不支持该请求方法", "這個地址不支持該請求方法", "This address does not support that method."}
	case codeNoCurve:
		return words{"这条规则的金额不随这个输入变化，请换一个输入，或用 calculate 测算", "這條規則的金額不隨這個輸入變化，請換一個輸入，或用 calculate 測算", "The amount of this rule does not vary with this input. Please name another one, or use calculate."}
	case codeArguments:
		return words{"参数不能用，请按说明修改后重发", "參數不能用，請按說明修改後重發", "The arguments cannot be used. Please mend them as explained."}
	case codeLimited:
		return words{"问得太快，请过%s秒再试", "問得太快，請過%s秒再試", "Too many requests. Please try again in%s seconds."}
	case codeSignIn:
		return words{"请先登录", "請先登入", "Please sign in."}
	case codeForbidden:
		return words{"您的角色没有这项权限，请联系管理员", "您的角色沒有這項權限，請聯繫管理員", "Your role may not do this. Please ask an administrator."}
	case codeCredentials:
		return words{"用户名或密码不对", "使用者名稱或密碼不對", "The user name or password is wrong."}
	case codeLocked:
		return words{"登录失败次数过多，请在%s秒后再试", "登入失敗次數過多，請在%s秒後再試", "Too many failed attempts. Please try again in%s seconds."}
	case codeRefused:
		return words{"填写有误，请修改后再试", "填寫有誤，請修改後再試", "This cannot be done as it is. Please mend it, or ask whom it needs."}
	case codeTaken:
		return words{"这个名字已有人用，请换一个", "這個名字已有人用，請換一個", "This name is taken. Please choose another."}
	case codeReceipt:
		return words{"这不是完整的答复凭证，请使用下载时的原文件", "這不是完整的答覆憑證，請使用下載時的原檔案", "This is not a receipt as it was issued. Please use the file as downloaded."}
	case codeTooMany:
		return words{"出错的消息太多，连接已关闭，请检查程序后重连", "出錯的訊息太多，連線已關閉，請檢查程式後重連", "Too many faulty messages; the connection was closed."}
	}
	return words{"系统暂时无法回答，请稍后再试", "系統暫時無法回答，請稍後再試", "Something went wrong. Please try again shortly."}
}

// statusCancelled is what logs of proxies call a client that has left.
const statusCancelled = 499

// status is the HTTP status of a code.
func (c code) status() int {
	switch c {
	case codeMalformed, codeBinary, codeUnknownType, codeMissing, codeInvalid, codeEmpty, codeReceipt:
		return http.StatusBadRequest
	case codeTooLong, codeFrameSize:
		return http.StatusRequestEntityTooLarge
	case codeNotFound, codeNoChat, codeRule:
		return http.StatusNotFound
	case codeSignIn, codeCredentials:
		return http.StatusUnauthorized
	case codeOrigin, codeForbidden, codeToken:
		return http.StatusForbidden
	case codeMethod:
		return http.StatusMethodNotAllowed
	case codeBusy, codeTooMany, codeLimited, codeLocked:
		return http.StatusTooManyRequests
	case codeDuplicate, codeSuspended, codeTaken:
		return http.StatusConflict
	case codeArguments, codeNoCurve, codeRefused:
		return http.StatusUnprocessableEntity
	case codeCancelled:
		return statusCancelled
	case codeTimeout:
		return http.StatusGatewayTimeout
	case codeUnavailable, codeGoingAway:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fault is an error a client may see. Cause is for the log alone.
type fault struct {
	code   code
	about  string      // the field, limit or id that the words name
	id     string      // of the client's question, where there is one
	detail string      // Chinese words that take the place of the code's own
	en     string      // the same in English; without it, the code's own
	tool   *tool.Error // what to mend in the call of a tool
	wait   int         // seconds until it is worth trying again
	cause  error
}

func (f *fault) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("%s: %v", f.code, f.cause)
	}
	return fmt.Sprintf("%s: %s", f.code, f.message(""))
}

func (f *fault) Unwrap() error { return f.cause }

func (f *fault) message(language string) string {
	switch {
	case language == "en" && f.en != "":
		return f.en
	case f.detail != "":
		return f.detail
	}
	return f.words(language)
}

// words are those of the code, about what it is about.
func (f *fault) words(language string) string {
	before, after, ok := strings.Cut(explain(f.code).in(language), "%s")
	if !ok || f.about == "" {
		return strings.TrimSuffix(before, ":") + after
	}
	about := " " + f.about
	if language != "en" && !strings.HasPrefix(after, "，") {
		about += " "
	}
	return before + about + after
}

// english is the message for programs whose makers read no Chinese.
func (f *fault) english() string {
	if f.en != "" {
		return f.en
	}
	return f.words("en")
}

// faultOf maps an error of the packages below to what a client may know.
// Whatever it does not recognise is an internal error without details.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*tool.Error](err); ok {
		return &fault{code: toolCode(e.Fault), detail: e.Error(), en: e.In("en"), tool: e, cause: err}
	}
	if f, ok := accessFault(err); ok {
		return f
	}
	switch {
	case errors.Is(err, assistant.ErrEmpty):
		return &fault{code: codeEmpty, cause: err}
	case errors.Is(err, assistant.ErrTooLong):
		return &fault{code: codeTooLong, about: fmt.Sprint(assistant.MaxQuestion), cause: err}
	case errors.Is(err, assistant.ErrNotFound):
		return &fault{code: codeNoChat, cause: err}
	case errors.Is(err, retrieval.ErrNotFound):
		return &fault{code: codeNotFound, cause: err}
	case errors.Is(err, calculators.ErrUnknownRule):
		return unknownRule(err)
	case errors.Is(err, calculators.ErrNoCurve):
		return &fault{code: codeNoCurve, cause: err}
	case errors.Is(err, calculators.ErrQuarantined):
		return &fault{code: codeSuspended, cause: err}
	case errors.Is(err, context.Canceled):
		return &fault{code: codeCancelled, cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &fault{code: codeTimeout, cause: err}
	case errors.Is(err, assistant.ErrNotStored):
		return unavailable(err)
	}
	if big, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{code: codeFrameSize, about: fmt.Sprintf("%d KiB", big.Limit>>10), cause: err}
	}
	return &fault{code: codeInternal, cause: err}
}

// nothingAt says that no route has the request's address.
func nothingAt(r *http.Request) *fault {
	at := clip(r.URL.Path, maxID)
	return &fault{
		code: codeNotFound, detail: "没有 " + at + " 这个地址；接口都列在 /openapi.json",
		en: "There is nothing at " + at + "; /openapi.json lists the interface.",
	}
}

// unknownRule names the rules whose ids are much like the one asked for.
func unknownRule(err error) *fault {
	e, ok := errors.AsType[*calculators.UnknownRuleError](err)
	if !ok {
		return &fault{code: codeRule, cause: err}
	}
	f := &fault{code: codeRule, about: e.ID, cause: err}
	if len(e.Near) > 0 {
		f.detail = fmt.Sprintf("没有这条规则 %s，相近的有：%s；可用 GET /api/v1/rules 查看全部规则", e.ID, strings.Join(e.Near, "、"))
		f.en = fmt.Sprintf("No such rule %s. Much like it: %s. GET /api/v1/rules lists all.", e.ID, strings.Join(e.Near, ", "))
	}
	return f
}

// toolCode is the code of a tool's fault; which argument is wrong stands
// beside it.
func toolCode(f tool.Fault) code {
	switch f {
	case tool.FaultArguments:
		return codeMalformed
	case tool.FaultUnknownRule:
		return codeRule
	case tool.FaultSuspendedRule:
		return codeSuspended
	case tool.FaultUnknownTool, tool.FaultUnknownDocument, tool.FaultUnknownClause:
		return codeNotFound
	}
	return codeArguments
}

// problem is an HTTP error body (RFC 9457) with a code for programs.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   code   `json:"code"`
	Detail string `json:"detail"`
	// DetailEn is the detail for people who read no Chinese.
	DetailEn string `json:"detail_en"`
	// Fault, Argument and Problems say what to mend in the call of a tool.
	Fault    tool.Fault            `json:"fault,omitempty"`
	Argument string                `json:"argument,omitempty"`
	Problems []calculators.Problem `json:"problems,omitempty"`
}

// fail answers a request with a problem, and logs what only we should know.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := faultOf(err)
	status := f.code.status()
	if status >= http.StatusInternalServerError && f.cause != nil {
		s.log.ErrorContext(r.Context(), "request failed", "request", requestID(r.Context()), "code", f.code, "error", f.cause)
	}
	body := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Code: f.code, Detail: f.message(""), DetailEn: f.english(),
	}
	if f.tool != nil {
		body.Fault, body.Argument, body.Problems = f.tool.Fault, f.tool.Argument, f.tool.Problems
	}
	if f.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.wait))
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(status)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(body)
}
