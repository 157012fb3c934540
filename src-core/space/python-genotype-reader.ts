import { UserError } from '../user-error';
import { OPERATIONS } from './primitives';
import type { Operation } from './primitives';

/** What the reference's text says, in its own names; whether it makes sense is for the genotype's schema to tell. */
export interface PythonGenotype {
  readonly normal: [Operation, number][];
  readonly normal_concat: number[];
  readonly reduce: [Operation, number][];
  readonly reduce_concat: number[];
}

/**
 * Reads what python prints for the reference's named tuple, by this grammar and nothing else; no text is ever evaluated:
 *
 *     genotype := [name '='] 'Genotype' '(' field (',' field)* [','] ')'
 *     name     := NAME ('-' NAME)*
 *     field    := ('normal' | 'reduce') '=' edges  |  ('normal_concat' | 'reduce_concat') '=' concat
 *     edges    := list of pairs  |  list of lists of pairs, a list for each node, as khanrc/pt.darts and kubeflow/katib print
 *     pair     := ('sep_conv_3x3', 1)  or  ['sep_conv_3x3', 1]
 *     concat   := list of whole numbers  |  'range' '(' [first ','] end ')'
 *
 * Lists and pairs are in brackets or parentheses, strings in either quotes, comments start with `#`. Operations may have
 * katib's names, such as `separable_convolution_3x3`.
 *
 * @throws UserError with the line and column of what does not belong there
 */
export function readPythonGenotype(text: string): PythonGenotype {
  return new Reader(text).genotype();
}

interface Token {
  readonly kind: 'name' | 'integer' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const SPACE = /(?:\s|#[^\n]*)*/y;
const TOKENS = [
  ['name', /[A-Za-z_]\w*/y],
  ['integer', /\d{1,9}(?![\w.])/y],
  ['string', /'[^'\\\n]*'|"[^"\\\n]*"/y],
  ['symbol', /[()[\],=-]/y],
] as const;
const MAX_CONCAT = 64;

/** kubeflow/katib's names of operations (pkg/suggestion DARTS; its experiments name type and filter size). */
const KATIB_NAMES: Readonly<Record<string, Operation | undefined>> = {
  max_pooling_3x3: 'max_pool_3x3',
  avg_pooling_3x3: 'avg_pool_3x3',
  skip_connection: 'skip_connect',
  separable_convolution_3x3: 'sep_conv_3x3',
  separable_convolution_5x5: 'sep_conv_5x5',
  separable_convolution_7x7: 'sep_conv_7x7',
  dilated_convolution_3x3: 'dil_conv_3x3',
  dilated_convolution_5x5: 'dil_conv_5x5',
};

class Reader {
  private token: Token;

  constructor(private readonly text: string) {
    this.token = this.scan(0);
  }

  genotype(): PythonGenotype {
    if (this.token.text !== 'Genotype') {
      this.take('name', 'Genotype(…)');
      while (this.token.text === '-') {
        this.next();
        this.take('name', 'a name');
      }
      this.takeSymbol('=');
    }
    if (this.token.text !== 'Genotype') this.fail('Genotype(…)');
    this.next();
    this.takeSymbol('(');
    const fields: Partial<PythonGenotype> = {};
    this.items(')', () => Object.assign(fields, this.field(Object.keys(fields))));
    if (this.token.kind !== 'end') this.fail('the end of the text');
    const { normal, normal_concat, reduce, reduce_concat } = fields;
    if (!normal || !normal_concat || !reduce || !reduce_concat) {
      throw new UserError('The genotype text lacks one of normal, normal_concat, reduce and reduce_concat.');
    }
    return { normal, normal_concat, reduce, reduce_concat };
  }

  private field(seen: readonly string[]): Partial<PythonGenotype> {
    if (seen.includes(this.token.text)) this.fail('a field that is not there yet');
    const name = this.token.text;
    switch (name) {
      case 'normal':
      case 'reduce':
        this.next();
        this.takeSymbol('=');
        return { [name]: this.edges() };
      case 'normal_concat':
      case 'reduce_concat':
        this.next();
        this.takeSymbol('=');
        return { [name]: this.token.text === 'range' ? this.range() : this.list(() => this.integer()) };
      case 'recurrent':
        throw new UserError(
          'The genotype is one of a recurrent cell, for sequences; choose a convolutional one, with normal and reduce.',
        );
      default:
        return this.fail('normal, normal_concat, reduce or reduce_concat');
    }
  }

  private edges(): [Operation, number][] {
    return this.list(() => {
      const close = this.open();
      return this.token.kind === 'string' || this.token.text === close ? [this.pair(close)] : this.node(close);
    }).flat();
  }

  /** The pairs of one node, whose list is open already. */
  private node(close: string): [Operation, number][] {
    const pairs: [Operation, number][] = [];
    this.items(close, () => pairs.push(this.pair(this.open())));
    return pairs;
  }

  /** A pair whose bracket is open already; `close` ends it. */
  private pair(close: string): [Operation, number] {
    const quoted = this.token;
    const named = quoted.text.slice(1, -1);
    const op = OPERATIONS.find((operation) => operation === (KATIB_NAMES[named] ?? named));
    if (quoted.kind !== 'string' || op === undefined) {
      return this.fail(`the quoted name of an operation (${OPERATIONS.join(', ')})`);
    }
    this.next();
    this.takeSymbol(',');
    const source = this.integer();
    if (this.token.text === ',') this.next();
    this.takeSymbol(close);
    return [op, source];
  }

  private range(): number[] {
    const { at } = this.token;
    this.next();
    this.takeSymbol('(');
    const bounds: number[] = [];
    this.items(')', () => bounds.push(this.integer()));
    const [first, end] = bounds.length === 1 ? [0, bounds[0]] : bounds;
    if (first === undefined || end === undefined || bounds.length > 2) {
      throw new UserError(`The genotype text has a range at ${this.place(at)} that needs one or two numbers.`);
    }
    if (end - first > MAX_CONCAT) {
      throw new UserError(`The genotype text has a range at ${this.place(at)} of more than ${MAX_CONCAT} states.`);
    }
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  }

  private integer(): number {
    return Number(this.take('integer', 'a whole number').text);
  }

  private list<T>(item: () => T): T[] {
    const values: T[] = [];
    this.items(this.open(), () => values.push(item()));
    return values;
  }

  /** Items up to `close`, parted by commas, of which a last one is welcome. */
  private items(close: string, item: () => unknown): void {
    while (this.token.text !== close) {
      item();
      if (this.token.text !== close) this.takeSymbol(',');
    }
    this.next();
  }

  /** Steps over an opening bracket and tells which one closes it. */
  private open(): string {
    const { text } = this.token;
    if (text !== '(' && text !== '[') this.fail("'[' or '('");
    this.next();
    return text === '(' ? ')' : ']';
  }

  private takeSymbol(symbol: string): void {
    if (this.token.text !== symbol) this.fail(`'${symbol}'`);
    this.next();
  }

  private take(kind: Token['kind'], expected: string): Token {
    const { token } = this;
    if (token.kind !== kind) this.fail(expected);
    this.next();
    return token;
  }

  private next(): void {
    this.token = this.scan(this.token.at + this.token.text.length);
  }

  private scan(from: number): Token {
    SPACE.lastIndex = from;
    const at = from + (SPACE.exec(this.text)?.[0].length ?? 0);
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = at;
      const match = pattern.exec(this.text);
      if (match) return { kind, text: match[0], at };
    }
    if (at === this.text.length) return { kind: 'end', text: '', at };
    throw new UserError(
      `The genotype text has ${JSON.stringify(this.text.slice(at, at + 12))} at ${this.place(at)}, which does not belong there.`,
    );
  }

  private fail(expected: string): never {
    const { kind, text, at } = this.token;
    const found = kind === 'end' ? 'the end' : JSON.stringify(text.slice(0, 40));
    throw new UserError(`The genotype text needs ${expected} at ${this.place(at)}, but has ${found} there.`);
  }

  private place(at: number): string {
    const lines = this.text.slice(0, at).split('\n');
    return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
  }
}
