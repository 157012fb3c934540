import { expect, it } from 'vitest';

import { nextThemeChoice } from '../../../renderer/lib/theme';

it('goes round the themes', () => {
  expect(nextThemeChoice('system')).toBe('light');
  expect(nextThemeChoice('light')).toBe('dark');
  expect(nextThemeChoice('dark')).toBe('system');
});
