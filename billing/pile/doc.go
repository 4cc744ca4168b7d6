// Package pile makes one file for the printer out of letters that are PDFs already: sorted, each beginning on the front of a
// sheet, with fold marks, and looked at whether the address shows through the envelope.
//
// The bytes of a letter are taken as they are: nothing is laid out anew, so what is printed is what was frozen when the
// letter was sent. Fold marks lie on top of the first page. The package may import billing and pdfcpu, which reads the PDFs.
// Which letters wait, and what prints them, is the caller's business.
package pile
