package data

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// cursor is the key of the last row of a page: the value sorted by, and the id that tells equal ones apart.
type cursor struct {
	Text string `json:"t,omitempty"`
	Int  int64  `json:"n,omitempty"`
	ID   int64  `json:"id"`
}

func (c cursor) String() string {
	b, _ := json.Marshal(c) // two numbers and a text
	return base64.RawURLEncoding.EncodeToString(b)
}

// parseCursor reads what String wrote; the empty text is the first page.
func parseCursor(s string) (c cursor, err error) {
	if s == "" {
		return cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, fmt.Errorf("page key %q: %w", s, err)
	}
	return c, nil
}

// pageSize is the number of rows of a page for a limit asked for.
func pageSize(limit int) int {
	if limit <= 0 {
		return 100
	}
	return limit
}
