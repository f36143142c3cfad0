package ingest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestLintBuiltins compares the findings on the built-in documents with files
// that were read, finding by finding, against the text.
func TestLintBuiltins(t *testing.T) {
	for _, name := range packNames {
		t.Run(name, func(t *testing.T) {
			golden(t, "lint/"+name+".txt", findingLines(t, loadBuiltin(t, name), builtinLibrary(t), true))
		})
	}
}

// builtinLibrary holds the built-in documents together, as a library does.
func builtinLibrary(t *testing.T) Library {
	t.Helper()
	var out PackLibrary
	for _, name := range packNames {
		out = append(out, loadBuiltin(t, name))
	}
	return out
}

// TestLintRules runs the texts of testdata/lint: each has a name, and what is
// to be found in it. A text whose name ends in -ok has nothing to find.
func TestLintRules(t *testing.T) {
	files, err := filepath.Glob("testdata/lint/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	found := map[string]bool{}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(a.Files); i++ {
			f := a.Files[i]
			name, isText := strings.CutSuffix(f.Name, ".txt")
			if !isText {
				continue
			}
			t.Run(name, func(t *testing.T) {
				p := loadText(t, string(f.Data))
				for _, x := range Lint(p, nil) {
					found[x.Rule] = true
				}
				got := findingLines(t, p, nil, false)
				if strings.HasSuffix(name, "-ok") {
					if got != "" {
						t.Errorf("found\n%s", got)
					}
					return
				}
				goldenFile(t, file, a, name+".found", got)
			})
		}
	}
	for _, p := range packNames {
		for _, x := range Lint(loadBuiltin(t, p), builtinLibrary(t)) {
			found[x.Rule] = true
		}
	}
	for _, rule := range allRules {
		if !found[rule] {
			t.Errorf("no text shows %s", rule)
		}
	}
}

var allRules = []string{
	RulePlaceholderDate, RuleImpossibleDate, RuleMissingExpiry, RuleRelativeStart, RuleCapNeverBinds, RuleCapPeriod,
	RuleTierGap, RuleTierOverlap, RuleTierCriteria, RuleBoundConflict, RuleStack, RuleRanking, RuleSteps, RuleRateScope, RuleRateMissing, RuleUnitBase,
	RuleThresholdList, RulePrecedence, RuleSoftCondition, RuleAverage, RuleCurrency, RuleUndefinedTerm, RuleUnusedDefinition,
	RuleCriteria, RuleAuthority, RuleOpenList, RuleNumberingGap, RuleNumberingRepeat, RuleDanglingReference, RuleCutEnding,
	RuleDoubled, RuleLostCharacter, RuleWrongCharacter, RuleUnbalanced, RuleMixedPunctuation, RuleStraySpace,
	RuleThresholdPeriod, RulePeriodEnd, RuleCapScope, RuleRecipient, RuleModifier, RuleScript,
	RuleProof, RuleRateBase, RuleDoubleClaim, RuleRecurring, RuleMinimum, RuleLaterYears, RuleEventDay, RuleRestart, RuleRunTogether,
	RuleTitle, RulePromise, RuleSeveral, RuleSubLet, RuleNavigation, RuleMarkerForm,
}

// findingLines writes findings for people to read, and checks their spans.
func findingLines(t *testing.T, p Pack, library Library, messages bool) string {
	t.Helper()
	source := []rune(p.Source)
	var b strings.Builder
	for _, f := range Lint(p, library) {
		if got := string(source[f.Start:f.End]); got != f.Quote || got == "" {
			t.Errorf("%s: span holds %q, want %q", f.Rule, got, f.Quote)
		}
		if f.Message == "" || f.Advice == "" || f.Document == "" || f.Clause == "" {
			t.Errorf("incomplete: %+v", f)
		}
		fmt.Fprintf(&b, "%s %s %s “%s”\n", f.Clause, f.Severity, f.Rule, tidy(f.Quote))
		if messages {
			fmt.Fprintf(&b, "    %s %s\n", f.Message, f.Advice)
		}
	}
	return b.String()
}

// TestLintStatutes reads real statutes: rules about money, caps and terms
// find nothing in them, and what is found at all stays rare.
func TestLintStatutes(t *testing.T) {
	files, err := filepath.Glob("../../shared/statutes/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the statutes are not here")
	}
	// What real statutes do have: chapters that are missing from the text as
	// published, a missing half of a bracket, a half-width comma.
	expected := []string{RuleNumberingGap, RuleUnbalanced, RuleMixedPunctuation, RuleDoubled, RuleCurrency}
	found, other := 0, 0
	for _, file := range files {
		for _, f := range Lint(loadPath(t, file), nil) {
			found++
			if !slices.Contains(expected, f.Rule) {
				other++
				t.Logf("%s %s %s %q", filepath.Base(file), f.Clause, f.Rule, f.Quote)
			}
		}
	}
	if found > len(files) || other > len(files)/40 {
		t.Errorf("%d findings in %d statutes, %d of them of rules that statutes don't break", found, len(files), other)
	}
}
