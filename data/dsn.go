package data

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// mode is what a connection is for.
type mode string

const (
	modeProbe  mode = "probe"  // look, change nothing, not even the journal mode
	modeCopy   mode = "copy"   // read, and write a copy beside
	modeSettle mode = "settle" // take an existing file out of use
	modeRead   mode = "read"   // read an open company file
	modeWrite  mode = "write"  // write an existing file
	modeCreate mode = "create" // make a new one
)

// dsn names a file with every setting a connection needs: pragmas hold for one connection, and the pool makes new ones.
// busy_timeout comes first, because the others may have to wait.
func dsn(path string, wait time.Duration, m mode) string {
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()),
		"foreign_keys(ON)",
		"recursive_triggers(ON)", // else REPLACE walks around the triggers that refuse deletes
		"synchronous(FULL)",
		"trusted_schema(OFF)",
		"temp_store(MEMORY)",
		"cache_size(-4000)", // KiB a connection: the file system keeps the rest of the file in memory anyway
	}
	var b strings.Builder
	b.WriteString(fileURI(path))
	switch m {
	case modeProbe, modeRead:
		b.WriteString("?mode=ro")
		pragmas = append(pragmas, "query_only(ON)")
	case modeCopy:
		b.WriteString("?mode=ro")
	case modeSettle:
		b.WriteString("?mode=rw")
	case modeWrite, modeCreate:
		b.WriteString(map[mode]string{modeWrite: "?mode=rw", modeCreate: "?mode=rwc"}[m] + "&_txlock=immediate")
		pragmas = slices.Insert(pragmas, 1, "journal_mode(WAL)")
	}
	b.WriteString("&_defensive=1&_dqs=0")
	for _, p := range pragmas {
		b.WriteString("&_pragma=" + p)
	}
	return b.String()
}

// fileURI writes a path as SQLite's URI, with the letters that mean something in one escaped.
func fileURI(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/Users/…
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}
