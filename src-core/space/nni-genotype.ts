import { UserError } from '../user-error';
import { INPUT_STATES } from './cell-topology';
import type { Genotype, GenotypeEdge } from './genotype';
import { OPERATIONS } from './primitives';

/**
 * The dictionary that microsoft/nni exports and its model hub reads (nni/nas/hub/pytorch/nasnet.py), as JSON:
 * `{"normal/op_2_0": "sep_conv_3x3", "normal/input_2_0": [0], ...}`, nodes counted from 2.
 *
 * @throws UserError when a cell does not concatenate all of its nodes: the dictionary cannot say that
 */
export function genotypeToNni({ normal, normalConcat, reduce, reduceConcat }: Genotype): string {
  const entries = [...cellEntries('normal', normal, normalConcat), ...cellEntries('reduce', reduce, reduceConcat)];
  return `${JSON.stringify(Object.fromEntries(entries), null, 2).replace(/\[\s+(\d+)\s+\]/g, '[$1]')}\n`;
}

/** Whether a text is such a dictionary, from python or JSON. */
export function isNniGenotype(text: string): boolean {
  return /^\s*\{\s*["'][\w/]+["']\s*:/.test(text) && /["'](?:normal|reduce)\/(?:op|input)_/.test(text);
}

/**
 * Reads such a dictionary; what it holds beside the cells (such as width and depth) is passed over. All nodes are
 * concatenated, as nni's DARTS space does. The text is data: nothing in it is evaluated.
 *
 * @returns a genotype as its schema takes it, unchecked
 * @throws UserError saying what is wrong
 */
export function readNniGenotype(text: string): unknown {
  const entries = readDictionary(text);
  const [normal, reduce] = [cellOf('normal', entries), cellOf('reduce', entries)];
  return { normal, normalConcat: allNodes(normal.length), reduce, reduceConcat: allNodes(reduce.length) };
}

type Value = string | number;

const ENTRY = /\s*(["'])([\w/]{1,80})\1\s*:\s*(?:(["'])([\w.]{0,80})\3|\[\s*(\d{1,9})\s*\]|(-?\d{1,9}))\s*(,?)/y;

function readDictionary(text: string): ReadonlyMap<string, Value> {
  const entries = new Map<string, Value>();
  let at = text.indexOf('{') + 1;
  for (let goesOn = true; goesOn;) {
    ENTRY.lastIndex = at;
    const match = ENTRY.exec(text);
    if (!match) break;
    const [whole, , key = '', , word, listed, number, comma] = match;
    if (entries.has(key)) throw new UserError(`The genotype text gives ${key} twice.`);
    entries.set(key, word ?? Number(listed ?? number));
    at += whole.length;
    goesOn = comma !== '';
  }
  if (/^\s*\}\s*$/.test(text.slice(at))) return entries;
  const line = text.slice(0, at).split('\n').length;
  throw new UserError(
    `The genotype text has ${JSON.stringify(text.slice(at).trim().slice(0, 24))} on line ${line}, where an entry such as "normal/op_2_0": "sep_conv_3x3" should be.`,
  );
}

function cellOf(cell: string, entries: ReadonlyMap<string, Value>): unknown[] {
  const edges: unknown[] = [];
  for (let node = INPUT_STATES; entries.has(`${cell}/op_${node}_0`); node++) {
    for (const place of [0, 1]) {
      const [op, input] = [`${cell}/op_${node}_${place}`, `${cell}/input_${node}_${place}`];
      const [operation, source] = [entries.get(op), entries.get(input)];
      if (operation === undefined) throw new UserError(`The genotype text lacks ${op}.`);
      if (source === undefined) throw new UserError(`The genotype text lacks ${input}.`);
      if (!OPERATIONS.some((known) => known === operation)) {
        throw new UserError(`The genotype text has "${operation}" as ${op}; operations are ${OPERATIONS.join(', ')}.`);
      }
      edges.push([operation, source]);
    }
  }
  const known = edges.length / 2;
  const stray = [...entries.keys()].find((key) => {
    const [, node] = /^(?:normal|reduce)\/(?:op|input)_(\d+)_\d+$/.exec(key) ?? [];
    return key.startsWith(`${cell}/`) && !(Number(node) < INPUT_STATES + known && /_[01]$/.test(key));
  });
  if (stray !== undefined) throw new UserError(`The genotype text has ${stray}, which belongs to no node.`);
  return edges;
}

function cellEntries(
  cell: string,
  edges: readonly GenotypeEdge[],
  concat: readonly number[],
): (readonly [string, unknown])[] {
  if (String([...concat].sort((a, b) => a - b)) !== String(allNodes(edges.length))) {
    throw new UserError(
      `The ${cell} cell concatenates states ${concat.join(', ')}, and nni's form has all of its nodes concatenated; choose another form.`,
    );
  }
  return edges.flatMap(([operation, source], index) => {
    const place = `${INPUT_STATES + Math.floor(index / 2)}_${index % 2}`;
    return [
      [`${cell}/op_${place}`, operation],
      [`${cell}/input_${place}`, [source]],
    ] as const;
  });
}

function allNodes(edges: number): number[] {
  return Array.from({ length: edges / 2 }, (_, node) => INPUT_STATES + node);
}
