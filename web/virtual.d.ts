// What build.ts provides.

/** The text of the worker that the page talks to. */
declare module 'virtual:desk' {
  const code: string;
  export default code;
}

/** The text of the workers of a portfolio. */
declare module 'virtual:member' {
  const code: string;
  export default code;
}

/** What the reports that the page writes say of themselves. */
declare module 'virtual:report' {
  export const version: string;
  export const hashes: import('../io/report/report-page.ts').ReportHashes;
}
