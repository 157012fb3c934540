import type { SearchConfig } from '../search/config';
import { UserError, messageOf } from '../user-error';

/** The sentence for whatever ended a search. */
export function failureSentence(error: unknown, config: SearchConfig): string {
  const message = messageOf(error);
  if (error instanceof UserError) return message;
  if (/\bOOM\b|resource.?exhausted|out of memory|failed to allocate/i.test(message)) {
    return (
      `The device ran out of memory. Start again with a smaller batch size (batchSize, now ${config.batchSize}) ` +
      `or fewer initial channels (channels, now ${config.channels}).`
    );
  }
  const [firstLine = ''] = message.split('\n');
  return `The search failed: ${firstLine.replace(/\.?$/, '.')}`;
}
