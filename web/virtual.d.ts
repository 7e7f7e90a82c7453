// The text of the bundled worker; build.ts provides it.

declare module 'virtual:worker' {
  const code: string;
  export default code;
}
