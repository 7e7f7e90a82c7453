// What instances of scheduling problems may hold at most, so that every sum over all tasks is a safe integer; and how they are named.

/** Largest duration, demand, capacity and lag. */
export const MAX_AMOUNT = 1_000_000_000;

/** Most jobs of a project, most operations of a job shop. */
export const MAX_TASKS = 100_000;

/** Most resources of a project, most machines of a job shop. */
export const MAX_RESOURCES = 10_000;

/** The name of the file without folders and its last extension. */
export function instanceName(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
