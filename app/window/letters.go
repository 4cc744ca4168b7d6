package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
)

// Pile is the check list of letters to be printed and posted.
func (s *Session) Pile(ctx context.Context) ([]billing.LetterRow, error) {
	return with(s, func(c *app.Company) ([]billing.LetterRow, error) { return c.Pile(ctx) })
}

// Printing is how letters were printed last.
func (s *Session) Printing(ctx context.Context) (billing.Printing, error) {
	return with(s, func(c *app.Company) (billing.Printing, error) { return c.Printing(ctx) })
}

// RememberPrinting keeps how letters are printed for the next time.
func (s *Session) RememberPrinting(ctx context.Context, how billing.Printing) error {
	return s.do(func(c *app.Company) error { return c.RememberPrinting(ctx, how) })
}

// Printers are the printers of this machine, the default one first.
func (s *Session) Printers(ctx context.Context) ([]string, error) {
	return with(s, func(c *app.Company) ([]string, error) { return c.Printers(ctx) })
}

// PrintLetters merges letters into one PDF beside the company file and prints it when a printer is named.
func (s *Session) PrintLetters(ctx context.Context, ids []int64, how billing.Printing) (billing.PrintedPile, error) {
	return with(s, func(c *app.Company) (billing.PrintedPile, error) { return c.PrintLetters(ctx, ids, how) })
}

// MarkPosted says that letters were posted.
func (s *Session) MarkPosted(ctx context.Context, ids []int64) error {
	return s.do(func(c *app.Company) error { return c.MarkPosted(ctx, ids) })
}
