import type { DatasetWarning } from './dataset-facts';
import { printable } from '../file-errors';

/** As many names as a person wants to read. */
const NAMED = 20;
/** Names inside the sentence itself. */
const IN_SENTENCE = 3;

/**
 * A warning about some files or images, which are named in the sentence as far as they are few.
 *
 * @param sentence told with the number of them in words and the first names
 */
export function warningOf(
  kind: DatasetWarning['kind'],
  names: readonly string[],
  sentence: (few: string) => string,
  count = names.length,
): DatasetWarning {
  const shown = names.slice(0, IN_SENTENCE).map(printable).join(', ');
  const rest = count - Math.min(IN_SENTENCE, names.length);
  const few = rest > 0 ? `${shown} and ${rest.toLocaleString('en')} more` : shown;
  return { kind, message: sentence(few), count, files: names.slice(0, NAMED).map(printable) };
}
