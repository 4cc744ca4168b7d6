package billing

import "context"

// Creditable is what of an issued invoice can still be credited. It changes nothing.
func Creditable(ctx context.Context, tx Tx, inv Invoice) (CreditLeft, error) {
	if inv.Kind() == KindCreditNote {
		return CreditLeft{}, (Faults{{Code: "credit-of-credit", Path: "credits", Args: map[string]string{"number": inv.Number()}}}).Err()
	}
	return creditLeft(ctx, tx, inv)
}
