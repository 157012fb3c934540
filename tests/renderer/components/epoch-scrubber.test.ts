import { mount } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';

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
  });

  it('holds the moment it is moved to, and follows again at its right end', async () => {
    const scrubber = show(null);
    await scrubber.find('input').setValue('1');
    await scrubber.find('input').setValue('2');
    await scrubber.find('[data-testid=scrubber-live]').trigger('click');
    expect(scrubber.emitted('hold')).toEqual([[records[1]], [null], [null]]);
  });

  it('tells the moment in words', () => {
    expect(
      show(records[1] ?? null)
        .find('input')
        .attributes('aria-valuetext'),
    ).toBe('end of epoch 1, step 10');
  });

  it('finds the nearest moment when the held one was thinned out', () => {
    expect(show(makeAlphas(1, 15, false)).find('input').element.value).toBe('1');
  });

  it('plays the search from its start to its newest moment', async () => {
    vi.useFakeTimers();
    const scrubber = mount(EpochScrubber, {
      props: {
        records,
        held: null,
        live: false,
        onHold: (record: AlphasRecord | null) => void scrubber.setProps({ held: record }),
      },
    });
    await scrubber.find('[data-testid=scrubber-play]').trigger('click');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(scrubber.emitted('hold')).toEqual([[records[0]], [records[1]], [null]]);
    expect(scrubber.find('[data-testid=scrubber-play]').attributes('aria-label')).toBe('Play the search');
    vi.useRealTimers();
  });
});
