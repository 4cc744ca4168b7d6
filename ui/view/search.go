package view

import "fakturist/billing"

// HitRow is one answer of the search over everything.
type HitRow struct {
	Kind   Chip
	Title  string
	Detail string
	Amount string
	Hit    billing.SearchHit
}

// Hit puts an answer into words.
func (t Tongue) Hit(h billing.SearchHit) HitRow {
	row := HitRow{Kind: Chip{Text: t.T("hit." + h.Kind), Tone: Quiet}, Title: h.Title, Detail: join(h.Detail, t.Date(h.Date)), Hit: h}
	if !h.Amount.IsZero() {
		row.Amount = t.Amount(h.Amount)
	}
	if row.Title == "" {
		row.Title = h.Ref
	}
	return row
}
