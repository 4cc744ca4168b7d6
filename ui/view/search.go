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
	row := HitRow{Kind: Chip{Text: t.T("hit." + h.Kind), Tone: Quiet}, Title: h.Title, Detail: join(t.hitDetail(h), t.Date(h.Date)), Hit: h}
	if !h.Amount.IsZero() {
		row.Amount = t.Amount(h.Amount)
	}
	if row.Title == "" {
		row.Title = h.Ref
	}
	return row
}

// hitDetail tells hits of one name apart: a document by its number, a payment by where it stands.
func (t Tongue) hitDetail(h billing.SearchHit) string {
	switch h.Kind {
	case "invoice":
		if h.Detail == string(billing.KindCreditNote) {
			return t.T("detail.credit-note", "number", h.Ref)
		}
		return h.Ref
	case "draft":
		return "" // that it is one, the chip says
	case "entry":
		return t.T("entry." + h.Detail)
	}
	return h.Detail
}
