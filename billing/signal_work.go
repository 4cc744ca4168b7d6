package billing

// WorkChanged says that hours or expenses were stored, removed or freed. Where they stand follows from drafts and invoices:
// see DraftChanged and InvoiceIssued too.
type WorkChanged struct{}

// ReceivedFile says that a document somebody sent us was stored.
type ReceivedFile struct{ ID int64 }

func (WorkChanged) signal()  {}
func (ReceivedFile) signal() {}
