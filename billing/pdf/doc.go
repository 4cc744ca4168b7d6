// Package pdf turns pages of drawing operations into PDF, and measures text for the layout with the very fonts it embeds.
//
// It holds the font reader, the cutting of fonts to the letters a document uses, and the writer over fpdf behind the small
// interface Writer. It may import billing/layout, billing/template and fpdf. Where things stand on a page is layout's
// business; storing, hashing and sending the bytes is the caller's.
package pdf
