/** A process of the shim that ends before it is ready. */
throw new Error('broken on purpose, with http://user:secret@proxy.example in it');
