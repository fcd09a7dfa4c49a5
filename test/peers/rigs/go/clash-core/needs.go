//go:build needs

// Package needs names the core, so that go.mod and go.sum hold what it is built from.
package needs

import _ "github.com/metacubex/mihomo"
