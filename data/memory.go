package data

import (
	"context"

	"fakturist/billing"
)

// memory is what the writing connection remembers from one transaction to the next, so that a thousand invoices are issued
// without reading the settings and the end of the audit log a thousand times. SQLite's data version tells when another
// program changed the file.
type memory struct {
	version int64            // data version of the connection when it was filled
	company *billing.Company // nil: not read; SaveSettings forgets it
	head    *AuditRow        // id and hash of the last audit row; nil: not read
}

// remembered is the memory of the connection, emptied when it is out of date; nil on a reading transaction.
func (t *Tx) remembered(ctx context.Context) (*memory, error) {
	m := t.h.memory
	if m == nil || t.checked {
		return m, nil
	}
	var version int64
	if err := t.get(ctx, `PRAGMA data_version`, nil, &version); err != nil {
		return nil, err
	}
	if m.version != version {
		*m = memory{version: version}
	}
	t.checked = true
	return m, nil
}

// forget empties the memory: after a transaction that failed, or before one whose changes are in it is committed.
func (h *handle) forget() {
	if h.memory != nil {
		*h.memory = memory{}
	}
}
