import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';

import EpochScrubber from '../../../renderer/components/run/EpochScrubber.vue';
import type { AlphasRecord } from '../../../src-core/runs/records';
import { makeAlphas } from '../helpers/records';

const records = [makeAlphas(0, 0, false), makeAlphas(0, 10, true), makeAlphas(1, 20, true)];

function show(held: AlphasRecord | null) {
  return mount(EpochScrubber, { props: { records, held, live: true } });
}

describe('EpochScrubber', () => {
  it('stands at the newest moment while it follows', () => {
    const scrubber = show(null);
    expect(scrubber.text()).toContain('end of epoch 2, step 20');
    expect(scrubber.find('[data-testid=scrubber-live]').attributes('aria-pressed')).toBe('true');
    expect(scrubber.find('[aria-label=Later]').attributes('disabled')).toBeDefined();
  });

  it('holds the moment it is moved to', async () => {
    const scrubber = show(null);
    await scrubber.find('input').setValue('1');
    await scrubber.find('[aria-label=Earlier]').trigger('click');
    expect(scrubber.emitted('hold')).toEqual([[records[1]], [records[1]]]);
  });

  it('follows again at its right end', async () => {
    const scrubber = show(records[1] ?? null);
    expect(scrubber.find('input').attributes('aria-valuetext')).toBe('end of epoch 1, step 10');
    await scrubber.find('[aria-label=Later]').trigger('click');
    await scrubber.find('[data-testid=scrubber-live]').trigger('click');
    expect(scrubber.emitted('hold')).toEqual([[null], [null]]);
  });

  it('finds the nearest moment when the held one was thinned out', () => {
    expect(show(makeAlphas(1, 15, false)).find('input').element.value).toBe('1');
  });
});
