// seedrandom ships no types for its single-generator files; importing the root would pull in node:crypto.
declare module 'seedrandom/lib/alea.js' {
  export default function alea(seed: string): () => number;
}
