import { beforeEach, describe, expect, it } from 'vitest';

import { useAppStore } from '../../../renderer/stores/app';
import { useDatasetsStore } from '../../../renderer/stores/datasets';
import { fail, ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { CHOICE } from '../helpers/records';

describe('the datasets store', () => {
  let bridge: TestBridge;

  beforeEach(() => {
    bridge = useTestBridge({ 'dataset:pick': () => ok(CHOICE) });
  });

  it('takes a picked folder', async () => {
    const datasets = useDatasetsStore();
    const picking = datasets.pick();
    expect(datasets.reading).toBe(true);
    await picking;
    expect([datasets.choice, datasets.reading]).toEqual([CHOICE, false]);
  });

  it('keeps what it has when the dialog is cancelled or a folder is wrong', async () => {
    const datasets = useDatasetsStore();
    await datasets.pick();
    bridge.answers['dataset:pick'] = () => ok(null);
    await datasets.pick();
    bridge.dropped = fail('The folder is empty.');
    await datasets.drop(new File([], 'empty'));
    expect(datasets.choice).toEqual(CHOICE);
    expect(useAppStore().messages.map((message) => message.text)).toEqual(['The folder is empty.']);
  });

  it('reads one data set at a time', async () => {
    const datasets = useDatasetsStore();
    await Promise.all([datasets.pick(), datasets.useDemo()]);
    expect(bridge.asked.map(([channel]) => channel)).toEqual(['dataset:pick']);
  });

  it('takes a dropped folder and the demo set', async () => {
    const datasets = useDatasetsStore();
    bridge.dropped = ok({ ...CHOICE, token: 'dropped' });
    await datasets.drop(new File([], 'pictures'));
    expect(datasets.choice?.token).toBe('dropped');
    bridge.answers['dataset:demo'] = () => ok({ ...CHOICE, token: 'demo' });
    await datasets.useDemo();
    expect(datasets.choice?.token).toBe('demo');
  });
});
