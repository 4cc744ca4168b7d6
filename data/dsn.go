package data

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// mode is what a connection is for.
type mode string

const (
	modeProbe  mode = "probe" // look, change nothing, not even the journal mode
	modeRead   mode = "ro"    // read an open company file
	modeWrite  mode = "rw"    // write an existing file
	modeCreate mode = "rwc"   // make a new one
	modeCheck  mode = "check" // read a finished copy that nobody writes
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
		"cache_size(-16000)",
	}
	var b strings.Builder
	b.WriteString(fileURI(path))
	switch m {
	case modeProbe, modeCheck, modeRead:
		b.WriteString("?mode=ro")
		pragmas = append(pragmas, "query_only(ON)")
	default:
		b.WriteString("?mode=" + string(m) + "&_txlock=immediate")
		pragmas = append(pragmas[:1], append([]string{"journal_mode(WAL)"}, pragmas[1:]...)...)
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
