package app

// LockFile lets tests be another program that sends.
var LockFile = lockFile
