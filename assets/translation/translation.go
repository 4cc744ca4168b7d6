// Package translation holds every sentence the program says, by key and language, and finds the one that is asked for. The
// files beside it are flat maps, sorted, one key a line: nb.json is complete, what another language lacks is said in nb. It
// imports the standard library only; which number or date stands in a sentence is for the caller to write.
package translation

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed *.json
var files embed.FS

// Languages are those a person can choose, each with a file of its own.
var Languages = []string{"nb", "en"}

// base is the language that has every key.
const base = "nb"

// Catalog is the sentences of one language. It is safe for use by several goroutines.
type Catalog struct {
	lang     string
	own, all map[string]string // all is that of base
}

// Open gives the catalog of a language, named as systems name it ("nb", "nb_NO.UTF-8", "en-GB"). One we do not speak gives
// the nearest: Norwegian Bokmål within Scandinavia, else English.
func Open(lang string) *Catalog {
	tag := nearest(lang)
	return &Catalog{lang: tag, own: read(tag), all: read(base)}
}

// Lang is the language spoken, one of Languages.
func (c *Catalog) Lang() string { return c.lang }

// T is the sentence of a key, with its places filled in: args are name, value pairs for what stands as {name} in the sentence.
// A count named N chooses between the keys "key.one" and "key.other" and is written as {N}. A key that is nowhere comes back
// itself, so that it is seen and mended.
func (c *Catalog) T(key string, args ...any) string {
	text, ok := c.find(key, args)
	if !ok {
		return key
	}
	if len(args) < 2 || !strings.Contains(text, "{") {
		return text
	}
	var places []string
	for i := 0; i+1 < len(args); i += 2 {
		places = append(places, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(places...).Replace(text)
}

func (c *Catalog) find(key string, args []any) (string, bool) {
	for _, sentences := range []map[string]string{c.own, c.all} {
		if text, ok := sentences[key]; ok {
			return text, true
		}
		if text, ok := sentences[key+form(args)]; ok {
			return text, true
		}
	}
	return "", false
}

// form is the plural form of a count named N: the languages we speak have two.
func form(args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "N" && fmt.Sprint(args[i+1]) == "1" {
			return ".one"
		}
	}
	return ".other"
}

func nearest(lang string) string {
	tag, _, _ := strings.Cut(strings.ToLower(lang), ".")
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	for _, known := range Languages {
		if tag == known {
			return known
		}
	}
	switch tag {
	case "no", "nn", "sv", "da", "":
		return base
	default:
		return "en"
	}
}

var loaded struct {
	sync.Mutex
	by map[string]map[string]string
}

// read parses a file once. A file that cannot be read leaves its keys to speak for themselves; a test holds that all can.
func read(lang string) map[string]string {
	loaded.Lock()
	defer loaded.Unlock()
	if sentences, ok := loaded.by[lang]; ok {
		return sentences
	}
	sentences := map[string]string{}
	if raw, err := files.ReadFile(lang + ".json"); err == nil {
		if err := json.Unmarshal(raw, &sentences); err != nil {
			sentences = map[string]string{}
		}
	}
	if loaded.by == nil {
		loaded.by = map[string]map[string]string{}
	}
	loaded.by[lang] = sentences
	return sentences
}

// Toolkit gives the words of the window toolkit's own parts (file dialogs, the menu of a field) in a language it does not
// speak itself, in the toolkit's format; nil for the others.
func Toolkit(lang string) []byte {
	raw, err := files.ReadFile("fyne." + lang + ".json")
	if err != nil {
		return nil
	}
	return raw
}
