import * as v from 'valibot';

import { UserError } from '../user-error';
import { GenotypeFileSchema, GenotypeSchema } from './genotype';
import type { Genotype, GenotypeEdge, GenotypeFile } from './genotype';
import { isNniGenotype, readNniGenotype } from './nni-genotype';
import { readPythonGenotype } from './python-genotype-reader';

/** Longest text that is read as a genotype, in characters; a real one has about 600. */
export const MAX_GENOTYPE_TEXT = 65_536;

/**
 * The text that python prints for the reference's named tuple, ready to be pasted into quark0/darts cnn/genotypes.py:
 * `Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))`.
 */
export function genotypeToPython({ normal, normalConcat, reduce, reduceConcat }: Genotype): string {
  return (
    `Genotype(normal=${pythonEdges(normal)}, normal_concat=${pythonConcat(normalConcat)}, ` +
    `reduce=${pythonEdges(reduce)}, reduce_concat=${pythonConcat(reduceConcat)})`
  );
}

/** The same as khanrc/pt.darts prints and reads it: the edges of each node in a list of their own. */
export function genotypeToNestedPython({ normal, normalConcat, reduce, reduceConcat }: Genotype): string {
  const nodes = (edges: readonly GenotypeEdge[]): string => {
    const pairs = Array.from({ length: edges.length / 2 }, (_, node) =>
      pythonEdges(edges.slice(2 * node, 2 * node + 2)),
    );
    return `[${pairs.join(', ')}]`;
  };
  return (
    `Genotype(normal=${nodes(normal)}, normal_concat=${pythonConcat(normalConcat)}, ` +
    `reduce=${nodes(reduce)}, reduce_concat=${pythonConcat(reduceConcat)})`
  );
}

/** The genotype file's text, one edge a line. */
export function genotypeToJson(genotype: Genotype, source?: GenotypeFile['source']): string {
  const file: GenotypeFile = {
    format: 'dartboard-genotype',
    version: 1,
    genotype,
    ...(source === undefined ? {} : { source }),
  };
  const pairOverLines = /\[\s+("\w+"),\s+(\d+)\s+\]/g;
  return `${JSON.stringify(file, null, 2).replace(pairOverLines, '[$1, $2]')}\n`;
}

/**
 * Reads a genotype in any of the forms that it comes in: our file (JSON), the reference's python text, khanrc/pt.darts's
 * and kubeflow/katib's nested one, microsoft/nni's dictionary. The text is data: nothing in it is evaluated.
 *
 * @throws UserError with one sentence that says where the text is wrong
 */
export function parseGenotype(text: string): Genotype {
  if (text.length > MAX_GENOTYPE_TEXT) {
    throw new UserError(
      `The genotype text has ${text.length.toLocaleString('en')} characters, more than the ${MAX_GENOTYPE_TEXT.toLocaleString('en')} that a genotype can need; choose another file.`,
    );
  }
  const content = text.replace(/^\uFEFF/, '');
  if (content.trim() === '') throw new UserError('The genotype text is empty.');
  if (isNniGenotype(content)) return check(GenotypeSchema, readNniGenotype(content));
  if (content.trimStart().startsWith('{')) return check(GenotypeFileSchema, readJson(content)).genotype;
  const { normal, normal_concat, reduce, reduce_concat } = readPythonGenotype(content);
  return check(GenotypeSchema, { normal, normalConcat: normal_concat, reduce, reduceConcat: reduce_concat });
}

function pythonEdges(edges: readonly GenotypeEdge[]): string {
  return `[${edges.map(([op, source]) => `('${op}', ${source})`).join(', ')}]`;
}

/** The reference's searches give a range, its hand-written genotypes lists. */
function pythonConcat(states: readonly number[]): string {
  const [first = 0] = states;
  const consecutive = states.every((state, i) => state === first + i);
  return consecutive ? `range(${first}, ${first + states.length})` : `[${states.join(', ')}]`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The genotype file is not valid JSON: ${shorten(reason)}.`, { cause: error });
  }
}

function check<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const what = issue.received === 'undefined' ? 'it is missing' : shorten(issue.message).replace(/\.$/, '');
  throw new UserError(`The genotype is not valid${path === null ? '' : ` at ${shorten(path)}`}: ${what}.`);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
