package peppol

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"fakturist/app/channel"
	"fakturist/billing"
)

// folder is a folder that somebody else carries on from: Oxalis, or a person who uploads to a bank or portal. Beside each
// document lies what an access point wants to know of it. Handed over is the most it can report.
//
// Whoever carries on may take the document away; what lies beside it stays, and keeps the document from being laid there
// twice.
type folder struct {
	dir   string
	sbdh  bool
	clock billing.Clock
}

func (d *folder) ready(practice bool) error {
	switch {
	case d.dir == "" || !filepath.IsAbs(d.dir):
		return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("folder %q", d.dir), Kind: billing.ErrNotConfigured}
	case practice: // what watches the folder sends for real
		return &Error{Reason: CodePractice, Answer: "practice document to a folder somebody sends from", Kind: billing.ErrNotConfigured}
	}
	return nil
}

func (d *folder) place() string { return d.dir }

func (d *folder) via() string { return string(Folder) + "@" + d.dir }

func (d *folder) tells() bool { return false }

func (d *folder) carries() []billing.ChannelName { return onlyEHF() }

func (d *folder) freeze(_ billing.ChannelName, c billing.Consignment, id string) ([]byte, error) {
	return network(c, id, d.sbdh, d.clock)
}

// slip is what lies beside a document, for whoever carries on.
type slip struct {
	ID           string `json:"id"` // of the transmission: InstanceIdentifier of the envelope
	File         string `json:"file"`
	Envelope     bool   `json:"envelope"` // the document lies in its StandardBusinessDocument
	Number       string `json:"number"`
	Sender       string `json:"sender"`
	Receiver     string `json:"receiver"`
	DocumentType string `json:"documentType"`
	Process      string `json:"process"`
	Country      string `json:"country"`
	SHA256       string `json:"sha256"`
}

// places are where a document and its slip lie, and the document before it may be seen.
type places struct{ document, slip, part string }

func (d *folder) places(l label, id string) places {
	name := filepath.Join(d.dir, plainName(l.number)+"-"+plainName(id))
	return places{name + ".xml", name + ".json", filepath.Join(d.dir, "."+filepath.Base(name)+".part")}
}

// submit lays the document down under another name, to the disk, then its slip, and then renames the document, so that nobody
// meets half of one. One that was laid there before is not laid there again, even when it is gone by now.
func (d *folder) submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	l, at, err := d.open(ctx, f)
	if err != nil {
		return billing.Receipt{}, err
	}
	there, err := d.laid(at)
	if err != nil {
		return billing.Receipt{}, folderFailure(err)
	}
	if there {
		return billing.Receipt{ID: at.document, Detail: "lay there before"}, nil
	}
	note, err := json.MarshalIndent(slip{ID: f.ID, File: filepath.Base(at.document), Envelope: wrapped(f.Bytes), Number: l.number, Sender: l.sender,
		Receiver: f.Recipient, DocumentType: l.docType, Process: l.process, Country: l.country, SHA256: billing.Digest(f.Bytes)}, "", "  ")
	if err != nil {
		return billing.Receipt{}, rejected(CodeNoDocument, err.Error())
	}
	// One name for each: what a program that was killed left behind, the next attempt takes up.
	err = channel.WriteSynced(at.part, f.Bytes, 0o600)
	if err == nil {
		err = channel.WriteWhole(at.slip, append(note, '\n'), 0o600)
	}
	if err == nil {
		err = errors.Join(os.Rename(at.part, at.document), channel.SyncDir(d.dir))
	}
	if err != nil {
		return billing.Receipt{}, folderFailure(err)
	}
	return billing.Receipt{ID: at.document, Detail: "laid in the folder"}, nil
}

func (d *folder) open(ctx context.Context, f billing.Frozen) (label, places, error) {
	if err := ctx.Err(); err != nil {
		return label{}, places{}, &Error{Reason: CodeCancelled, Answer: err.Error(), Err: err}
	}
	l, err := read(f.Bytes)
	if err != nil {
		return label{}, places{}, err
	}
	if _, err := os.ReadDir(d.dir); err != nil { // a disk that is away is no empty folder
		return label{}, places{}, folderFailure(err)
	}
	return l, d.places(l, f.ID), nil
}

// laid tells whether the document was laid down whole: it lies there, or its slip does and the document is not on its way.
func (d *folder) laid(at places) (bool, error) {
	document, err := exists(at.document)
	if document || err != nil {
		return document, err
	}
	note, err := exists(at.slip)
	if !note || err != nil {
		return false, err
	}
	part, err := exists(at.part)
	return !part, err
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// status tells whether the document was laid down.
func (d *folder) status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	_, at, err := d.open(ctx, f)
	if err != nil {
		return billing.Receipt{}, err
	}
	there, err := d.laid(at)
	switch {
	case err != nil:
		return billing.Receipt{}, folderFailure(err)
	case !there:
		return billing.Receipt{}, &Error{Reason: CodeUnknownID, Answer: "not in the folder", Err: billing.ErrNotFound}
	}
	return billing.Receipt{ID: at.document}, nil
}

// folderFailure is a temporary error; a full disk has a code of its own, since it asks for something else.
func folderFailure(err error) error {
	e := &Error{Reason: CodeFolder, Answer: err.Error(), Kind: billing.ErrUnavailable, Err: err}
	if errors.Is(err, syscall.ENOSPC) {
		e.Reason = CodeDiskFull
	}
	return e
}

// try looks whether the folder is there.
func (d *folder) try(context.Context) error {
	if _, err := os.ReadDir(d.dir); err != nil {
		return folderFailure(err)
	}
	return nil
}
