// Package channel holds what the ways out share: how they tell what went wrong, and how a file is put on the disk whole. It
// imports nothing of ours; each way out is a package below.
package channel

import "time"

// Error is what went wrong on the way out.
type Error struct {
	Reason string // the channel's code, such as "smtp-550"
	Answer string // what the other side said, as it came, or what happened
	Kind   error  // the error of the port it wraps; nil, or that the channel is out of order: temporary
	Err    error  // the cause

	After time.Duration // how long the other side asks to be left alone; 0: it does not say
}

// Code is the stable code a user's sentence is made from.
func (e *Error) Code() string { return e.Reason }

// Detail is what the other side said, as it came, or what happened.
func (e *Error) Detail() string { return e.Answer }

// RetryAfter is how long the other side asks to be left alone; 0: it does not say.
func (e *Error) RetryAfter() time.Duration { return e.After }

// Error is for the log. It leaves the answer out, since it may name the receiver.
func (e *Error) Error() string {
	if e.Kind != nil {
		return e.Reason + ": " + e.Kind.Error()
	}
	return e.Reason
}

// Unwrap gives the port's error and the cause.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}
