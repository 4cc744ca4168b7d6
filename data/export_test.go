package data

import "context"

// WriterExec runs SQL on the store's own writing connection, for settings that hold for one connection.
func WriterExec(s *Store, query string) error {
	_, err := s.writer.db.Exec(query)
	return err
}

// OpenSteps opens a file as a program with further migrations would.
func OpenSteps(ctx context.Context, path string, opt Options, more ...string) (*Store, error) {
	steps := append([]step(nil), embedded...)
	for _, sql := range more {
		steps = append(steps, step{name: "test.sql", sql: sql})
	}
	return openWith(ctx, path, opt, steps)
}

// MapError is how errors of the driver become ours.
var MapError = mapError

// SortKey and Fold are the keys of lists and of the search.
var (
	SortKey = sortKey
	Fold    = fold
)
