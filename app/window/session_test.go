package window_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"fakturist/app"
	"fakturist/app/window"
	"fakturist/billing"
)

// home gives the user's data folder a place of its own for a test.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("FAKT_DATA", dir)
	return dir
}

func newSession(t *testing.T) *window.Session {
	t.Helper()
	s := window.NewSession(app.Options{})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSession_WithoutCompanySaysSo(t *testing.T) {
	home(t)
	s := newSession(t)
	if _, err := s.Dashboard(context.Background()); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("dashboard: %v", err)
	}
	if err := s.SendNow(context.Background()); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("send: %v", err)
	}
	if err := s.OpenLast(context.Background()); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("open last: %v", err)
	}
}

func TestSession_CreateChoosesANameNobodyHas(t *testing.T) {
	dir := home(t)
	ctx := context.Background()
	s := newSession(t)
	for _, want := range []string{"solbakken-il-aesoa.fakt", "solbakken-il-aesoa-2.fakt"} {
		if err := s.CreateCompany(ctx, "", billing.Settings{"name": "Solbakken IL / ÆSØÅ"}); err != nil {
			t.Fatal(err)
		}
		if got := app.LastCompany(); got != filepath.Join(dir, want) {
			t.Errorf("made %q, want %s", got, want)
		}
	}
	if err := s.CreateCompany(ctx, filepath.Join(dir, "solbakken-il-aesoa.fakt"), billing.Settings{"name": "X"}); app.Faults(err) == nil {
		t.Errorf("overwrote: %v", err)
	}
}

func TestSession_KeepsTheOpenFileWhenAnotherCannotBeOpened(t *testing.T) {
	dir := home(t)
	ctx := context.Background()
	s := newSession(t)
	if err := s.CreateCompany(ctx, "", billing.Settings{"name": "Klubb"}); err != nil {
		t.Fatal(err)
	}
	opened := 0
	defer s.Subscribe(func(change billing.Signal) {
		if _, ok := change.(billing.CompanyOpened); ok {
			opened++
		}
	})()
	if err := s.OpenCompany(ctx, filepath.Join(dir, "borte.fakt")); app.Faults(err) == nil {
		t.Errorf("opened nothing: %v", err)
	}
	if c, err := s.Company(ctx); err != nil || c.Name != "Klubb" || opened != 0 {
		t.Errorf("company %q, %v, told %d times", c.Name, err, opened)
	}
}

func TestSession_PracticeIsInTheMiddleOfItsWork(t *testing.T) {
	home(t)
	ctx := context.Background()
	s := newSession(t)
	if err := s.OpenPractice(ctx); err != nil {
		t.Fatal(err)
	}
	c, err := s.Company(ctx)
	if err != nil || !c.Practice {
		t.Fatalf("practice %v, %v", c.Practice, err)
	}
	board, err := s.Dashboard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if board.Outstanding.Count == 0 || board.Overdue.Count == 0 || len(board.Tasks) == 0 || board.Customers == 0 {
		t.Errorf("nothing to do: %+v", board)
	}
	drafts, err := s.Invoices(ctx, billing.InvoiceQuery{})
	if err != nil || len(drafts.Rows) == 0 {
		t.Errorf("%d documents, %v", len(drafts.Rows), err)
	}
	if rows, err := s.Pile(ctx); err != nil || len(rows) == 0 {
		t.Errorf("pile of %d, %v", len(rows), err)
	}
	if done, err := s.PrintLetters(ctx, nil, billing.Printing{}); err != nil || len(done.Letters) == 0 || done.Path == "" {
		t.Errorf("printed %+v, %v", done, err)
	}
	if faults, err := s.Verify(ctx); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
	if app.LastCompany() != "" {
		t.Error("the practice company is remembered as the last one")
	}
}
