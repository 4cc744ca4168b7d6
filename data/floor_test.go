package data_test

import "testing"

// BenchmarkReadRowsFloor is what a list cannot do without: a hundred documents read by their key with one prepared statement.
// It is the floor of BenchmarkFirstPage100k and BenchmarkSearch100k.
func BenchmarkReadRowsFloor(b *testing.B) {
	db := raw(b, many(b, 100_000))
	st, err := db.Prepare(`SELECT id, number, customer_name, due_date, payable FROM invoice WHERE id > $1 ORDER BY id LIMIT 100`)
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	after := int64(0)
	median(b, func() {
		rows, err := st.Query(after % 90_000)
		if err != nil {
			b.Fatal(err)
		}
		defer rows.Close()
		n := 0
		for rows.Next() {
			var id, payable int64
			var number, name, due string
			if err := rows.Scan(&id, &number, &name, &due, &payable); err != nil {
				b.Fatal(err)
			}
			after = id
			n++
		}
		if err := rows.Err(); err != nil || n != 100 {
			b.Fatalf("%d rows, %v", n, err)
		}
	})
}
