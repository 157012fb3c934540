import { expect, test } from 'vitest';

import { type Endpoint, Graph } from '../../../src-core/graph/graph';
import { sumChains } from '../../../src-core/graph/sum-chains';

const spec = { shape: [2], type: 'float32' } as const;

function leaf(graph: Graph, name: string): Endpoint {
  return { node: graph.add(name, [], [], [spec]), output: 0 };
}

function sum(graph: Graph, a: Endpoint, b: Endpoint): Endpoint {
  return { node: graph.add('Add', [], [a, b], [spec]), output: 0 };
}

const names = (ends: readonly Endpoint[] | undefined): string[] | undefined => ends?.map(({ node }) => node.op);

test('a chain of sums becomes one sum, in the same order', () => {
  const graph = new Graph();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => leaf(graph, name)) as [
    Endpoint,
    Endpoint,
    Endpoint,
    Endpoint,
  ];
  const total = sum(graph, sum(graph, sum(graph, a, b), c), d);
  const chains = sumChains(graph.nodes);
  expect(names(chains.get(total.node))).toEqual(['a', 'b', 'c', 'd']);
});

test('a partial sum that is used elsewhere stays', () => {
  const graph = new Graph();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => leaf(graph, name)) as [Endpoint, Endpoint, Endpoint];
  const partial = sum(graph, a, b);
  graph.add('Relu', [], [partial], [spec]);
  const total = sum(graph, partial, c);
  expect(sumChains(graph.nodes).get(total.node)).toBeUndefined();
});

test('a sum that broadcasts is none of these', () => {
  const graph = new Graph();
  const scalar: Endpoint = { node: graph.add('s', [], [], [{ shape: [], type: 'float32' }]), output: 0 };
  const total = sum(graph, sum(graph, leaf(graph, 'a'), scalar), leaf(graph, 'b'));
  expect(sumChains(graph.nodes).get(total.node)).toBeUndefined();
});
