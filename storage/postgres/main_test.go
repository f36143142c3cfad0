package postgres_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

func TestMain(m *testing.M) {
	if url := storagetest.Target(); url != "" {
		if err := write(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(func() int {
		code := pgtest.Main(m)
		if code == 0 {
			if err := storagetest.Leaks(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
		return code
	}())
}

func write(url string) error {
	s, err := postgres.Open(context.Background(), url)
	if err != nil {
		return err
	}
	return storagetest.Write(context.Background(), s, os.Stdout)
}
