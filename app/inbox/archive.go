package inbox

import (
	"archive/zip"
	"bytes"
	"io"
)

// isArchive tells by content whether data is a zip archive.
func isArchive(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

// locked is the bit of a member's flags that says it is encrypted.
const locked = 1

// archive takes the members out of a zip archive, within limits: it goes by what comes out, never by what the archive says.
func (w *walker) archive(name string, data []byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		w.skip(name, SkipArchive)
		return
	}
	if len(r.File) > MaxMembers {
		w.skip(name, SkipMembers)
		return
	}
	var out int64
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		member := clean(f.Name)
		content, code := w.member(f, int64(len(data))*MaxRatio-out)
		if code != "" {
			w.skip(name+"/"+member, code)
			if code == SkipRatio || code == SkipUnpackedSize {
				return
			}
			continue
		}
		out += int64(len(content))
		w.unpacked += int64(len(content))
		w.keep(member, name, content)
	}
}

// member unpacks one file; code says why it was left out. left is what the archive may still give by its ratio.
func (w *walker) member(f *zip.File, left int64) (content []byte, code string) {
	if f.Flags&locked != 0 {
		return nil, SkipLocked
	}
	r, err := f.Open()
	if err != nil {
		return nil, SkipArchive
	}
	defer r.Close()
	limit := min(left, MaxUnpacked-w.unpacked, MaxAttachment)
	content, err = io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case int64(len(content)) > left:
		return nil, SkipRatio
	case w.unpacked+int64(len(content)) > MaxUnpacked:
		return nil, SkipUnpackedSize
	case len(content) > MaxAttachment:
		return nil, SkipSize
	case err != nil:
		return nil, SkipArchive
	case len(content) == 0:
		return nil, SkipEmpty
	case isArchive(content):
		return nil, SkipNested
	}
	return content, ""
}
