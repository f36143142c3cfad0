// Package web is the service people and programs reach over HTTP.
//
// A chat is a websocket at /ws. Its parts, from the wire upward:
//
//	frames.go        the JSON frames, read with suspicion
//	connection.go    one reader, one bounded writer, deadlines, pings
//	chat.go          what each client frame does
//	conversation.go  who is connected to a conversation, and its numbering
//	turns.go         questions in a queue, answered one at a time
//	resume.go        sending again what a dropped connection missed
//	widget.go        tokens for pages of sites; crossorigin.go, what they may ask
//	handoff.go       questions left for a person; handoffdesk.go, as staff see them
//
// Answers belong to conversations and not to connections: a question that was
// accepted is answered and stored even when its connection is gone, and every
// connection of the conversation gets the answer.
//
// Programs get the tools of package assistant over MCP (mcp.go; mcphttp.go and
// mcpstdio.go are its transports) and over REST (tools.go). operation.go is how
// a route describes itself; openapi.go makes the document of them.
//
// Staff work in the console (console is its front end, on the same API as
// everybody's programs):
//
//	identity.go     who makes a request, by session or token; guarded closes a
//	                route whose action the caller may not take
//	signin.go, openid.go, people.go, sites.go
//	                signing in, users, tokens, sites, the audit log
//	lookup.go       clauses while typing, with the calculator filled
//	desk.go, takeover.go, handoffdesk.go, insight.go
//	                conversations, answering in them, what has no answer
//	shelf.go, publish.go, ruleedit.go
//	                documents, proposals, figures of rules
//
// The rest is plain HTTP: routes.go lists it, api.go, calculate.go and curve.go
// answer it, assets.go serves the embedded page and widget, headers.go adds what
// every response carries, and errors.go alone decides which words and which
// status an error gets.
package web
