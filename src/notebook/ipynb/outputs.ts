import { NotebookError } from '../errors';
import { readCount, readList, readRecord, readString, readText } from '../fields';
import { splitLines } from '../lines';
import type { Metadata, MimeData, NotebookOutput } from '../notebook';

/** Text types beside `text/*` that Jupyter stores as lists of lines. */
const LINED_TYPES = new Set(['application/javascript', 'image/svg+xml']);

/**
 * One output of a code cell, from its nbformat form.
 *
 * @throws NotebookError `notebook/field` or `notebook/output-type`
 */
export function readOutput(value: unknown, path: string): NotebookOutput {
  const record = readRecord(value, path);
  const type = readString(record['output_type'], `${path}.output_type`);
  switch (type) {
    case 'stream':
      return {
        type,
        name: readString(record['name'], `${path}.name`),
        text: readText(record['text'], `${path}.text`),
      };
    case 'display_data':
      return { type, ...readRich(record, path) };
    case 'execute_result':
      return {
        type,
        ...readRich(record, path),
        executionCount: readCount(record['execution_count'], `${path}.execution_count`),
      };
    case 'error':
      return {
        type,
        name: readString(record['ename'], `${path}.ename`),
        message: readString(record['evalue'], `${path}.evalue`),
        traceback: readList(record['traceback'] ?? [], `${path}.traceback`).map((line, index) =>
          readString(line, `${path}.traceback[${index}]`),
        ),
      };
    default:
      throw new NotebookError(
        'notebook/output-type',
        `${path}.output_type is ${JSON.stringify(type)}; nbformat 4 has stream, display_data, execute_result and error`,
      );
  }
}

function readRich(record: Metadata, path: string): { data: MimeData; metadata: Metadata } {
  const data = readRecord(record['data'], `${path}.data`);
  return {
    data: Object.fromEntries(
      Object.entries(data).map(([mime, value]) => [
        mime,
        isJsonMime(mime) ? value : readText(value, `${path}.data[${JSON.stringify(mime)}]`),
      ]),
    ),
    metadata: readRecord(record['metadata'] ?? {}, `${path}.metadata`),
  };
}

function isJsonMime(mime: string): boolean {
  return mime === 'application/json' || (mime.startsWith('application/') && mime.endsWith('+json'));
}

/** The nbformat form of an output. */
export function writeOutput(output: NotebookOutput): Metadata {
  switch (output.type) {
    case 'stream':
      return { output_type: 'stream', name: output.name, text: splitLines(output.text) };
    case 'display_data':
      return { output_type: 'display_data', data: writeData(output.data), metadata: output.metadata };
    case 'execute_result':
      return {
        output_type: 'execute_result',
        data: writeData(output.data),
        metadata: output.metadata,
        execution_count: output.executionCount,
      };
    case 'error':
      return {
        output_type: 'error',
        ename: output.name,
        evalue: output.message,
        traceback: output.traceback,
      };
  }
}

function writeData(data: MimeData): MimeData {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      typeof value === 'string' && (mime.startsWith('text/') || LINED_TYPES.has(mime))
        ? splitLines(value)
        : value,
    ]),
  );
}
