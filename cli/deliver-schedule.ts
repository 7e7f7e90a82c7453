// How a command hands over the schedule it was asked for: to the file of --output, or to stdout.

import { InputError } from '../io/input-error.ts';
import { formatSchedule, type ScheduleFile, writeScheduleFile } from '../io/schedule-file.ts';
import type { Output } from './output.ts';

/**
 * Writes the schedule to `file`, or to stdout when that is undefined. When the file cannot be written after all, the schedule goes to stdout, for the search may have taken
 * hours, and the InputError is thrown on.
 */
export function deliverSchedule(schedule: ScheduleFile, file: string | undefined, output: Output): void {
  if (file === undefined) {
    output.stdout(formatSchedule(schedule));
    return;
  }
  try {
    writeScheduleFile(file, schedule);
  } catch (error) {
    if (error instanceof InputError) output.stdout(formatSchedule(schedule));
    throw error;
  }
}
