package app

import (
	"fmt"

	"fakturist/billing"
)

// ReadBases reads one basis of a kind, or an array of them: {"draft": {…}, "validUntil": "2026-12-31"}. Attachments and papers
// named by path are read from folder. Every fault comes with the basis it stands in; unknown fields are refused by name.
func ReadBases(b []byte, kind billing.Kind, folder string) ([]billing.Basis, billing.Faults) {
	parts, faults := oneOrMany(b)
	var out []billing.Basis
	for i, part := range parts {
		basis, more := readBasis(part, kind, folder)
		if len(parts) != 1 {
			more = within(fmt.Sprintf("bases[%d]", i), more)
		}
		faults = append(faults, more...)
		out = append(out, basis)
	}
	if len(parts) == 0 {
		faults.Add("json-empty", "")
	}
	return out, faults
}

func readBasis(b []byte, kind billing.Kind, folder string) (billing.Basis, billing.Faults) {
	var basis billing.Basis
	if faults := strictJSON(b, &basis); faults.Err() != nil {
		return basis, faults
	}
	var faults billing.Faults
	if basis.Kind != "" && basis.Kind != kind {
		faults.Add("basis-kind-wrong", "kind", "kind", string(basis.Kind))
	}
	basis.ID, basis.Kind = 0, kind
	faults = append(faults, within("draft", checkNumbers(basis.Draft))...)
	for i := range basis.Draft.Attachments {
		readAttachment(&basis.Draft.Attachments[i], folder, fmt.Sprintf("draft.attachments[%d]", i), &faults)
	}
	for i := range basis.Papers {
		readAttachment(&basis.Papers[i], folder, fmt.Sprintf("papers[%d]", i), &faults)
	}
	return basis, faults
}

// ReadPapers reads files that came back, such as a signed offer.
func ReadPapers(paths []string) ([]billing.Attachment, billing.Faults) {
	var faults billing.Faults
	out := make([]billing.Attachment, len(paths))
	for i, path := range paths {
		out[i].Path = path
		readAttachment(&out[i], ".", fmt.Sprintf("papers[%d]", i), &faults)
	}
	return out, faults
}

// ReadGroupOrder reads an order of one invoice for every member of a group; attachments named by path are read from folder.
func ReadGroupOrder(b []byte, folder string) (billing.GroupOrder, billing.Faults) {
	var o billing.GroupOrder
	if faults := strictJSON(b, &o); faults.Err() != nil {
		return o, faults
	}
	faults := within("draft", checkNumbers(o.Draft))
	for i := range o.Draft.Attachments {
		readAttachment(&o.Draft.Attachments[i], folder, fmt.Sprintf("draft.attachments[%d]", i), &faults)
	}
	return o, faults
}
