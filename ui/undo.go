package ui

import (
	"context"
	"time"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// undo lets what was just sent be taken back: a countdown at the lower edge, one key, and, after a crash, the time that is
// left. What may be taken back is decided by the outbox, which keeps the moment in the company file.
type undo struct {
	desk    *desk
	numbers []string
	until   time.Time
	toast   *widget.Toast
	stop    func()
}

func newUndo(d *desk) *undo { return &undo{desk: d} }

// offer begins a countdown for documents just issued; one that runs takes them along.
func (u *undo) offer(numbers []string, until time.Time) {
	if len(numbers) == 0 || !until.After(u.desk.tongue.Clock()) {
		return
	}
	u.numbers = append(u.numbers, numbers...)
	if until.After(u.until) {
		u.until = until
	}
	if u.toast == nil {
		u.toast = u.desk.shell.Toast(theme.GlyphDispatch, widget.Accent, u.words(), u.desk.T("undo.action"), u.press, 0)
	}
	u.tick()
}

// offerUndo begins the countdown of documents issued this moment; the company says how long it is.
func (d *desk) offerUndo(numbers []string) {
	d.undo.offer(numbers, d.tongue.Clock().Add(time.Duration(d.company.SendUndo)*time.Second))
}

func (u *undo) words() string {
	return u.desk.tongue.UndoText(len(u.numbers), u.until.Sub(u.desk.tongue.Clock()))
}

func (u *undo) tick() {
	if u.stop != nil {
		u.stop()
	}
	if !u.until.After(u.desk.tongue.Clock()) {
		u.end()
		return
	}
	u.toast.SetText(u.words())
	u.stop = u.desk.after(time.Second, u.tick)
}

func (u *undo) end() {
	if u.stop != nil {
		u.stop()
	}
	if u.toast != nil {
		u.toast.Close()
	}
	u.numbers, u.until, u.toast, u.stop = nil, time.Time{}, nil, nil
}

// press takes back what has not left yet; without anything to take back it does nothing.
func (u *undo) press() {
	numbers := u.numbers
	if len(numbers) == 0 {
		return
	}
	u.end()
	d := u.desk
	ask(d, func(ctx context.Context) (int, error) { return d.services.UndoSend(ctx, numbers) }, func(n int, err error) {
		switch {
		case err != nil:
			d.complain(err)
		case n == 0:
			d.shell.Toast(theme.GlyphInfo, widget.Warn, d.T("undo.late"), "", nil, 2*widget.ToastTime)
		default:
			d.tell(d.T("undo.done", "N", n))
		}
	})
}

// resume offers again what was sent before the program was last closed, or broke off.
func (u *undo) resume() {
	u.end()
	d := u.desk
	fetch(d, d.services.Outbox, func(rows []billing.DeliveryRow) {
		var numbers []string
		until := time.Time{}
		for _, r := range rows {
			if r.State == billing.Queued && r.Attempts == 0 && r.NotBefore.After(d.tongue.Clock()) {
				numbers = append(numbers, r.Invoice)
				if r.NotBefore.After(until) {
					until = r.NotBefore
				}
			}
		}
		u.offer(numbers, until)
	})
}
