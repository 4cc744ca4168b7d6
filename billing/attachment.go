package billing

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// What attachments may weigh. EHF sets no limit; access points take about 10 MB a message, and base64 adds a third.
const (
	MaxAttachment  = 5 << 20 // one
	MaxAttachments = 7 << 20 // all of a document
)

// attachmentTypes are the kinds of file EN 16931 lets an invoice carry (BR-CL-24), by the ending of the name, with the bytes
// such a file begins with.
var attachmentTypes = map[string]struct{ mime, magic string }{
	".pdf":  {"application/pdf", "%PDF-"},
	".png":  {"image/png", "\x89PNG\r\n\x1a\n"},
	".jpg":  {"image/jpeg", "\xff\xd8\xff"},
	".jpeg": {"image/jpeg", "\xff\xd8\xff"},
	".csv":  {"text/csv", ""},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04"},
	".ods":  {"application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"},
}

// AttachmentMIME is the MIME code of a file by its name; empty for a kind no invoice may carry.
func AttachmentMIME(name string) string { return attachmentTypes[strings.ToLower(path.Ext(name))].mime }

// CheckAttachment notes what keeps a file from being attached: its kind, its size, or content that is not what its name says.
func CheckAttachment(a Attachment, place string) Faults {
	var faults Faults
	kind := attachmentTypes[strings.ToLower(path.Ext(a.Name))]
	switch {
	case len(a.Content) == 0:
		faults.Add("attachment-empty", place, "name", a.Name)
	case len(a.Content) > MaxAttachment:
		faults.Add("attachment-too-large", place, "name", a.Name, "limit", Megabytes(MaxAttachment))
	case kind.mime == "" || a.MIME != kind.mime:
		faults.Add("BR-CL-24", place+".mime", "name", a.Name, "mime", a.MIME)
	case !bytes.HasPrefix(a.Content, []byte(kind.magic)):
		faults.Add("attachment-not-what-it-says", place, "name", a.Name, "mime", kind.mime)
	}
	return faults
}

// CheckAttachments notes what keeps each of several files from being attached, and two of one name: receivers keep only one
// of them. list is the field they stand in.
func CheckAttachments(files []Attachment, list string) Faults {
	var faults Faults
	seen := map[string]bool{}
	for i, a := range files {
		faults = append(faults, CheckAttachment(a, at(list, i, ""))...)
		if seen[a.Name] {
			faults.Add("attachment-twice", at(list, i, ""), "name", a.Name)
		}
		seen[a.Name] = true
	}
	return faults
}

// checkPapers notes attachments that cannot go with the document, each alone or all together.
func (d Document) checkPapers(faults *Faults) {
	*faults = append(*faults, CheckAttachments(d.Attachments, "attachments")...)
	whole := 0
	for _, a := range d.Attachments {
		whole += len(a.Content)
	}
	if whole > MaxAttachments {
		faults.Add("attachments-too-large", "attachments", "size", Megabytes(whole), "limit", Megabytes(MaxAttachments))
	}
}

// Megabytes is a size in whole megabytes, begun ones counted.
func Megabytes(bytes int) string { return fmt.Sprint((bytes + 1<<20 - 1) >> 20) }
