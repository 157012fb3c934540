import { UserError, messageOf } from '../user-error';

/** The settings of a run that decide how much memory it takes. */
export interface SizeSettings {
  readonly batchSize: number;
  readonly channels: number;
}

/** The sentence for whatever ended a run. */
export function failureSentence(error: unknown, config: SizeSettings): string {
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
