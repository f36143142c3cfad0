package calculators

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoFloats proves by types that no expression of the package, or of
// quantity, is a floating-point number, but for the one that is decoded from
// JSON and turned into digits at once (decoded.go).
func TestNoFloats(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "quantity"} {
		fset := token.NewFileSet()
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
		if _, err := config.Check(dir, fset, files, info); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for e, tv := range info.Types {
			if at := fset.Position(e.Pos()); isFloat(tv.Type) {
				seen++
				if !strings.HasSuffix(at.Filename, "decoded.go") {
					t.Errorf("%s: %s", at, tv.Type)
				}
			}
		}
		for id, o := range info.Defs {
			if at := fset.Position(id.Pos()); o != nil && isFloat(o.Type()) && !strings.HasSuffix(at.Filename, "decoded.go") {
				t.Errorf("%s: %s is a %s", at, id.Name, o.Type())
			}
		}
		if dir == "." && seen == 0 {
			t.Error("the test does not see the float in decoded.go")
		}
	}
}

// isFloat reports whether a type is, or is made of, floating-point numbers.
func isFloat(t types.Type) bool {
	switch t := t.(type) {
	case *types.Pointer:
		return isFloat(t.Elem())
	case *types.Slice:
		return isFloat(t.Elem())
	case *types.Map:
		return isFloat(t.Key()) || isFloat(t.Elem())
	case nil:
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}
