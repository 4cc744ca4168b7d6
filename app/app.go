// Package app is the composition root: it opens a company file and wires storage, documents, channels, mailbox and bank
// files into the use cases that window and command line share. Company is an opened company file; its methods are the use
// cases, each one transaction where it changes something, with no network inside a transaction.
//
// The package may import everything of ours but ui. It owns the clock, the lock of the one sender, and the practice box.
package app
