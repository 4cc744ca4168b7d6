package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// copyDatabase writes a compact copy of an open database to a name nobody has and checks it through.
func copyDatabase(ctx context.Context, from *sql.DB, to string, wait time.Duration) error {
	if _, err := from.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return fmt.Errorf("copy to %q: %w", to, mapError(err))
	}
	if err := checkCopy(ctx, to, wait); err != nil {
		return errors.Join(fmt.Errorf("copy to %q: %w", to, err), removeDatabase(to))
	}
	return syncFile(to)
}

// checkCopy opens a finished copy and looks through all of it.
func checkCopy(ctx context.Context, path string, wait time.Duration) error {
	db, err := sql.Open("sqlite", dsn(path, wait, modeCheck))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(integrity(ctx, db, "integrity_check"), db.Close())
}
