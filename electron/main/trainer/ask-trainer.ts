import type { DatasetPreview, DataSource } from '../../../src-core/data/dataset-facts';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { TrainerTimeout, type TrainerProcess, type TrainerRequest } from './trainer-process';

/** Reading a large data set from a slow disk. */
const INSPECT_TIMEOUT_MS = 180_000;
/** Reading the data set and loading TensorFlow. */
const START_TIMEOUT_MS = 300_000;
/** Before any step time is known: building the network and its first step are slow. */
const LEAST_PATIENCE_MS = 60_000;
/** A command is read between two steps, so it is answered only after several steps' time. */
const PATIENCE_STEPS = 5;

/** How long a trainer whose steps take so many milliseconds, null when not known, may take to hear and obey. */
export function patienceFor(stepMs: number | null): number {
  return Math.max(LEAST_PATIENCE_MS, PATIENCE_STEPS * (stepMs ?? 0));
}

/** Lets a trainer read a data set and describe it. */
export async function askForPreview(trainer: TrainerProcess, source: DataSource): Promise<DatasetPreview> {
  const reply = await trainer.request({ type: 'inspect', source }, INSPECT_TIMEOUT_MS);
  if (reply.type !== 'preview') throw unexpected('inspect', reply.type);
  return reply.preview;
}

/** Lets a trainer begin a run, or go on with one. One that does not in time is ended. */
export async function askToBegin(trainer: TrainerProcess, request: TrainerRequest): Promise<RunInfo> {
  try {
    const reply = await trainer.request(request, START_TIMEOUT_MS);
    if (reply.type !== 'run') throw unexpected(request.type, reply.type);
    return reply.info;
  } catch (error) {
    if (error instanceof TrainerTimeout) trainer.kill('did not begin in time');
    throw error;
  }
}

/** Holds, lets go on or stops a trainer's run. One that does not stop in time is ended. */
export async function askToSteer(
  trainer: TrainerProcess,
  type: 'pause' | 'resume' | 'stop',
  patienceMs: number,
): Promise<void> {
  try {
    await trainer.request({ type }, patienceMs);
  } catch (error) {
    if (type === 'stop' && error instanceof TrainerTimeout) trainer.kill('did not stop in time');
    throw error;
  }
}

function unexpected(request: string, reply: string): Error {
  return new Error(`The trainer answered "${request}" with "${reply}".`);
}
