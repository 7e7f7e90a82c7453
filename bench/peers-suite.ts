// The suite peers: ten problems, written once (peers/ten-problems.ts), given to solvers from npm and to this one, each solve in a process of its own. Every solution is
// judged by the definition of its problem (peers/neutral.ts).
//
// The packages are installed with npm into a folder of bench/ that git ignores, and stay there. One that cannot be installed is left out, with a line that says why.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorLine, lastLine, ROOT, runChild } from './child.ts';
import { type BenchOptions, chosenSections, UsageError } from './options.ts';
import type { PeerRun } from './peer-one.ts';
import { type NeutralProblem, sumOf, wrongness } from './peers/neutral.ts';
import { PEERS, type Peer, SHIM } from './peers/peers.ts';
import { tenProblems } from './peers/ten-problems.ts';
import { peerSummary, peerTable } from './peers-tables.ts';
import type { ResultRow } from './results.ts';
import type { RowSuite, SuiteContext, SuiteTask } from './suite.ts';
import { matchesAny } from './words.ts';

/** Seconds; a solver that does not look at the clock is ended by force some time later. */
const LIMIT = 20;
const GRACE_SECONDS = 20;
const INSTALL_MILLISECONDS = 600_000;
const INSTALLATIONS = join(ROOT, 'bench/results/tmp/peers');
const MEBI = 1024 * 1024;

export interface PeerRow {
  /** The solver. */
  readonly section: string;
  readonly name: string;
  readonly peer: Peer;
  readonly problem: NeutralProblem;
  readonly installation: Installation;
}

interface Installation {
  readonly folder: string;
  readonly version: string;
  /** Of the package and all it depends on; null where it is measured otherwise. */
  readonly mebibytes: number | null;
}

type PeerOptions = Pick<BenchOptions, 'sections' | 'rows' | 'limit'>;

/** Installs what is not there yet. Throws UsageError. */
export async function peersSuite(options: PeerOptions, log: (line: string) => void): Promise<RowSuite<PeerRow>> {
  const chosen = chosenSections(
    options.sections,
    PEERS.map(({ name }) => name),
  );
  const problems = chosenProblems(options.rows);
  const rows = PEERS.filter(({ name }) => chosen.includes(name)).flatMap((peer) => {
    const installation = install(peer, log);
    if (installation === null) return [];
    return problems.map((problem) => ({
      section: peer.name,
      name: `${peer.name} ${problem.name}`,
      peer,
      problem,
      installation,
    }));
  });
  if (rows.length === 0) throw new UsageError('nothing to run: none of the peers can be installed');
  const limit = options.limit ?? LIMIT;
  return {
    name: 'peers',
    rows,
    sections: chosen,
    task: (row) => ({
      row,
      settings: {
        solver: row.peer.name,
        version: row.installation.version,
        problem: row.problem.name,
        limit,
        workers: 1,
      },
      seeds: [],
    }),
    measure: (task, context) => measurePeer(task, limit, context),
    title: (section) => `${section}: ${PEERS.find(({ name }) => name === section)!.about}`,
    tables: (_, results, markdown) => [peerTable(results, markdown)],
    summary: (results, markdown) => peerSummary(results, markdown),
  };
}

function chosenProblems(words: readonly string[] | null): NeutralProblem[] {
  const problems = tenProblems();
  const stray = words?.find((word) => !problems.some(({ name }) => matchesAny([name], word)));
  if (stray !== undefined)
    throw new UsageError(`--rows: no problem "${stray}"; there are ${problems.map(({ name }) => name).join(', ')}`);
  return problems.filter(({ name }) => words === null || words.some((word) => matchesAny([name], word)));
}

async function measurePeer(
  { row, settings, seeds }: SuiteTask<PeerRow>,
  limit: number,
  { program, log }: SuiteContext,
): Promise<ResultRow> {
  const { peer, problem, installation } = row;
  const words = [peer.name, installation.folder, problem.name, String(limit)];
  const shim = peer.shim === '' ? [] : ['--import', pathToFileURL(join(installation.folder, SHIM)).href];
  const child = await runChild(program.helper('peer-one'), words, limit + GRACE_SECONDS, shim);
  const common = { name: row.name, settings, seeds, aim: '' };
  const size = installation.mebibytes ?? folderMebibytes(dirname(dirname(program.cli)), isOfPackage);
  const sizes = { diskMiB: size, peakMiB: child.peakMiB };
  if (child.exitCode !== 0) {
    // "failed" is for this solver: what others cannot do is no failure of the benchmark
    const word = peer.install === null ? 'failed' : 'no answer';
    const why = child.exitCode === null ? `ended by force after ${limit + GRACE_SECONDS} s` : errorLine(child.stderr);
    log(`${row.name}: ${word}, ${why}`);
    return { ...common, status: word, measures: sizes, notes: { complaint: why } };
  }
  const run = JSON.parse(lastLine(child.stdout)) as PeerRun;
  const complaint = wrongness(problem, run);
  const isWrong = complaint !== '';
  const status = isWrong ? (peer.install === null ? 'wrong' : 'not right') : run.status;
  const { objective } = problem;
  const value = run.values === null || objective === null ? null : sumOf(objective.terms, run.values);
  const { startSeconds, solveSeconds, blockedSeconds } = run;
  log(`${row.name}: ${status}${isWrong ? `, ${complaint}` : ''}, ${solveSeconds.toFixed(3)} s`);
  return {
    ...{ ...common, status, measures: { ...sizes, objective: value, startSeconds, solveSeconds, blockedSeconds } },
    ...(isWrong ? { notes: { complaint } } : {}),
  };
}

/** Null, and a line, if it cannot be installed. */
function install(peer: Peer, log: (line: string) => void): Installation | null {
  if (peer.install === null) return { folder: ROOT, version: 'sources', mebibytes: null };
  const folder = join(INSTALLATIONS, peer.name);
  const [name, version] = peer.install.split('@');
  const manifest = join(folder, 'node_modules', name, 'package.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  if (peer.shim !== '') writeFileSync(join(folder, SHIM), peer.shim);
  if (versionIn(manifest) !== version) {
    log(`installing ${peer.install} ...`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { status, stderr, error } = spawnSync(
      npm,
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', peer.install],
      {
        ...{ cwd: folder, encoding: 'utf8', timeout: INSTALL_MILLISECONDS },
      },
    );
    if (status !== 0 || versionIn(manifest) !== version) {
      const why = error?.message ?? /npm (?:error|ERR!) (?!code)(.*)/.exec(stderr)?.[1] ?? lastLine(stderr ?? '');
      log(`${peer.name} is left out: npm cannot install ${peer.install} (${why || `exit code ${status}`})`);
      return null;
    }
  }
  return { folder, version, mebibytes: folderMebibytes(join(folder, 'node_modules')) };
}

function versionIn(manifest: string): string | null {
  if (!existsSync(manifest)) return null;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/** What npm would install of this package: its JavaScript, without the benchmark's. */
function isOfPackage(path: string): boolean {
  return !/^bench\//.test(path);
}

/** Sizes of the files below the folder, those that `counts` says by their path in it. */
function folderMebibytes(folder: string, counts: (path: string) => boolean = () => true): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(counts);
  const sizes = paths.map((path) => statSync(join(folder, path), { throwIfNoEntry: false }));
  return sizes.reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0) / MEBI;
}
