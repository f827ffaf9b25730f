import type { Metadata, NotebookCell } from '../notebook';

/** What a `// %%` line says about the cell below it. */
export interface Marker {
  type: NotebookCell['type'];
  metadata: Metadata;
}

const MARKER = /^\/\/[ \t]*%%(?:\s(.*))?$/s;
const KINDS: Record<string, Marker['type']> = { markdown: 'markdown', md: 'markdown', raw: 'raw' };
const OPTION_NAME = /^[\w.-]+$/;

/** A line that reads as a marker, or as an escaped one: any number of backslashes before `%%`. */
const MARKER_LIKE = /^(\/\/[ \t]*)(\\*%%(?:\s.*)?)$/s;

/** `// %% [markdown] name="value"`, metadata as JSON values in the order of their names. */
export function formatMarker(marker: Marker): string {
  const kind = marker.type === 'code' ? [] : [`[${marker.type}]`];
  const names = Object.keys(marker.metadata);
  const options = names.every(name => OPTION_NAME.test(name))
    ? names.map(name => `${name}=${JSON.stringify(marker.metadata[name])}`)
    : [JSON.stringify(marker.metadata)];
  return ['// %%', ...kind, ...options].join(' ');
}

/**
 * What a line says as a marker, or undefined when it is none. Text before the kind and the options is the
 * cell's title; options that cannot be read are taken for title too, so nothing of the line is lost.
 */
export function parseMarker(line: string): Marker | undefined {
  const match = MARKER.exec(line);
  if (!match) return undefined;
  const text = (match[1] ?? '').trim();
  const start = text.search(/(?<!\S)(?:[\w.-]+=|\{)/);
  const options = start < 0 ? {} : parseOptions(text.slice(start));
  const head = start < 0 || !options ? text : text.slice(0, start).trim();
  const kind = /(?<!\S)\[(markdown|md|raw)\]$/.exec(head);
  const title = head.slice(0, kind?.index).trim();
  return {
    type: KINDS[kind?.[1] ?? ''] ?? 'code',
    metadata: { ...(title === '' ? {} : { title }), ...options },
  };
}

/** `name=JSON` pairs, or one JSON object; undefined for anything else. */
function parseOptions(text: string): Metadata | undefined {
  try {
    if (text.startsWith('{')) return JSON.parse(text) as Metadata;
    const entries: [string, unknown][] = [];
    for (let rest = text; rest !== '';) {
      const name = /^[\w.-]+(?==)/.exec(rest)?.[0];
      if (name === undefined) return undefined;
      const value = rest.slice(name.length + 1);
      const length = jsonLength(value);
      entries.push([name, JSON.parse(value.slice(0, length))]);
      rest = value.slice(length).trimStart();
    }
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}

/** Length of the JSON value that `text` begins with: up to the first blank outside of strings and brackets. */
function jsonLength(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if ('[{'.includes(char)) depth++;
    else if (']}'.includes(char)) depth--;
    else if (depth === 0 && (char === ' ' || char === '\t')) return at;
  }
  return text.length;
}

/** A line of a cell as it may stand in a script: one that reads as a marker gets a backslash before `%%`. */
export function escapeMarker(line: string): string {
  return line.replace(MARKER_LIKE, String.raw`$1\$2`);
}

/** Takes back what `escapeMarker` did. */
export function unescapeMarker(line: string): string {
  return line.replace(MARKER_LIKE, (whole: string, comment: string, rest: string) =>
    rest.startsWith('\\') ? `${comment}${rest.slice(1)}` : whole,
  );
}
