// JSON for people and for diffs: one key per line, but what is flat stays on one line.
//
// Flat are plain values, lists of flat lists and plain values, and objects of plain values; a list of objects gets one
// line per object, if these hold no objects themselves. So a graph has one line per node and a schedule one line for its whole order.

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Text of a JSON value, ending in a newline. Depth of recursion is the depth of the value. */
export function formatJson(value: Json): string {
  return `${format(value, '')}\n`;
}

function format(value: Json, indent: string): string {
  const deeper = `${indent}  `;
  if (isPlain(value)) return JSON.stringify(value);
  if (isList(value)) {
    if (isFlatList(value)) return inlineList(value);
    return `[\n${value.map((item) => deeper + (isRow(item) ? inlineObject(item) : format(item, deeper))).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value).map(([key, item]) => {
    const text = isFlatObject(item) ? inlineObject(item) : format(item, deeper);
    return `${deeper}${JSON.stringify(key)}: ${text}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function isPlain(value: Json): value is null | boolean | number | string {
  return typeof value !== 'object' || value === null;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isFlatList(list: readonly Json[]): boolean {
  return list.every(isFlatValue);
}

function isFlatObject(value: Json): value is { readonly [key: string]: Json } {
  return !isPlain(value) && !isList(value) && Object.values(value).every(isPlain);
}

/** An object of plain values and flat lists: what takes one line in a list. */
function isRow(value: Json): value is { readonly [key: string]: Json } {
  return !isPlain(value) && !isList(value) && Object.values(value).every(isFlatValue);
}

function isFlatValue(value: Json): boolean {
  return isPlain(value) || (isList(value) && isFlatList(value));
}

function inlineList(list: readonly Json[]): string {
  return `[${list.map((item) => (isList(item) ? inlineList(item) : JSON.stringify(item))).join(', ')}]`;
}

function inlineObject(object: { readonly [key: string]: Json }): string {
  const entries = Object.entries(object).map(
    ([key, item]) => `${JSON.stringify(key)}: ${isList(item) ? inlineList(item) : JSON.stringify(item)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
