import { describe, expect, it } from 'vitest';

import { isInStep } from '../../../build/steps/npm-install.mjs';

const lock = (packages: Record<string, object>) => ({ packages });
const vue = { version: '3.5.45', integrity: 'sha512-a' };

describe('isInStep', () => {
  it('accepts what the lockfile names, without the project itself', () => {
    const wanted = lock({ '': { version: '0.1.0' }, 'node_modules/vue': vue });
    expect(isInStep(wanted, lock({ 'node_modules/vue': vue }))).toBe(true);
  });

  it('accepts that another system’s optional package is left out', () => {
    const wanted = lock({ 'node_modules/vue': vue, 'node_modules/x-darwin': { version: '1.0.0', optional: true } });
    expect(isInStep(wanted, lock({ 'node_modules/vue': vue }))).toBe(true);
  });

  it.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/vue': { ...vue, version: '3.5.44' } }],
    ['other content', { 'node_modules/vue': { ...vue, integrity: 'sha512-b' } }],
    ['a package too many', { 'node_modules/vue': vue, 'node_modules/y': { version: '1.0.0' } }],
  ])('refuses %s', (_, installed) => {
    expect(isInStep(lock({ 'node_modules/vue': vue }), lock(installed))).toBe(false);
  });
});
