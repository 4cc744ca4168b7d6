package data_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

func options() data.Options { return data.Options{Now: clock, Wait: 50 * time.Millisecond} }

func TestCreate_NeverTouchesAnExistingFile(t *testing.T) {
	p := path(t)
	if err := os.WriteFile(p, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := data.Create(context.Background(), p, settings(), options()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want fs.ErrExist", err)
	}
	if b, _ := os.ReadFile(p); string(b) != "mine" {
		t.Errorf("file now %q", b)
	}
}

func TestCreate_FileIsPrivate(t *testing.T) {
	s := create(t)
	to := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{s.Path(), to} {
		fi, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && fi.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", p, fi.Mode().Perm())
		}
	}
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestCreate_RefusesSettingsThatCannotBe(t *testing.T) {
	p := path(t)
	_, err := data.Create(context.Background(), p, billing.Settings{"name": "X", "orgNo": "123456789"}, options())
	var fault *billing.FaultError
	if !errors.As(err, &fault) || fault.Faults[0].Code != "orgno-wrong" {
		t.Errorf("got %v", err)
	}
	left, _ := filepath.Glob(p + "*")
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOpen_TellsWhatIsWrong(t *testing.T) {
	good := path(t)
	s := createAt(t, good)
	issue(t, s, draft(1000))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make func(p string) error
		want error
	}{
		"missing":   {func(string) error { return nil }, fs.ErrNotExist},
		"empty":     {func(p string) error { return os.WriteFile(p, nil, 0o600) }, data.ErrNotCompany},
		"text":      {func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("number;name\n", 1000)), 0o600) }, data.ErrNotCompany},
		"truncated": {func(p string) error { return os.WriteFile(p, whole[:len(whole)/2], 0o600) }, data.ErrDamaged},
		"overwritten": {func(p string) error {
			b := append([]byte(nil), whole...)
			for i := 8192; i < 8192+40960; i++ {
				b[i] = 0xA5
			}
			return os.WriteFile(p, b, 0o600)
		}, data.ErrDamaged},
		"other program's": {func(p string) error {
			_, err := raw(t, p).Exec(`CREATE TABLE t (x); INSERT INTO t VALUES (1)`)
			return err
		}, data.ErrNotCompany},
		"newer": {func(p string) error {
			if err := os.WriteFile(p, whole, 0o600); err != nil {
				return err
			}
			_, err := raw(t, p).Exec(`PRAGMA user_version = 7`)
			return err
		}, data.ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			p := path(t)
			if err := c.make(p); err != nil {
				t.Fatal(err)
			}
			s, err := data.Open(context.Background(), p, options())
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), p) {
				t.Errorf("%q does not name the file", err)
			}
		})
	}
}

func TestOpen_LeavesAnotherProgramsFileAsItWas(t *testing.T) {
	p := path(t)
	db := raw(t, p)
	if _, err := db.Exec(`CREATE TABLE t (x); INSERT INTO t VALUES (1)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before, _ := os.ReadFile(p)
	data.Open(context.Background(), p, options())
	after, _ := os.ReadFile(p)
	if string(before) != string(after) {
		t.Error("a file that is not ours was changed")
	}
}

func TestOpen_LockedByAnotherProgram(t *testing.T) {
	p := path(t)
	createAt(t, p).Close()
	other := raw(t, p)
	if _, err := other.Exec(`PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE setting SET value = value`); err != nil {
		t.Fatal(err)
	}
	s, err := data.Open(context.Background(), p, options())
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, data.ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
}

func TestUpdate_WhileAnotherProgramWrites(t *testing.T) {
	p := path(t)
	createAt(t, p).Close()
	s, err := data.Open(context.Background(), p, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other := raw(t, p)
	if _, err := other.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx *data.Tx) error { return nil })
	if !errors.Is(err, data.ErrLocked) {
		t.Errorf("update: got %v, want ErrLocked", err)
	}
	view(t, s, func(tx *data.Tx) error { _, err := tx.Customer(context.Background(), "1001"); return err }) // reading goes on
	if _, err := other.Exec(`ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *data.Tx) error { return nil })
}

func TestOpen_ReadOnly(t *testing.T) {
	p := path(t)
	createAt(t, p).Close()
	opt := options()
	opt.ReadOnly = true
	s, err := data.Open(context.Background(), p, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Update(context.Background(), func(*data.Tx) error { return nil }); !errors.Is(err, data.ErrReadOnly) {
		t.Errorf("update: %v", err)
	}
	err = s.View(context.Background(), func(tx *data.Tx) error { return tx.SaveSettings(context.Background(), billing.Settings{"name": "X"}) })
	if !errors.Is(err, data.ErrReadOnly) {
		t.Errorf("a change in View: %v", err)
	}
	verify(t, s)
}

func TestView_CannotChange(t *testing.T) {
	s := create(t)
	err := s.View(context.Background(), func(tx *data.Tx) error { return tx.SaveSettings(context.Background(), billing.Settings{"name": "X"}) })
	if !errors.Is(err, data.ErrReadOnly) {
		t.Errorf("got %v, want ErrReadOnly", err)
	}
}

func TestMigrate_KeepsACheckedCopy(t *testing.T) {
	p := path(t)
	s := createAt(t, p)
	issue(t, s, draft(1000))
	s.Close()
	ctx := context.Background()
	s, err := data.OpenSteps(ctx, p, options(), `CREATE TABLE plan (id INTEGER PRIMARY KEY) STRICT`)
	if err != nil {
		t.Fatal(err)
	}
	var name string
	if err := raw(t, p).QueryRow(`SELECT name FROM migration ORDER BY version DESC LIMIT 1`).Scan(&name); err != nil || name != "test.sql" {
		t.Errorf("bookkeeping %q, %v", name, err)
	}
	verify(t, s)
	s.Close()
	copies, err := filepath.Glob(p + ".v*.bak")
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %v, %v", copies, err)
	}
	old := open(t, copies[0]) // the copy opens with the program that made it
	verify(t, old)
	view(t, old, func(tx *data.Tx) error { _, err := tx.InvoiceByNumber(ctx, "10001"); return err })
	if _, err := data.Open(ctx, p, options()); !errors.Is(err, data.ErrNewer) {
		t.Errorf("the older program on the newer file: %v", err)
	}
	var newer *data.NewerError
	if _, err := data.Open(ctx, p, options()); !errors.As(err, &newer) || newer.File != newer.Program+1 {
		t.Errorf("versions %+v", newer)
	}
}

func TestMigrate_FailingStepLeavesTheFile(t *testing.T) {
	p := path(t)
	createAt(t, p).Close()
	ctx := context.Background()
	if _, err := data.OpenSteps(ctx, p, options(), `CREATE TABLE plan (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)`); err == nil {
		t.Fatal("a broken migration went through")
	}
	s := open(t, p)
	var n int
	if err := raw(t, p).QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'plan'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d tables of the broken migration, %v", n, err)
	}
	verify(t, s)
}

func TestBackup_OpensAndVerifies(t *testing.T) {
	s := create(t)
	issue(t, s, draft(1000))
	ctx := context.Background()
	to := filepath.Join(t.TempDir(), "backup.faktura")
	for range 2 { // the second one takes the place of the first
		if err := s.Backup(ctx, to); err != nil {
			t.Fatal(err)
		}
	}
	verify(t, open(t, to))
	left, _ := filepath.Glob(to + ".new*")
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := s.Backup(ctx, s.Path()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("backup onto itself: %v", err)
	}
	if err := s.Backup(ctx, filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("backup into a folder that is not there went through")
	}
	verify(t, s)
}

func TestRestore_KeepsWhatLayThere(t *testing.T) {
	p := path(t)
	s := createAt(t, p)
	ctx := context.Background()
	to := filepath.Join(t.TempDir(), "backup.faktura")
	issue(t, s, draft(1000))
	if err := s.Backup(ctx, to); err != nil {
		t.Fatal(err)
	}
	issue(t, s, draft(1000))
	if _, err := data.Restore(ctx, to, p, options()); !errors.Is(err, data.ErrLocked) {
		t.Fatalf("restore over an open file: %v", err)
	}
	view(t, s, func(tx *data.Tx) error { _, err := tx.InvoiceByNumber(ctx, "10002"); return err })
	s.Close()
	kept, err := data.Restore(ctx, to, p, options())
	if err != nil {
		t.Fatal(err)
	}
	restored, old := open(t, p), open(t, kept)
	verify(t, restored)
	verify(t, old)
	view(t, restored, func(tx *data.Tx) error {
		if _, err := tx.InvoiceByNumber(ctx, "10002"); !errors.Is(err, billing.ErrNotFound) {
			t.Errorf("after the backup: %v", err)
		}
		return nil
	})
	view(t, old, func(tx *data.Tx) error { _, err := tx.InvoiceByNumber(ctx, "10002"); return err })
}

func TestRestore_RefusesABackupThatWasChanged(t *testing.T) {
	p := path(t)
	s := createAt(t, p)
	ctx := context.Background()
	issue(t, s, draft(1000))
	to := filepath.Join(t.TempDir(), "backup.faktura")
	if err := s.Backup(ctx, to); err != nil {
		t.Fatal(err)
	}
	s.Close()
	db := raw(t, to)
	dropTriggers(t, db)
	if _, err := db.Exec(`UPDATE invoice SET kid = '1'`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := data.Restore(ctx, to, p, options()); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	verify(t, open(t, p))
	if _, err := data.Restore(ctx, filepath.Join(t.TempDir(), "none"), p, options()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing backup: %v", err)
	}
}

func TestRestore_OverADamagedFile(t *testing.T) {
	p := path(t)
	s := createAt(t, p)
	ctx := context.Background()
	to := filepath.Join(t.TempDir(), "backup.faktura")
	if err := s.Backup(ctx, to); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := os.WriteFile(p, []byte(strings.Repeat("garbage", 5000)), 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := data.Restore(ctx, to, p, options())
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(kept); !strings.HasPrefix(string(b), "garbage") {
		t.Errorf("the damaged file was not kept as %q", kept)
	}
	verify(t, open(t, p))
}

func TestUpdate_DiskFullLeavesNothingHalfWritten(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	inv := issue(t, s, draft(1000))
	if err := data.WriterExec(s, `PRAGMA max_page_count = 1`); err != nil { // SQLite rounds up to what there is
		t.Fatal(err)
	}
	err := s.Update(ctx, func(tx *data.Tx) error {
		if err := tx.SaveFile(ctx, inv.ID(), data.PDF, make([]byte, 1<<20)); err != nil {
			return err
		}
		t.Error("a megabyte fitted on a full disk")
		return nil
	})
	if !errors.Is(err, data.ErrDiskFull) {
		t.Errorf("file: got %v, want ErrDiskFull", err)
	}
	issued := 0
	for range 2000 {
		err = s.Update(ctx, func(tx *data.Tx) error {
			id, err := tx.SaveDraft(ctx, draft(1000))
			if err != nil {
				return err
			}
			_, err = billing.Issue(ctx, tx, start, id, nil)
			return err
		})
		if err != nil {
			break
		}
		issued++
	}
	if !errors.Is(err, data.ErrDiskFull) {
		t.Fatalf("issue: got %v after %d, want ErrDiskFull", err, issued)
	}
	verify(t, s)
	if err := data.WriterExec(s, `PRAGMA max_page_count = 1000000`); err != nil { // somebody made room
		t.Fatal(err)
	}
	next := issue(t, s, draft(1000))
	if want := strconv.Itoa(10002 + issued); next.Number() != want {
		t.Errorf("number after the full disk %s, want %s", next.Number(), want)
	}
	verify(t, s)
}
