// Reader of a device of one's own, format moccasin-device/1 (docs/devices.md):
//
//   { "format": "moccasin-device/1", "name": "my card", "flopsPerSecond": { "float": 2e13, "float16": 8e13 }, "bytesPerSecond": 7e11, "launchOverheadNs": 0 }

import type { Device } from '../formulation/network/devices.ts';
import { describeValue } from './input-error.ts';
import { JsonFields } from './json-fields.ts';
import { parseJson } from './parse-json.ts';

export const DEVICE_FORMAT = 'moccasin-device/1';

/** Parse the text of a device file; `file` is only for messages. Throws InputError. */
export function parseDevice(text: string, file: string): Device {
  const at = new JsonFields(file, DEVICE_FORMAT);
  const document = at.object(parseJson(text, file), '');
  if (document.format !== DEVICE_FORMAT) {
    at.fail('format', `expected "${DEVICE_FORMAT}", found ${describeValue(document.format)}`, 'give a device file');
  }
  const rates = at.object(document.flopsPerSecond, 'flopsPerSecond');
  const flopsPerSecond: Record<string, number> & { float: number } = Object.assign(Object.create(null), {
    float: rate(at, rates.float, 'flopsPerSecond.float'),
  });
  for (const [type, value] of Object.entries(rates)) flopsPerSecond[type] = rate(at, value, `flopsPerSecond.${type}`);
  return {
    name: at.text(document.name, 'name'),
    flopsPerSecond,
    bytesPerSecond: rate(at, document.bytesPerSecond, 'bytesPerSecond'),
    launchOverheadNs:
      document.launchOverheadNs === undefined ? 0 : at.amount(document.launchOverheadNs, 'launchOverheadNs'),
  };
}

/** At least one a second, so that durations stay finite. */
function rate(at: JsonFields, value: unknown, place: string): number {
  const number = at.number(value, place);
  return number >= 1 ? number : at.expected('a number of at least 1', value, place);
}
