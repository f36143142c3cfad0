package ingest

// Severity says how much a finding matters.
type Severity string

// The severities of a finding.
const (
	Defect  Severity = "error"   // the text is broken or contradicts itself
	Unclear Severity = "warning" // two readings, of which an amount or a right depends
	Remark  Severity = "info"    // worth a look
)

// Finding is something in a policy text that its office should look at.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Document string   `json:"document"`
	Clause   string   `json:"clause"`
	Start    int      `json:"start"` // code points of the source
	End      int      `json:"end"`
	Quote    string   `json:"quote"`   // verbatim
	Message  string   `json:"message"` // what is wrong and why it matters, in Chinese
	Advice   string   `json:"advice"`  // what to do, in Chinese
}

// The rules of the linter.
const (
	RulePlaceholderDate   = "placeholder-date"
	RuleImpossibleDate    = "impossible-date"
	RuleMissingExpiry     = "missing-expiry"
	RuleRelativeStart     = "relative-start"
	RuleCapNeverBinds     = "cap-never-binds"
	RuleCapPeriod         = "cap-period"
	RuleTierGap           = "tier-gap"
	RuleTierOverlap       = "tier-overlap"
	RuleTierCriteria      = "tier-criteria"
	RuleBoundConflict     = "bound-conflict"
	RuleStack             = "stacked-grants"
	RuleRanking           = "ranking-groups"
	RuleSteps             = "partial-steps"
	RuleRateScope         = "rate-scope"
	RuleRateMissing       = "missing-rate"
	RuleUnitBase          = "unit-base"
	RuleThresholdList     = "threshold-list"
	RulePrecedence        = "or-and-precedence"
	RuleSoftCondition     = "soft-condition"
	RuleAverage           = "average-growth"
	RuleCurrency          = "foreign-currency"
	RuleUndefinedTerm     = "undefined-term"
	RuleUnusedDefinition  = "unused-definition"
	RuleCriteria          = "unnamed-criteria"
	RuleAuthority         = "unnamed-authority"
	RuleOpenList          = "open-list"
	RuleNumberingGap      = "numbering-gap"
	RuleNumberingRepeat   = "numbering-repeat"
	RuleDanglingReference = "dangling-reference"
	RuleCutEnding         = "cut-ending"
	RuleDoubled           = "doubled-sentence"
	RuleLostCharacter     = "lost-character"
	RuleWrongCharacter    = "wrong-character"
	RuleUnbalanced        = "unbalanced-marks"
	RuleMixedPunctuation  = "mixed-punctuation"
	RuleStraySpace        = "stray-space"
	RuleThresholdPeriod   = "threshold-period"
	RulePeriodEnd         = "period-end"
	RuleCapScope          = "cap-scope"
	RuleRecipient         = "missing-recipient"
	RuleModifier          = "loose-modifier"
	RuleScript            = "converted-script"
	RuleProof             = "differing-proof"
	RuleRateBase          = "rate-base"
	RuleDoubleClaim       = "double-claim"
	RuleRecurring         = "recurring-award"
	RuleMinimum           = "open-minimum"
	RuleLaterYears        = "later-years"
	RuleEventDay          = "event-day"
	RuleRestart           = "numbering-restart"
	RuleRunTogether       = "run-together"
	RuleTitle             = "title-differs"
	RulePromise           = "unmet-promise"
	RuleSeveral           = "several-things"
	RuleSubLet            = "sublet-space"
	RuleNavigation        = "navigation"
	RuleMarkerForm        = "marker-form"
)
