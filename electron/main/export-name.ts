import type { ExportKind } from '../contract';

/** How each kind of export is called in the save dialog. */
export const EXPORT_KINDS: Readonly<Record<ExportKind, string>> = {
  png: 'Picture',
  svg: 'Drawing',
  csv: 'Table',
  html: 'Web page',
  dot: 'Graphviz graph',
  pdf: 'PDF document',
  json: 'JSON',
  py: 'Python text',
};

const LONGEST_NAME = 120;

/**
 * A file name from what the window suggests: no folder, no character that some file system refuses, and the kind's ending.
 */
export function exportFileName(suggested: string, kind: ExportKind): string {
  const plain = suggested
    // eslint-disable-next-line no-control-regex -- Control characters are among what is replaced.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+/g, '-')
    .replace(/^[\s.-]+|[\s.]+$/g, '')
    .slice(0, LONGEST_NAME);
  const name = plain === '' ? 'dartboard' : plain;
  return name.toLowerCase().endsWith(`.${kind}`) ? name : `${name}.${kind}`;
}
