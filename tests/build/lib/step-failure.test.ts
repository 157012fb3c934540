import { describe, expect, it } from 'vitest';

import { sentenceOf, StepFailure } from '../../../build/lib/step-failure.mjs';

describe('sentenceOf', () => {
  it('is the sentence of a failed step', () => {
    expect(sentenceOf(new StepFailure('It is gone: do this.'))).toBe('It is gone: do this.');
  });

  it('says so when the disk is full', () => {
    const error = Object.assign(new Error('write'), { code: 'ENOSPC', path: '/cache/big' });
    expect(sentenceOf(error)).toBe('The disk is full at /cache/big: free some space and run this again.');
  });

  it('says what cannot be written', () => {
    const error = Object.assign(new Error('mkdir'), { code: 'EACCES', path: '/cache/locks' });
    expect(sentenceOf(error)).toContain('/cache/locks cannot be written (EACCES)');
  });

  it('keeps the stack of what we did not foresee', () => {
    expect(sentenceOf(new TypeError('x is not a function'))).toContain('step-failure.test.ts');
  });
});
