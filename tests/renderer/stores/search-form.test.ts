import { describe, expect, it } from 'vitest';

import { useDatasetsStore } from '../../../renderer/stores/datasets';
import { useSearchFormStore } from '../../../renderer/stores/search-form';
import { ok, useTestBridge } from '../helpers/bridge';
import { CHOICE } from '../helpers/records';

describe('the search form store', () => {
  it('tells how much work a search is once there is data and every option is right', async () => {
    useTestBridge({ 'dataset:pick': () => ok(CHOICE) });
    const form = useSearchFormStore();
    expect(form.extent).toBeNull();
    await useDatasetsStore().pick();
    form.set('batchSize', '30');
    form.set('epochs', '2');
    // Half of 200 images: 100, so 4 steps an epoch.
    expect(form.extent).toMatchObject({ stepsPerEpoch: 4, totalSteps: 8 });
    form.set('epochs', 'two');
    expect(form.extent).toBeNull();
    expect(form.checked.errors['epochs']).toMatch(/not "two"/);
    form.fill();
    expect(form.checked.config?.epochs).toBe(50);
  });
});
