// Package access says who may do what: users and their roles, sign-in,
// sessions, API tokens, the sites that embed the chat, and the audit log. It
// knows nothing of HTTP, and keeps its data behind Store.
//
//	action.go      the permission table: which role may take which action
//	identity.go    somebody who has been recognised, by session or token
//	password.go    argon2id hashes that carry their own parameters
//	attempts.go    the delay that grows with failed sign-ins
//	signin.go      signing in and out
//	users.go, tokens.go, sites.go, settings.go
//	               what administrators do; every change carries its audit event
//	widget.go      short-lived tokens that let a page of a site open the chat
//	audit.go       the append-only log, each entry chained to the one before
//	store.go       the contract the storage backends implement
//
// Secrets (session and API tokens) are random 256 bit values of which only the
// SHA-256 is stored. Clock and randomness come from outside.
package access
