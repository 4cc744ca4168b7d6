package data_test

func child(string) {}
