import { beforeEach, describe, expect, it, vi } from 'vitest';

import { loadThemeChoice, nextThemeChoice, saveThemeChoice } from '../../../renderer/lib/theme';

describe('the choice of a theme', () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it('follows the system until another is chosen, and is remembered', () => {
    expect(loadThemeChoice()).toBe('system');
    saveThemeChoice('dark');
    expect(loadThemeChoice()).toBe('dark');
  });

  it('goes round', () => {
    expect(nextThemeChoice('system')).toBe('light');
    expect(nextThemeChoice('light')).toBe('dark');
    expect(nextThemeChoice('dark')).toBe('system');
  });

  it('survives a storage that holds nonsense or is closed', () => {
    localStorage.setItem('dartboard-theme', 'purple');
    expect(loadThemeChoice()).toBe('system');
    const closed = vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('denied');
    });
    expect(loadThemeChoice()).toBe('system');
    closed.mockRestore();
  });
});
