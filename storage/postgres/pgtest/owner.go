package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// nobody is the user that runs the cluster where we are root, whom
// PostgreSQL refuses.
const nobody = 65534

// owner runs the server's programs: as ourselves, or as nobody for root.
type owner struct{ asNobody bool }

// newOwner gives the cluster's folder to its owner.
func newOwner(dir string) (owner, error) {
	o := owner{asNobody: os.Geteuid() == 0}
	if o.asNobody {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return o, fmt.Errorf("give the folder to another user: %w", err)
		}
	}
	return o, nil
}

// reach returns a folder of programs that the owner can reach: bin, or where
// a folder above it is closed to others, such as root's home, a copy of the
// tree in dir.
func (o owner) reach(bin, dir string) (string, error) {
	if !o.asNobody || open(bin) {
		return bin, nil
	}
	// bin is <tree>/usr/lib/postgresql/<version>/bin; its libraries and its
	// share folder are found relative to it.
	tree, err := filepath.Abs(filepath.Join(bin, "../../../../.."))
	if err != nil {
		return "", err
	}
	within, err := filepath.Rel(tree, bin)
	if err != nil {
		return "", err
	}
	to := filepath.Join(dir, "tree")
	// Whatever the umask makes of it, others may read the copy.
	for _, args := range [][]string{{"cp", "-R", filepath.Join(tree, "usr"), to}, {"chmod", "-R", "a+rX", to}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("copy the server to where user %d reaches it: %w\n%s", nobody, err, out)
		}
	}
	return filepath.Join(dir, "tree", within[len("usr"):]), nil
}

// open reports whether everybody may enter dir and all folders above it.
func open(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}

func (o owner) command(bin, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir = "/"
	// Few variables: a PGHOST or PGDATA of the caller must not lead it astray.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TZ=UTC", "LC_ALL=C"}
	// A private tree brings its own libraries, which no loader knows of.
	libraries, _ := filepath.Glob(filepath.Join(bin, "../../../*-linux-gnu*"))
	if len(libraries) > 0 && filepath.Dir(libraries[0]) != "/usr/lib" {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+libraries[0])
	}
	cmd.SysProcAttr = attributes(o.asNobody)
	return cmd
}
