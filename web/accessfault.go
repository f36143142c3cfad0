package web

import (
	"errors"
	"math"
	"strconv"
	"time"

	"clausewise/web/access"
)

// accessFault maps the errors of package access, whose words are for users.
func accessFault(err error) (*fault, bool) {
	if locked, ok := errors.AsType[*access.LockedError](err); ok {
		wait := max(1, math.Ceil(time.Until(locked.Until).Seconds()))
		return &fault{code: codeLocked, about: strconv.Itoa(int(wait)), cause: err}, true
	}
	switch {
	case errors.Is(err, access.ErrSignIn):
		return &fault{code: codeCredentials, cause: err}, true
	case errors.Is(err, access.ErrInvalid), errors.Is(err, access.ErrLastAdmin):
		return &fault{code: codeRefused, detail: err.Error(), cause: err}, true
	case errors.Is(err, access.ErrTaken):
		return &fault{code: codeTaken, cause: err}, true
	case errors.Is(err, access.ErrNotFound):
		return &fault{code: codeNotFound, cause: err}, true
	case errors.Is(err, access.ErrUnknown):
		return &fault{code: codeSignIn, cause: err}, true
	}
	return nil, false
}

func asChainError(err error) (*access.ChainError, bool) {
	return errors.AsType[*access.ChainError](err)
}
