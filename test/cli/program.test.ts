// The real program in its own process: exit codes, streams, closed pipes, unexpected errors.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/dispatch.ts';

const PROGRAM = ['--import', 'tsx', 'cli/main.ts'];

function moccasin(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...PROGRAM, ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('program', () => {
  it('writes results to stdout and the summary to stderr', () => {
    const { status, stdout, stderr } = moccasin('zoo', 'vgg16', '--batch', '2');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).graph.name).toBe('vgg16-b2');
    expect(stderr).toMatch(/^vgg16-b2: 93 nodes, \d+ links, [^\n]+\n$/);
  });

  it('answers bad input with exit code 2 and one line', () => {
    const { status, stdout, stderr } = moccasin('check', 'package.json', 'package.json');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: package.json: format: expected "moccasin-schedule\/1"[^\n]+\n$/);
  });

  it('does not complain when the reader closes the pipe', () => {
    const command = `"${process.execPath}" ${PROGRAM.join(' ')} zoo resnet50 | head -c 10`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stdout).toBe('{\n  "direc');
    expect(stderr).not.toMatch(/EPIPE|Error/);
  });

  it.skipIf(!existsSync('/dev/full'))('says in one line that the disk is full', () => {
    const command = `"${process.execPath}" ${PROGRAM.join(' ')} zoo vgg16 >/dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr.split('\n').at(-2)).toBe('moccasin: standard output: the disk is full; choose another folder');
    expect(stderr).not.toContain('    at ');
  });

  it.skipIf(!existsSync('/dev/full'))('answers though the disk of its log is full', () => {
    const command = `"${process.execPath}" ${PROGRAM.join(' ')} zoo vgg16 2>/dev/full`;
    const { status, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).graph.name).toBe('vgg16-b32');
  });
});

describe('main', () => {
  it('answers a defect of ours with exit code 1 and one line', async () => {
    let printed = '';
    const broken = {
      stdout: () => {
        throw new TypeError('first\nsecond');
      },
      stderr: (text: string) => {
        printed += text;
      },
    };
    expect(await main(['--version'], broken)).toBe(1);
    expect(printed).toBe('moccasin: internal error: TypeError: first\\x0asecond; please report it\n');
  });
});
