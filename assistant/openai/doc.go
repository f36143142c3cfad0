// Package openai attaches any language model that speaks the OpenAI chat API
// (Qwen, DeepSeek, Ollama, vLLM and the like) through langchaingo.
//
// langchaingo's client takes what a server sends as it comes: a stream that
// breaks off or carries an error ends without one, tool calls that arrive in
// pieces are mixed up, long lines fail. So model.go asks for tools only
// without streaming, and what goes to langchaingo has been read before:
// transport.go turns refusals into the errors of package assistant and bounds
// sizes, reply.go and stream.go put whole replies and streams into one plain
// form, or refuse them.
//
// The other way round, tools.go offers our tools to agents of langchaingo.
package openai
