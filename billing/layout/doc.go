// Package layout places a document on pages: template and document in, pages of drawing operations in millimetres out.
//
// Screen preview, print and PDF all draw these operations, so what is designed is what is printed. It may import billing,
// billing/template and the templates of assets/template. It draws nothing itself: the width of text comes from a Measurer,
// which whoever draws provides.
package layout
