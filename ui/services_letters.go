package ui

import (
	"context"

	"fakturist/billing"
)

// letterServices are the use cases of the print pile.
type letterServices interface {
	// Pile is the check list of letters to be printed and posted, sorted as Printing says.
	Pile(ctx context.Context) ([]billing.LetterRow, error)
	// Printing is how letters were printed last.
	Printing(ctx context.Context) (billing.Printing, error)
	// RememberPrinting keeps how letters are printed for the next time.
	RememberPrinting(ctx context.Context, how billing.Printing) error
	// Printers are the printers of this machine, the default one first; print.Default ("default") has no name of its own.
	Printers(ctx context.Context) ([]string, error)
	// PrintLetters merges these letters into one PDF and prints it when a printer is named; without ids it takes all that were
	// not printed yet. Letters printed before are refused (letters-printed) unless how says again.
	PrintLetters(ctx context.Context, ids []int64, how billing.Printing) (billing.PrintedPile, error)
	// MarkPosted says that letters were posted.
	MarkPosted(ctx context.Context, ids []int64) error
}
