import * as v from 'valibot';

import { messageOf } from '../user-error';
import type { Compute } from './compute';
import { TrainerCommandSchema } from './protocol';
import type { ReplyValue, TrainerCommand, TrainerEvent } from './protocol';
import { RecordBatcher } from './record-batcher';
import { Session } from './session';

/** How long a lost supervisor's search may take to close before the process goes all the same. */
const CLOSE_LIMIT_MS = 2_000;
/** How often the supervisor hears that the process lives, when nothing else is told. */
const HEARTBEAT_MS = 5_000;
const LEAST_HEARTBEAT_MS = 1_000;

/**
 * Serves the protocol to the process that forked this one. It ends on `shutdown`, when the supervisor is gone
 * (`disconnect`) and on SIGTERM, each time with the run folder closed. A native step blocks the event loop, so all of
 * these are heard between two steps: the process outlives its supervisor by one step and two seconds at most.
 */
export function serveCommands(compute: Compute): void {
  const batcher = new RecordBatcher((records) => {
    send({ type: 'records', records });
  });
  const session = new Session(compute, {
    record: (record) => {
      batcher.add(record);
    },
    log: (level, message) => {
      send({ type: 'log', level, message });
    },
    beat,
  });

  process.on('message', (message) => {
    void answer(message, session, batcher);
  });
  process.on('disconnect', () => void leave(session, batcher));
  process.on('SIGTERM', () => void leave(session, batcher));
  // Ctrl+C in a terminal reaches the whole group; the supervisor decides what it means for a search.
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', (error) => {
    send({ type: 'log', level: 'error', message: error.stack ?? error.message }, () => process.exit(1));
  });

  send({ type: 'ready', pid: process.pid });
  setInterval(sendHeartbeat, HEARTBEAT_MS).unref();
  compute.device().then(
    (device) => {
      send({ type: 'device', device });
    },
    (error: unknown) => {
      // Without TensorFlow a trainer is of no use; its supervisor shows the last line that it wrote.
      process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
    },
  );
}

async function answer(message: unknown, session: Session, batcher: RecordBatcher): Promise<void> {
  const command = v.safeParse(TrainerCommandSchema, message, { abortEarly: true });
  if (!command.success) {
    refuse(message, command.issues[0]);
    return;
  }
  const { seq, type } = command.output;
  let event: TrainerEvent;
  try {
    event = { type: 'reply', seq, value: await obey(command.output, session) };
  } catch (error) {
    event = { type: 'error', seq, message: messageOf(error) };
  }
  // What led to the answer is told before it.
  batcher.flush();
  send(event, type === 'shutdown' ? () => process.exit(0) : undefined);
}

async function obey(command: TrainerCommand, session: Session): Promise<ReplyValue> {
  switch (command.type) {
    case 'inspect':
      return { type: 'preview', preview: await session.inspect(command.source) };
    case 'start':
      return { type: 'run', ...(await session.start(command)) };
    case 'retrain':
      return { type: 'run', ...(await session.retrain(command)) };
    case 'continue':
      return { type: 'run', ...(await session.continue(command.folder)) };
    case 'pause':
      await session.pause();
      break;
    case 'resume':
      session.resume();
      break;
    case 'stop':
      await session.stop();
      break;
    case 'shutdown':
      await session.close();
      break;
  }
  return { type: 'done' };
}

/** Answers a message that is no command: to its `seq` if it has one, else in the log. */
function refuse(message: unknown, issue: v.BaseIssue<unknown>): void {
  const path = v.getDotPath(issue);
  const sentence = `The trainer was sent a command it does not understand${path === null ? '' : ` (${path})`}: ${issue.message}`;
  const addressed = v.safeParse(v.object({ seq: TrainerCommandSchema.options[0].entries.seq }), message);
  send(
    addressed.success
      ? { type: 'error', seq: addressed.output.seq, message: sentence }
      : { type: 'log', level: 'error', message: sentence },
  );
}

let lastBeat = Number.NEGATIVE_INFINITY;
let silence: number | null = null;

/** Says that the process lives and how long it may now be silent; at most once a second, as short steps need no more. */
function beat(withinMs: number | null): void {
  const isNews = (silence === null) !== (withinMs === null);
  silence = withinMs;
  if (isNews || performance.now() - lastBeat >= LEAST_HEARTBEAT_MS) sendHeartbeat();
}

function sendHeartbeat(): void {
  lastBeat = performance.now();
  send(silence === null ? { type: 'heartbeat' } : { type: 'heartbeat', withinMs: silence });
}

async function leave(session: Session, batcher: RecordBatcher): Promise<void> {
  setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
  await session.close();
  batcher.flush();
  process.exit(0);
}

function send(event: TrainerEvent, sent: () => void = () => undefined): void {
  if (process.connected && process.send) process.send(event, undefined, undefined, sent);
  else sent();
}
