import { NotebookError } from '../errors';
import { isRecord } from '../fields';
import type { Metadata } from '../notebook';

/**
 * The header of a percent script: notebook metadata between two `// ---` lines, as the YAML that Jupytext
 * writes. Of YAML, this knows nested mappings and scalars; lists and anything else stand as JSON, which is
 * YAML too.
 */
const FENCE = '// ---';
const PLAIN_KEY = /^[A-Za-z_][\w.-]*$/;
const PLAIN_TEXT = /^\.?[A-Za-z](?:[\w ./+-]*[\w./+-])?$/;
const YAML_WORDS = /^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$/i;
const ENTRY = /^("(?:[^"\\]|\\.)*"|[A-Za-z_][\w .-]*):(?:\s+(.*))?$/;

/** The lines of a header that holds `fields`, its fences included. */
export function formatFrontMatter(fields: Metadata): string[] {
  return [FENCE, ...mappingLines(fields, '').map(line => `// ${line}`), FENCE];
}

function mappingLines(fields: Metadata, indent: string): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const plain = PLAIN_KEY.test(name) && !YAML_WORDS.test(name);
    const key = `${indent}${plain ? name : JSON.stringify(name)}:`;
    return isRecord(value) && Object.keys(value).length > 0
      ? [key, ...mappingLines(value, `${indent}  `)]
      : [`${key} ${scalarText(value)}`];
  });
}

function scalarText(value: unknown): string {
  const plain = typeof value === 'string' && PLAIN_TEXT.test(value) && !YAML_WORDS.test(value);
  return plain ? value : JSON.stringify(value);
}

/**
 * The header that `lines` begin with, and how many lines it takes; undefined where they begin with something
 * else.
 *
 * @throws NotebookError `notebook/front-matter` for YAML beyond the part above, naming the line
 */
export function parseFrontMatter(lines: readonly string[]): { fields: Metadata; length: number } | undefined {
  if (lines[0] !== FENCE) return undefined;
  const end = lines.indexOf(FENCE, 1);
  const body = lines.slice(1, Math.max(end, 1));
  if (!body.every(line => line.startsWith('//')) || !body.includes('// jupyter:')) return undefined;
  return { fields: parseMapping(readLines(body)), length: end + 1 };
}

interface HeaderLine {
  /** Position in the file, from 1. */
  number: number;
  column: number;
  text: string;
}

function readLines(commented: readonly string[]): HeaderLine[] {
  return commented
    .map((line, index) => {
      const text = line.replace(/^\/\/ ?/, '').trimEnd();
      return { number: index + 2, column: text.length - text.trimStart().length, text: text.trimStart() };
    })
    .filter(line => line.text !== '');
}

function parseMapping(lines: readonly HeaderLine[]): Metadata {
  const column = lines[0]?.column ?? 0;
  const entries: [string, unknown][] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!;
    const [, key, scalar] = ENTRY.exec(line.text) ?? [];
    if (line.column !== column || key === undefined) throw unknownYaml(line);
    const next = lines.findIndex((other, index) => index > at && other.column <= column);
    const nested = lines.slice(at + 1, next < 0 ? lines.length : next);
    if (nested.length > 0 && scalar !== undefined) throw unknownYaml(nested[0]!);
    const value = nested.length > 0 ? parseMapping(nested) : parseScalar(scalar ?? 'null', line);
    entries.push([key.startsWith('"') ? (JSON.parse(key) as string) : key, value]);
    at += nested.length + 1;
  }
  return Object.fromEntries(entries);
}

function parseScalar(text: string, line: HeaderLine): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    if (/^["'[{&*!|>%@`]/.test(text)) throw unknownYaml(line);
    return text;
  }
}

function unknownYaml(line: HeaderLine): NotebookError {
  return new NotebookError(
    'notebook/front-matter',
    `line ${line.number} of the header is YAML that cannot be read: ${JSON.stringify(line.text)}; ` +
      'write "name: value", nest by indenting, and write lists as JSON',
  );
}
