// `moccasin devices`: what durations can be estimated for.

import { DEFAULT_DEVICE, DEVICES, type Device } from '../../formulation/network/devices.ts';
import { parseArguments } from '../args.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

export const DEVICES_COMMAND = defineCommand({
  name: 'devices',
  summary: 'Print the devices that --device knows, with the peaks their makers publish.',
  positionals: [],
  options: {},
  notes: [
    'Another one is a JSON file: { "format": "moccasin-device/1", "name": "my card", "flopsPerSecond": { "float": 2e13, ' +
      '"float16": 8e13 }, "bytesPerSecond": 7e11, "launchOverheadNs": 0 }. Element types that are not listed count as float.',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help } = parseArguments(DEVICES_COMMAND, argv);
  if (help) {
    output.stdout(commandHelp(DEVICES_COMMAND));
    return 0;
  }
  const header = ['device', ...SHOWN, 'memory', 'each operator'];
  output.stdout(`${[...table([header, ...DEVICES.map(cells)])].join('\n')}\n`);
  return 0;
}

/** Columns of element types. */
const SHOWN: readonly string[] = ['float', 'double', 'float16', 'bfloat16', 'int8'];

function cells({ name, flopsPerSecond, bytesPerSecond, launchOverheadNs }: Device): string[] {
  const rate = (type: string): string => {
    const operations = flopsPerSecond[type];
    return operations === undefined ? '' : `${operations / 1e12} ${type === 'int8' ? 'TOP/s' : 'TFLOP/s'}`;
  };
  return [
    `${name}${name === DEFAULT_DEVICE ? ' (default)' : ''}`,
    ...SHOWN.map(rate),
    `${bytesPerSecond / 1e9} GB/s`,
    `${launchOverheadNs} ns`,
  ];
}
