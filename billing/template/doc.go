// Package template holds what a document on paper is designed as: page, styles, words and elements at millimetres, as a
// versioned JSON file; the tree of fields elements may show; validation and the statutory linter.
//
// It may import billing. Placing the elements of one document is billing/layout's business, editing templates is the
// designer's, keeping them is storage's.
package template
