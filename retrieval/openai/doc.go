// Package openai makes vectors with any server that speaks the OpenAI
// embeddings API, through langchaingo.
//
// langchaingo's client neither retries nor checks what comes back, and it may
// change the caller's texts; embedder.go sends copies in small batches and
// checks every answer, transport.go retries, bounds and puts in order.
//
// The other way round, retriever.go offers our search to chains of langchaingo.
package openai
