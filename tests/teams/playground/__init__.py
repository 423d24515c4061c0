"""Microsoft's own playground, driven in a browser: `make playground`. Not part of `make test`."""
