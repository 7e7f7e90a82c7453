// Whole files in and out, text or bytes, with every failure as an InputError that names the path. "-" is the standard input, read to its end, or the standard output.
//
// Output is atomic: the contents go to a temporary file in the same folder, which is renamed over the target, so a reader
// (or a crash) never sees half a file. assertWritable runs the same steps up to the rename without leaving anything
// behind, so that a command finds out before its work, not after it, that the result cannot be written. Devices and
// pipes (/dev/stdout, /dev/null) are written to directly: renaming a file over them would replace them.

import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from './input-error.ts';

/** Files above this are refused before they are read: no schedule of such a graph could be computed anyway. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** The name of the standard input, and of the standard output. */
export const STANDARD = '-';

/** Model files hold weights: what one protobuf message may have. */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** Read a regular file of at most MAX_FILE_BYTES as UTF-8, without a byte order mark. Throws InputError. */
export function readTextFile(file: string): string {
  return textOf(readWhole(file, MAX_FILE_BYTES));
}

/** What the bytes of a text file say, without a byte order mark. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Read a regular file of at most MAX_MODEL_BYTES as it is. Throws InputError. */
export function readBinaryFile(file: string): Uint8Array {
  return readWhole(file, MAX_MODEL_BYTES);
}

/** The first bytes of a regular file, at most so many: what tells its format. Throws InputError. */
export function readFileHead(file: string, bytes: number): Uint8Array {
  const head = new Uint8Array(bytes);
  return withRegularFile(file, MAX_MODEL_BYTES, (descriptor) => head.subarray(0, readSync(descriptor, head)));
}

function readWhole(file: string, limit: number): Uint8Array {
  if (file === STANDARD) return reporting(file, () => readStandardInput(limit));
  return withRegularFile(file, limit, (descriptor) => readFileSync(descriptor));
}

/** All that comes in until the other side closes. */
function readStandardInput(limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const chunk = Buffer.allocUnsafe(STANDARD_CHUNK);
    const read = readSome(chunk);
    if (read === 0) return Buffer.concat(chunks);
    size += read;
    if (size > limit) fail(STANDARD, `has more than ${limit} bytes`, 'give less');
    chunks.push(chunk.subarray(0, read));
  }
}

const STANDARD_CHUNK = 2 ** 16;

function readSome(chunk: Uint8Array): number {
  return whenReady(() => readSync(STANDARD_INPUT, chunk), 'EOF'); // how Windows says that a pipe is closed
}

/** All of it, or as much as the reader wants. */
function writeStandardOutput(contents: string | Uint8Array): void {
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
  for (let begin = 0, written = 1; written > 0 && begin < bytes.length; begin += written) {
    written = whenReady(() => writeSync(STANDARD_OUTPUT, bytes, begin), 'EPIPE');
  }
}

/** Bytes that went through, 0 at the end of the pipe. Waits where a pipe that does not block is empty or full. */
function whenReady(transfer: () => number, closed: string): number {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if (codeOf(error) === closed) return 0;
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STANDARD_WAIT_MS);
    }
  }
}

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;
const STANDARD_WAIT_MS = 10;

function withRegularFile<T>(file: string, limit: number, read: (descriptor: number) => T): T {
  return reporting(file, () => {
    // Asked before opening, because opening a pipe nobody writes to would wait for ever.
    const stat = statSync(file);
    if (stat.isDirectory()) fail(file, 'is a directory', 'name a file');
    if (!stat.isFile()) fail(file, 'is not a regular file', 'write its contents to a file first');
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size > limit) fail(file, `has ${size} bytes, over the limit of ${limit}`, 'give a smaller file');
      return read(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Find out whether writeTextFile could write to this path; leaves no file behind. Throws InputError. */
export function assertWritable(file: string): void {
  if (file === STANDARD) return;
  reporting(file, () => {
    const { path, isRegular } = target(file);
    if (isRegular) rmSync(writeTemporary(path, '').path);
  });
}

/** Write a text file atomically, keeping the permissions of a file that is replaced. Throws InputError. */
export function writeTextFile(file: string, text: string): void {
  writeWholeFile(file, text);
}

/** As writeTextFile, for bytes. */
export function writeBinaryFile(file: string, bytes: Uint8Array): void {
  writeWholeFile(file, bytes);
}

function writeWholeFile(file: string, contents: string | Uint8Array): void {
  reporting(file, () => {
    if (file === STANDARD) return writeStandardOutput(contents);
    const { path, isRegular } = target(file);
    if (!isRegular) return writeFileSync(path, contents);
    const temporary = writeTemporary(path, contents);
    try {
      renameSync(temporary.path, path);
    } catch (error) {
      rmSync(temporary.path, { force: true });
      throw error;
    }
  });
}

interface Target {
  /** Where symbolic links lead. */
  readonly path: string;
  /** A regular file, or nothing yet. */
  readonly isRegular: boolean;
}

function target(file: string): Target {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    if (file === '' || /[/\\]$/.test(file)) fail(file, 'is not the name of a file', 'name a file');
    return { path: file, isRegular: true };
  }
  if (stat.isDirectory()) fail(file, 'is a directory', 'name a file');
  accessSync(file, constants.W_OK);
  return { path: realpathSync(file), isRegular: stat.isFile() };
}

function writeTemporary(path: string, contents: string | Uint8Array): { readonly path: string } {
  const mode = (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777;
  for (let attempt = 0; ; attempt++) {
    const temporary = join(dirname(path), `.moccasin-${process.pid}-${attempt}.tmp`);
    try {
      writeFileSync(temporary, contents, { flag: 'wx', mode });
      return { path: temporary };
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && attempt < MAX_ATTEMPTS) continue;
      if (codeOf(error) !== 'EEXIST') rmSync(temporary, { force: true }); // a full disk leaves half a file
      throw error;
    }
  }
}

const MAX_ATTEMPTS = 100;

/** Run a file operation and turn its system errors into InputErrors. */
function reporting<T>(file: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw error instanceof Error ? systemError(file, error) : error;
  }
}

/** A system error about a file or a stream as an InputError that names it; any other error as it is. */
export function systemError(file: string, error: Error): Error {
  const code = codeOf(error);
  if (error instanceof InputError || code === undefined) return error;
  if (code === 'ENOENT' && file.includes(NOT_UTF8))
    return inputError(file, 'no such file or folder', 'a name that is not UTF-8 cannot be given: rename the file');
  const [problem, mend] = SYSTEM_ERRORS.get(code) ?? [`cannot be used (${code})`, 'check the path'];
  return inputError(file, problem, mend);
}

/** What the bytes of a name become that are not UTF-8. */
const NOT_UTF8 = '\ufffd';

const SYSTEM_ERRORS: ReadonlyMap<string, readonly [problem: string, mend: string]> = new Map([
  ['ENOENT', ['no such file or folder', 'check the path']],
  ['ENOTDIR', ['a part of the path is not a folder', 'check the path']],
  ['EACCES', ['permission denied', 'check the permissions']],
  ['EPERM', ['permission denied', 'check the permissions']],
  ['EROFS', ['the file system is read-only', 'choose another folder']],
  ['ENOSPC', ['the disk is full', 'choose another folder']],
  ['EDQUOT', ['the quota of the disk is used up', 'choose another folder']],
  ['EFBIG', ['is larger than a file may be here', 'see ulimit -f, or choose another folder']],
  ['EMFILE', ['too many files are open', 'see ulimit -n, or use fewer workers']],
  ['ELOOP', ['a symbolic link leads to itself', 'check the path']],
  ['ENAMETOOLONG', ['the name is too long', 'choose a shorter one']],
]);

function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  return error instanceof Error && typeof code === 'string' ? code : undefined;
}

function fail(file: string, problem: string, mend: string): never {
  throw inputError(file, problem, mend);
}

function inputError(file: string, problem: string, mend: string): InputError {
  return new InputError({ file: file === '' ? '""' : file, place: '', problem, mend });
}
