package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"fakturist/billing"
)

// Tx implements the ports of the domain.
var _ billing.Tx = (*Tx)(nil)

// handle is a pool of connections with its prepared statements.
type handle struct {
	db     *sql.DB
	memory *memory // what the one writing connection remembers; nil on the pool of readers
	mu     sync.Mutex
	stmts  map[string]*sql.Stmt
}

func newHandle(dsn string, conns int) (*handle, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	h := &handle{db: db, stmts: map[string]*sql.Stmt{}}
	if conns == 1 {
		h.memory = &memory{}
	}
	return h, nil
}

// kept is the statement of a query, parsed once for the life of a connection; nil before the first transaction that used it
// is over. The text of every query is a constant of this package or one of a few variants, so the map stays small.
func (h *handle) kept(query string) *sql.Stmt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stmts[query]
}

// keep prepares, outside of any transaction, what a transaction had to prepare for itself.
func (h *handle) keep(ctx context.Context, queries []string) {
	for _, q := range queries {
		if h.kept(q) != nil {
			continue
		}
		st, err := h.db.PrepareContext(ctx, q)
		if err != nil {
			return // the next transaction prepares for itself again and tells what is wrong
		}
		h.mu.Lock()
		if h.stmts[q] == nil {
			h.stmts[q], st = st, nil
		}
		h.mu.Unlock()
		if st != nil {
			st.Close()
		}
	}
}

func (h *handle) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var err error
	for _, st := range h.stmts {
		err = errors.Join(err, st.Close())
	}
	h.stmts = map[string]*sql.Stmt{}
	return errors.Join(err, h.db.Close())
}

// Tx is one transaction on the company file: of Update, or of View, where every change fails with ErrReadOnly. It is used
// by one goroutine and not after its function returned.
type Tx struct {
	tx    *sql.Tx
	h     *handle
	now   time.Time
	actor string
	notes []note // rows of the audit log, written at the end
	stmts map[string]*sql.Stmt
	fresh []string // queries without a kept statement

	checked         bool           // the connection's memory was compared with the file
	changedSettings bool           // by this transaction
	unsent          map[int64]bool // documents issued here that no delivery was made of
}

// Update runs f in a transaction and commits when it returns nil; else nothing of it remains. The audit rows of what f
// changed are written last, in the same transaction. f must not touch the network, and must not call Update or what calls it
// (Lookups.Put), for there is one writer.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	if s.writer == nil {
		return ErrReadOnly
	}
	return s.run(ctx, s.writer, func(t *Tx) error {
		if err := f(t); err != nil {
			return err
		}
		if err := t.markUnsent(ctx); err != nil {
			return err
		}
		return t.seal(ctx)
	})
}

// View runs f in a transaction that only reads; it sees one state of the file throughout.
func (s *Store) View(ctx context.Context, f func(*Tx) error) error { return s.run(ctx, s.reader, f) }

func (s *Store) run(ctx context.Context, h *handle, f func(*Tx) error) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", mapError(err))
	}
	t := &Tx{tx: tx, h: h, now: s.opt.Now().UTC(), actor: s.opt.actor(), stmts: map[string]*sql.Stmt{}, unsent: map[int64]bool{}}
	defer func() {
		if tx != nil {
			tx.Rollback() // after an error or a panic of f; SQLite may have rolled back itself
			h.forget()
		}
		if len(t.fresh) > 0 {
			h.keep(ctx, t.fresh)
		}
	}()
	if err = f(t); err != nil {
		return err
	}
	if err = tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", mapError(err))
	}
	tx = nil
	return nil
}

// Now is the moment the transaction began, UTC.
func (t *Tx) Now() time.Time { return t.now }

// stmt gives the statement of a query. With one connection the pool has none to spare for db.Prepare while a transaction
// runs, so an unknown query is prepared on the transaction this once and kept after it.
func (t *Tx) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st := t.stmts[query]; st != nil {
		return st, nil
	}
	if kept := t.h.kept(query); kept != nil {
		t.stmts[query] = t.tx.StmtContext(ctx, kept)
		return t.stmts[query], nil
	}
	st, err := t.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil, mapError(err)
	}
	t.stmts[query] = st
	t.fresh = append(t.fresh, query)
	return st, nil
}

// exec runs a query that gives no rows.
func (t *Tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	res, err := st.ExecContext(ctx, args...)
	return res, mapError(err)
}

// change runs a query that must change exactly one row, else it gives ErrNotFound.
func (t *Tx) change(ctx context.Context, query string, args ...any) error {
	res, err := t.exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, billing.ErrNotFound)
	}
	return nil
}

// insert runs an INSERT and gives the new row's id.
func (t *Tx) insert(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// get reads one row into dest; no row is ErrNotFound.
func (t *Tx) get(ctx context.Context, query string, args []any, dest ...any) error {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return err
	}
	return mapError(st.QueryRowContext(ctx, args...).Scan(dest...))
}

// each calls f for every row of a query; f scans it and runs no query of the same text.
func (t *Tx) each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return mapError(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err = f(rows.Scan); err != nil {
			return mapError(err)
		}
	}
	return mapError(rows.Err())
}
