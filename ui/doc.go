// Package ui is the window: navigation, screens, and the subscription to what changes.
//
// Services is its whole world: it sees no database, no disk and no network. It may import billing and its leaves, assets,
// ui/view, ui/widget, ui/theme and Fyne. What a screen says stands in ui/view, tested without a driver; how a thing is drawn
// stands in ui/widget; a screen here only loads, off the goroutine that draws, and swaps the data in with one fyne.Do.
package ui
