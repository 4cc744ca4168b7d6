package email

// Challenge is opened for its fuzz test.
var Challenge = challenge
