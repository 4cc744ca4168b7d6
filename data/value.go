package data

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"fakturist/billing/cal"
)

// momentLayout is RFC 3339 UTC with milliseconds always written, so that the order of text is the order of time.
const momentLayout = "2006-01-02T15:04:05.000Z"

// moment is a time.Time as stored; the zero time is ”.
type moment time.Time

// Value writes the moment.
func (m moment) Value() (driver.Value, error) {
	if time.Time(m).IsZero() {
		return "", nil
	}
	return time.Time(m).UTC().Format(momentLayout), nil
}

// Scan reads the moment.
func (m *moment) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("moment: %T in the file", v)
	}
	if s == "" {
		*m = moment{}
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	*m = moment(t)
	return err
}

// scanMoment reads into t.
func scanMoment(t *time.Time) *moment { return (*moment)(t) }

// day is a cal.Date as stored; the zero Date is ”.
type day cal.Date

// Value writes the day.
func (d day) Value() (driver.Value, error) { return cal.Date(d).String(), nil }

// Scan reads the day.
func (d *day) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("day: %T in the file", v)
	}
	p, err := cal.Parse(s)
	*d = day(p)
	return err
}

// scanDay reads into d.
func scanDay(d *cal.Date) *day { return (*day)(d) }

// jsonText is a value stored as JSON text; ” reads as nothing.
type jsonText struct{ v any }

// Value writes the JSON.
func (j jsonText) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

// Scan reads the JSON into what v points to.
func (j jsonText) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("json: %T in the file", v)
	}
	if s == "" || s == "null" {
		return nil
	}
	return json.Unmarshal([]byte(s), j.v)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// number reads a document or customer number as digits; 0 when it is anything but one to fifteen digits.
func number(s string) int64 {
	var n int64
	if s == "" || len(s) > 15 || strings.Trim(s, "0123456789") != "" {
		return 0
	}
	for i := range len(s) {
		n = n*10 + int64(s[i]-'0')
	}
	return n
}

func randomID() string {
	var b [12]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// syncFile brings a file that nobody has open to the disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// syncDir brings a new name in a folder to the disk; Windows does so itself and cannot be asked.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
