import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nodeBackend } from '../runtime/raw-op';
import type { Graph } from './graph';
import { ancestors, type Endpoint, specOf } from './graph';
import type { Program } from './program';
import { ANCHOR, endpointName, savedModel } from './saved-model';
import { type Specs, type TracedProgram, traceProgram } from './trace-program';

/**
 * A program compiled for given shapes: one graph in a native session of its own, which TensorFlow optimises when it first
 * runs. (Programs in one session would each optimise the graph of all.) It holds no state: tensors go in and come out by
 * the ids under which the native binding keeps them, without being copied on a CPU.
 */
export class CompiledProgram {
  private readonly traced: TracedProgram;
  private readonly session: number;
  private readonly inputNames: string;
  private readonly outputNames: string;

  constructor(program: Program, variables: Specs, feeds: Specs) {
    this.traced = traceProgram(program, variables, feeds);
    const { graph, reads, feeds: given, writes, outputs } = this.traced;
    const inputs = [...Object.values(reads), ...Object.values(given)];
    const results = [...Object.values(writes), ...Object.values(outputs)].map((end) => fetchable(graph, end));
    this.inputNames = [...inputs.map(endpointName), `${ANCHOR}:0`].join();
    this.outputNames = results.map(endpointName).join();
    this.session = load(savedModel(ancestors(graph.nodes, [...inputs, ...results])));
  }

  /** Variables that the program reads, in the order in which `run` takes them. */
  get reads(): string[] {
    return Object.keys(this.traced.reads);
  }

  /** Feeds in the order in which `run` takes them. */
  get feeds(): string[] {
    return Object.keys(this.traced.feeds);
  }

  /** Variables that the program changes, in the order in which `run` gives their new values. */
  get writes(): string[] {
    return Object.keys(this.traced.writes);
  }

  /** Outputs in the order in which `run` gives them. */
  get outputs(): string[] {
    return Object.keys(this.traced.outputs);
  }

  /**
   * @param inputs native ids of the variables that it reads, then of the feeds; they stay the caller's
   * @returns native ids of the new values of variables, then of the outputs, all the caller's to delete
   */
  run(inputs: readonly number[]): number[] {
    if (this.outputNames === '') return [];
    const { binding } = nodeBackend();
    const anchor = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(0));
    try {
      const results = binding.runSavedModel(this.session, [...inputs, anchor], this.inputNames, this.outputNames);
      return results.map(({ id }) => id);
    } finally {
      binding.deleteTensor(anchor);
    }
  }

  dispose(): void {
    nodeBackend().binding.deleteSavedModel(this.session);
  }
}

/** TensorFlow does not give out what it is fed, except by an operation. */
function fetchable(graph: Graph, endpoint: Endpoint): Endpoint {
  if (endpoint.node.op !== 'Placeholder') return endpoint;
  const spec = specOf(endpoint);
  return {
    node: graph.add('Identity', [{ name: 'T', kind: 'type', value: spec.type }], [endpoint], [spec]),
    output: 0,
  };
}

function load(model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-graph-'));
  try {
    mkdirSync(join(folder, 'variables'));
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return nodeBackend().binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
