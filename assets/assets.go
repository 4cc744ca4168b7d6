// Package assets holds what the program carries with it: fonts and icons with their licences beside them, and, in a package
// of its own below, the translations. It imports nothing but embed and knows nothing of what its files are used for.
package assets

import (
	"embed"
	"fmt"
)

// Inter in three weights, with figures of one width (see font/bake.go). Callers must not change the bytes.
var (
	//go:embed font/Inter-Regular.ttf
	InterRegular []byte
	//go:embed font/Inter-SemiBold.ttf
	InterSemiBold []byte
	//go:embed font/Inter-Bold.ttf
	InterBold []byte
)

//go:embed icon/*.svg
var icons embed.FS

// Icon gives the SVG of a Lucide icon by its name without ending ("file-text"), drawn with strokes in currentColor.
// An unknown name is an error.
func Icon(name string) ([]byte, error) {
	svg, err := icons.ReadFile("icon/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("no icon %q in the program", name)
	}
	return svg, nil
}
