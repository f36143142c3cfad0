// Package schema writes the JSON Schemas (draft 2020-12) of what tools and the
// REST interface take and give, from the Go types that carry it: tool lists
// and OpenAPI then cannot differ from what is sent.
//
// A struct type becomes a definition of its own, referred to by name, so that
// types may contain themselves (a result its parts). The closed values of the
// project's string types stand in enums.go; what fields mean, in Chinese and
// English, in fields.txt for the types of other packages, and in `jsonschema`
// tags for types made only to be sent.
package schema
