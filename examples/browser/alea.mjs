// The one module that Moccasin needs besides its own, seedrandom's alea, as a module of the browser: the page has loaded it as a script. A bundler does that by itself.

export default globalThis.alea;
