import { existsSync } from 'node:fs';
import path from 'node:path';

import * as v from 'valibot';

import { readJsonFile } from '../../src-core/runs/read-json-file';
import { writeFileAtomically } from '../../src-core/runs/write-file-atomically';

const NotesSchema = v.object({ title: v.string(), note: v.string() });
/** What a person has written about a run. */
export type RunNotes = v.InferOutput<typeof NotesSchema>;

const NOTES_FILE = 'notes.json';

/**
 * The notes of a run; empty texts when there are none.
 * @throws UserError when the file is damaged
 */
export async function readRunNotes(folder: string): Promise<RunNotes> {
  const file = path.join(folder, NOTES_FILE);
  if (!existsSync(file)) return { title: '', note: '' };
  return readJsonFile(file, NotesSchema);
}

/**
 * Keeps the notes in the run's folder.
 * @throws UserError when it cannot be written
 */
export function writeRunNotes(folder: string, { title, note }: RunNotes): void {
  const text = `${JSON.stringify({ title: title.trim(), note: note.trimEnd() }, null, 2)}\n`;
  writeFileAtomically(path.join(folder, NOTES_FILE), text);
}
