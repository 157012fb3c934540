import { describe, expect, it } from 'vitest';

import { chooseSuites } from '../../../build/testing/choose-suites.mjs';

const known = ['lint', 'unit', 'e2e'];

describe('chooseSuites', () => {
  it('runs all of them when none is named', () => {
    expect(chooseSuites([], known)).toEqual({ names: known, extra: [] });
  });

  it('runs the named ones in their own order', () => {
    expect(chooseSuites(['e2e', 'lint'], known)).toEqual({ names: ['lint', 'e2e'], extra: [] });
  });

  it('hands what follows one name to its runner', () => {
    expect(chooseSuites(['unit', 'tests/build', '-t', 'lock'], known)).toEqual({
      names: ['unit'],
      extra: ['tests/build', '-t', 'lock'],
    });
  });

  it.each([[['unti']], [['lint', 'unit', 'tests/build']]])('refuses %j', (args) => {
    expect(() => chooseSuites(args, known)).toThrow('is none of the suites: name one or more of lint, unit, e2e');
  });
});
