import * as v from 'valibot';

import { UserError, messageOf } from '../../src-core/user-error';
import type { Outcome } from '../contract';

/** One request as it reached main. */
export interface IncomingRequest {
  readonly channel: string;
  /** As the window sent them, not looked at yet. */
  readonly args: readonly unknown[];
  readonly trusted: boolean;
}

/** How a channel is answered. */
export interface RequestAnswer<Args extends readonly unknown[], T> {
  /** What the arguments must be. */
  readonly schema: v.GenericSchema<unknown, Args>;
  readonly answer: (...args: NoInfer<Args>) => T | Promise<T>;
}

/** Tells the log about a request that was refused or failed for a reason that is not the person's. */
export type Report = (message: string, error?: unknown) => void;

/**
 * Answers one request. Never rejects: a stranger's message, malformed arguments and every failure become an outcome
 * with the sentence to show.
 */
export async function answerRequest<Args extends readonly unknown[], T>(
  request: IncomingRequest,
  { schema, answer }: RequestAnswer<Args, T>,
  report: Report,
): Promise<Outcome<T>> {
  const { channel, args, trusted } = request;
  if (!trusted) {
    report(`${channel}: refused a sender that is not the app's window`);
    return failure("This request did not come from the app's window.");
  }
  const parsed = v.safeParse(schema, args, { abortEarly: true });
  if (!parsed.success) return failure(sentenceOf(channel, parsed.issues[0]));
  try {
    return { ok: true, value: await answer(...parsed.output) };
  } catch (error) {
    if (error instanceof UserError) return failure(error.message);
    report(`${channel}: failed`, error);
    return failure(`The app could not do this because of a fault of its own: ${messageOf(error)}`);
  }
}

function failure(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}

/** Our own checks speak in sentences; what the library says about a wrong shape is put into one. */
function sentenceOf(channel: string, issue: v.BaseIssue<unknown>): string {
  if (issue.message.endsWith('.')) return issue.message;
  const where = v.getDotPath(issue);
  return `The window sent a malformed request (${channel}${where === null ? '' : `, ${where}`}): ${issue.message}.`;
}
