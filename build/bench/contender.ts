import { availableParallelism } from 'node:os';
import path from 'node:path';

import allocator from '../../src-core/runtime/allocator-environment.json';
import { TurnTaker } from './turn-taker';

/** What is measured: a program that can be started and then runs steps on demand. */
export interface Contender {
  readonly name: string;
  start(): TurnTaker;
}

/** One configuration of the search step. */
export interface StepShape {
  readonly channels: number;
  readonly layers: number;
  readonly batch: number;
  readonly order: 1 | 2;
}

/** Our own search step, in a process of its own. */
export function ourStep(shape: StepShape): Contender {
  const command = [process.execPath, workerFile('step'), ...shapeArguments(shape)];
  return { name: 'Dartboard', start: () => new TurnTaker('Dartboard', command, { ...allocator, ...process.env }) };
}

/**
 * Somebody else's step.
 *
 * @param commandLine how it is started; it takes the options `--channels --layers --batch --threads --server` and, for a
 *   search step, `--order`
 */
export function peerStep(commandLine: readonly string[], shape: StepShape | RetrainShape): Contender {
  const command = [...commandLine, ...shapeArguments(shape), '--threads', String(availableParallelism()), '--server'];
  return { name: 'The peer', start: () => new TurnTaker('The peer', command) };
}

/** The step of a retraining: an evaluation network with an auxiliary head. */
export type RetrainShape = Omit<StepShape, 'order'>;

/** Our own retraining step, in a process of its own. */
export function ourRetraining(shape: RetrainShape): Contender {
  const command = [process.execPath, workerFile('retrain'), ...shapeArguments(shape)];
  return { name: 'Dartboard', start: () => new TurnTaker('Dartboard', command, { ...allocator, ...process.env }) };
}

/** Matrix products and nothing else: what this machine can do at most. */
export function matrixProducts(): Contender {
  const command = [process.execPath, workerFile('matrix-products')];
  return { name: 'Matrix products', start: () => new TurnTaker('Matrix products', command) };
}

/** The programs that this one starts. */
export type Worker = 'step' | 'retrain' | 'matrix-products' | 'pipeline' | 'growth' | 'device';

/** The bundle of a worker, which stands beside ours. */
export function workerFile(name: Worker): string {
  return path.join(__dirname, `${name}.cjs`);
}

function shapeArguments(shape: StepShape | RetrainShape): string[] {
  return Object.entries(shape).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
