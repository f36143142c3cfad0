package access

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Cost is the work of one argon2id hash.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is 19 MiB and two passes, the second of the settings RFC 9106
// and OWASP recommend where memory is scarce.
func DefaultCost() Cost { return Cost{Memory: 19 * 1024, Passes: 2, Threads: 1} }

// What a stored hash may ask for: a damaged store must not stop the service.
const (
	maxMemory = 1 << 20 // KiB
	maxPasses = 64

	saltBytes = 16
	hashBytes = 32
)

// MinPassword and MaxPassword bound a password, in characters.
const (
	MinPassword = 10
	MaxPassword = 200
)

var errHash = errors.New("stored password hash cannot be read")

// hashPassword makes $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func hashPassword(password string, c Cost, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	sum := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// verifyPassword reports whether a password belongs to a hash, and what the
// hash cost.
func verifyPassword(password, hash string) (bool, Cost, error) {
	c, salt, want, err := readHash(hash)
	if err != nil {
		return false, c, err
	}
	got := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, c, nil
}

func readHash(hash string) (c Cost, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return c, nil, nil, errHash
	}
	var numbers [3]uint64
	fields := strings.Split(parts[3], ",")
	if len(fields) != 3 {
		return c, nil, nil, errHash
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(fields[i], name)
		if numbers[i], err = strconv.ParseUint(digits, 10, 32); !ok || err != nil {
			return c, nil, nil, errHash
		}
	}
	if numbers[0] < 8 || numbers[0] > maxMemory || numbers[1] < 1 || numbers[1] > maxPasses || numbers[2] < 1 || numbers[2] > 64 {
		return c, nil, nil, errHash
	}
	c = Cost{Memory: uint32(numbers[0]), Passes: uint32(numbers[1]), Threads: uint8(numbers[2])}
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	sum, sumErr := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if saltErr != nil || sumErr != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return c, nil, nil, errHash
	}
	return c, salt, sum, nil
}

// checkPassword refuses what is guessed first: short ones, the user's own
// name, a few characters repeated, the keys in a row.
func checkPassword(user, password string) error {
	n := utf8.RuneCountInString(password)
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	low := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsAny(password, "\x00\r\n"):
		return invalid("密码里有不能用的字符")
	case n < MinPassword:
		return invalid("密码至少要%d个字符；几个不相干的词连起来就好记", MinPassword)
	case n > MaxPassword:
		return invalid("密码最多%d个字符", MaxPassword)
	case user != "" && strings.Contains(low, strings.ToLower(user)):
		return invalid("密码里不能有用户名")
	case len(distinct) < 5:
		return invalid("密码里不同的字符太少")
	case inARow(low):
		return invalid("密码太容易猜，请不要用键盘上或数字里连着的一串")
	}
	return nil
}

// inARow reports whether a password is little more than neighbouring keys.
func inARow(low string) bool {
	for _, row := range []string{"01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "password", "admin"} {
		for size := len(row); size >= 5; size-- {
			for at := 0; at+size <= len(row); at++ {
				low = strings.ReplaceAll(low, row[at:at+size], "")
			}
		}
	}
	return utf8.RuneCountInString(low) < 4
}
