package app

import (
	"fmt"

	"fakturist/billing"
)

// ReadWorkJSON reads one row of hours or expenses or an array of them; unknown fields are refused by name. Receipts named by
// path are read from folder.
func ReadWorkJSON(b []byte, folder string) ([]billing.Work, billing.Faults) {
	parts, faults := oneOrMany(b)
	var rows []billing.Work
	for i, part := range parts {
		var w billing.Work
		more := strictJSON(part, &w)
		if len(more) == 0 {
			more = checkWorkNumbers(w)
		}
		if w.Receipt != nil {
			readAttachment(w.Receipt, folder, "receipt", &more)
		}
		if len(parts) > 1 {
			more = within(fmt.Sprintf("work[%d]", i), more)
		}
		faults = append(faults, more...)
		rows = append(rows, w)
	}
	if len(parts) == 0 {
		faults.Add("json-empty", "")
	}
	return rows, faults
}
