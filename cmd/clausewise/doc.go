// Command clausewise answers questions about policy from the policy text: as
// a service with a chat page, and on the command line.
//
// main only calls run, which tests call too. cli.go holds every flag and
// environment variable; app.go alone opens a store and wires the packages; a
// file a command follows.
package main
