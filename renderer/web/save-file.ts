import type { ExportKind } from '../../electron/contract';

const TYPES: Record<ExportKind, string> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  csv: 'text/csv',
  html: 'text/html',
  dot: 'text/vnd.graphviz',
  pdf: 'application/pdf',
  json: 'application/json',
  py: 'text/x-python',
};

/**
 * Downloads a file, as a browser does where the app has a save dialog; gives its name.
 * @throws Error for a PDF, which only the app can print
 */
export function saveFile(name: string, kind: ExportKind, data: string | Uint8Array): string {
  if (kind === 'pdf') throw new Error('A PDF needs the Dartboard app; an SVG can be saved here.');
  const file = name.endsWith(`.${kind}`) ? name : `${name}.${kind}`;
  const url = URL.createObjectURL(new Blob([typeof data === 'string' ? data : data.slice()], { type: TYPES[kind] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  // The browser has taken hold of the data by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return file;
}
