package app

import (
	"errors"

	"fakturist/billing"
)

// Codes of refusals that callers branch on.
const (
	FaultFileMissing = "file-missing" // no company file there
	FaultFileLocked  = "file-locked"  // another program holds the company file
	FaultFileNewer   = "file-newer"   // written by a newer version of the program
	FaultFileDamaged = "file-damaged" // not a company file, or a broken one
	FaultFileDenied  = "file-denied"  // we may not read and write it
)

// ErrPartial says that some of a batch were refused and the rest is done; it comes wrapped around the faults.
var ErrPartial = errors.New("some were refused, the rest is done")

// ErrRehearsal says that a clock set to another day must not send for real.
var ErrRehearsal = errors.New("no real sending on a day that is not today")

// refuse is a refusal for one reason; args are name, value pairs.
func refuse(code, path string, args ...string) error {
	var faults billing.Faults
	faults.Add(code, path, args...)
	return faults.Err()
}

// Faults are the reasons of a refusal, or nil when err is not one.
func Faults(err error) billing.Faults {
	var refused *billing.FaultError
	if errors.As(err, &refused) {
		return refused.Faults
	}
	return nil
}

// within puts a place before the path of every fault: within("drafts[7]", …) says which of many is meant.
func within(place string, faults billing.Faults) billing.Faults {
	out := make(billing.Faults, len(faults))
	for i, f := range faults {
		out[i] = f
		switch {
		case f.Path == "":
			out[i].Path = place
		default:
			out[i].Path = place + "." + f.Path
		}
	}
	return out
}
