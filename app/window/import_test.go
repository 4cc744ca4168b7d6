package window_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing"
	"fakturist/billing/register"
)

func TestSession_BringsARegisterOver(t *testing.T) {
	dir := home(t)
	ctx := context.Background()
	s := newSession(t)
	if err := s.CreateCompany(ctx, "", billing.Settings{"name": "Solbakken IL"}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kunder.csv")
	if err := os.WriteFile(path, []byte("Navn;E-post\nMona Lind;mona@example.no\nArne Vik;arne@example.no\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := s.ReadSheet(ctx, path, "")
	if err != nil {
		t.Fatal(err)
	}
	if kind := s.GuessKind(sheet); kind != register.Customers {
		t.Errorf("it seems to hold %s", kind)
	}
	m, err := s.GuessMapping(ctx, sheet, register.Customers)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.PlanImport(ctx, sheet, m)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := s.Customers(ctx, "", "", "", 10); err != nil || len(page.Rows) != 0 {
		t.Fatalf("planning wrote %d customers, %v", len(page.Rows), err)
	}
	done, err := s.ApplyImport(ctx, plan, register.Choices{})
	if err != nil || done.Added != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	if page, err := s.Customers(ctx, "", "", "", 10); err != nil || len(page.Rows) != 2 {
		t.Errorf("%d customers, %v", len(page.Rows), err)
	}
	if _, err := s.ReadSheet(ctx, filepath.Join(dir, "none.csv"), ""); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestSession_KeepsWhatOthersSend(t *testing.T) {
	dir := home(t)
	ctx := context.Background()
	s := newSession(t)
	if err := s.CreateCompany(ctx, "", billing.Settings{"name": "Solbakken IL"}); err != nil {
		t.Fatal(err)
	}
	r, err := s.ReceiveFile(ctx, "../../billing/ubl/testdata/everything.xml")
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.ReceivedList(ctx, "", 10)
	if err != nil || len(page.Rows) != 1 || page.Rows[0].ID != r.ID {
		t.Fatalf("list %+v, %v", page, err)
	}
	document, pages, err := s.ReceivedDocument(ctx, r.ID)
	if err != nil || len(pages) == 0 || len(document.Attached) == 0 {
		t.Fatalf("%d pages, %d attachments, %v", len(pages), len(document.Attached), err)
	}
	to := filepath.Join(dir, "paper.pdf")
	if err := s.SaveReceivedFile(ctx, r.ID, 0, to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Size() == 0 {
		t.Errorf("stored %v, %v", info, err)
	}
}

func TestSession_RegistersAskForACompany(t *testing.T) {
	home(t)
	ctx := context.Background()
	s := newSession(t)
	if _, _, err := s.WhoIs(ctx, "974760673"); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("who is: %v", err)
	}
	if _, err := s.SearchRegister(ctx, "skog"); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("search: %v", err)
	}
}
