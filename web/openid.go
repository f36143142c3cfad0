package web

// OpenID signs staff in with a provider of OpenID Connect.
type OpenID struct{ label string }

// Label is the provider's name on the sign-in page.
func (o *OpenID) Label() string { return o.label }
