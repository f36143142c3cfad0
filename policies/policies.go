// Package policies holds the policy packs that are built into the program:
// a folder each, with the source text byte for byte as published.
package policies

import "embed"

// FS holds the built-in packs, a folder each.
//
//go:embed all:*/*
var FS embed.FS
