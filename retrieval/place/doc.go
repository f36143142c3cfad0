// Package place knows the provinces and cities of China and the districts and
// zones of the cities in the library: it finds them in a text, in Chinese of
// either script, in pinyin, and in common misspellings, and says whether a
// document of one place applies in another.
//
// The places are in places.txt, which says how to add one.
package place
