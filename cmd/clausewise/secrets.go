package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// secret reads a secret from the environment: NAME itself, or the file that
// NAME_FILE names, as containers and systemd hand them over. Command lines
// are visible to every user of a machine.
func secret(name string) (string, error) {
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE 指向的文件读不出来：%w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// databaseFlag lets --database-url, which holds a password, be read from a
// file too.
func databaseFlag(url string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if flag.Name != "database-url" || url == "" {
			return nil, nil
		}
		return url, nil
	})
}
