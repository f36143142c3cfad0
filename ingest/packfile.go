package ingest

import "slices"

// PackFile reports whether a file of this name, in a folder, is read as part
// of its pack.
func PackFile(name string) bool {
	return isSourceName(name) || slices.Contains(companions, name)
}
