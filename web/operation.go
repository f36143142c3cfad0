package web

import (
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/calculators"
)

// operation describes a route for openapi.json.
type operation struct {
	id      string // operationId, unique
	tag     string
	summary calculators.Text
	details calculators.Text // beyond the summary, where there is more
	// parameters stand in the path or the query.
	parameters []parameter
	// takes and gives are the types of the bodies; where a route speaks of
	// no Go type, takesSchema and givesSchema say what they are.
	takes, gives             reflect.Type
	takesSchema, givesSchema *jsonschema.Schema
	status                   int    // of success; 0 is 200
	fails                    []code // beyond those every route may fail with
}

// parameter is one of an address: {id}, ?as_of=.
type parameter struct {
	name   string
	place  string // path | query
	about  calculators.Text
	schema *jsonschema.Schema // nil is a string
}

// does begins the description of a route.
func does(id, tag, zh, en string) *operation {
	return &operation{id: id, tag: tag, summary: calculators.Text{Zh: zh, En: en}}
}

// inPath adds a part of the address.
func (o *operation) inPath(name, zh, en string) *operation {
	o.parameters = append(o.parameters, parameter{name: name, place: "path", about: calculators.Text{Zh: zh, En: en}})
	return o
}

// inQuery adds an optional parameter; schema nil is a string.
func (o *operation) inQuery(name string, schema *jsonschema.Schema, zh, en string) *operation {
	o.parameters = append(o.parameters, parameter{name: name, place: "query", about: calculators.Text{Zh: zh, En: en}, schema: schema})
	return o
}

// taking says what the body is. Fields without omitempty must be given.
func taking[T any](o *operation) *operation {
	o.takes = reflect.TypeFor[T]()
	return o
}

// giving says what success carries.
func giving[T any](o *operation) *operation {
	o.gives = reflect.TypeFor[T]()
	return o
}

// failing adds the ways it can fail beside an internal error.
func (o *operation) failing(codes ...code) *operation {
	o.fails = append(o.fails, codes...)
	return o
}

// both is a text in Chinese and English.
func both(t calculators.Text) string {
	if t.En == "" {
		return t.Zh
	}
	return t.Zh + " / " + t.En
}

func aboutHealth() *operation {
	return giving[condition](does("healthz", "service", "服务是否在运行", "whether the service runs"))
}

func aboutReady() *operation {
	return giving[condition](does("readyz", "service", "服务能否回答问题", "whether questions can be answered")).failing(codeUnavailable)
}
