// Package view holds what the screens say and do, without drawing anything: rows, filters, form state, checks as one types,
// the sentence of every fault and status, and how numbers are read and written.
//
// It may import billing and its leaves and never Fyne, so all of it is tested without a driver. Which language is spoken comes
// in as Words; fetching data and drawing it are left to ui.
package view
