package data

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"fakturist/billing"
)

//go:embed migration/*.sql
var migrationFS embed.FS

// step is one migration: its place in the list is its version less one. A released one is never edited.
type step struct {
	name string
	sql  string
}

// embedded are the migrations of this program.
var embedded = mustSteps(migrationFS)

// mustSteps reads the steps in the order of their names. They are part of the program, so a wrong one is a programmer's error.
func mustSteps(fsys fs.FS) []step {
	names, err := fs.Glob(fsys, "migration/*.sql")
	if err != nil {
		panic(err)
	}
	var steps []step
	for i, name := range names { // Glob sorts
		if want := fmt.Sprintf("%04d_", i+1); path.Base(name)[:5] != want {
			panic(fmt.Sprintf("migration %s: want one that begins with %s", name, want))
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic(err)
		}
		steps = append(steps, step{name: path.Base(name), sql: string(b)})
	}
	return steps
}

// upgrade brings an existing file up to date, after a copy of it was made and checked beside it.
func (s *Store) upgrade(ctx context.Context, steps []step, version int) error {
	if s.opt.scratch {
		return s.migrate(ctx, steps, version)
	}
	keep := fmt.Sprintf("%s.v%d.bak", s.path, version)
	for n := 2; exists(keep); n++ {
		keep = fmt.Sprintf("%s.v%d-%d.bak", s.path, version, n)
	}
	if err := copyDatabase(ctx, s.path, keep, s.opt.wait()); err != nil {
		return fmt.Errorf("copy before migration: %w", err)
	}
	return s.migrate(ctx, steps, version)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// migrate runs the steps after version, each in one transaction with its bookkeeping.
func (s *Store) migrate(ctx context.Context, steps []step, version int) error {
	for v := version + 1; v <= len(steps); v++ {
		if err := s.migrateStep(ctx, v, steps[v-1]); err != nil {
			return fmt.Errorf("migration %s: %w", steps[v-1].name, err)
		}
	}
	return nil
}

// rebuilds begins a step that makes a table anew, which SQLite allows only while foreign keys are not looked at.
const rebuilds = "-- foreign keys: off"

// migrateStep asks for the version again inside the transaction: another program may have migrated meanwhile.
func (s *Store) migrateStep(ctx context.Context, version int, st step) (err error) {
	conn, err := s.writer.db.Conn(ctx)
	if err != nil {
		return mapError(err)
	}
	defer conn.Close()
	anew := strings.HasPrefix(st.sql, rebuilds)
	if anew {
		if _, err = conn.ExecContext(ctx, `PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON`); err != nil {
			return mapError(err)
		}
		defer func() {
			_, on := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF`)
			err = errors.Join(err, mapError(on))
		}()
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return mapError(err)
	}
	defer tx.Rollback()
	var now int
	if err = tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil {
		return mapError(err)
	}
	if now >= version {
		return nil
	}
	if _, err = tx.ExecContext(ctx, st.sql); err != nil {
		return mapError(err)
	}
	if anew {
		if err = foreignKeysHold(ctx, tx); err != nil {
			return err
		}
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO migration (version, name, sha256, at) VALUES ($1, $2, $3, $4)`,
		version, st.name, billing.Digest([]byte(st.sql)), moment(s.opt.Now())); err != nil {
		return mapError(err)
	}
	if _, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version)); err != nil {
		return mapError(err)
	}
	return mapError(tx.Commit())
}

// foreignKeysHold looks at every reference after a table was made anew.
func foreignKeysHold(ctx context.Context, tx *sql.Tx) error {
	var table string
	err := tx.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return mapError(err)
	}
	return fmt.Errorf("%w: table %s refers to rows that are not there", ErrDamaged, table)
}

// integrity runs quick_check or integrity_check; anything but "ok" is ErrDamaged.
func integrity(ctx context.Context, db *sql.DB, check string) error {
	var first string
	if err := db.QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&first); err != nil {
		return mapError(err)
	}
	if first != "ok" {
		return errors.Join(ErrDamaged, errors.New(first))
	}
	return nil
}
