// Command gen writes the JSON Schema of rules.yaml to the file it is given.
package main

import (
	"fmt"
	"os"

	"clausewise/calculators"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want one file name, got %d", len(args))
	}
	b, err := calculators.FileSchema()
	if err != nil {
		return fmt.Errorf("make the schema: %w", err)
	}
	return os.WriteFile(args[0], b, 0o644)
}
