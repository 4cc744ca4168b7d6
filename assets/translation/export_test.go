package translation

// Of gives a catalog of these sentences, with others behind them.
func Of(own, base map[string]string) *Catalog { return &Catalog{own: own, all: base} }
