import { describe, expect, it } from 'vitest';

import type { RunListEntry } from '../../../electron/contract';
import { useAppStore } from '../../../renderer/stores/app';
import { useRunsStore } from '../../../renderer/stores/runs';
import { fail, ok, useTestBridge } from '../helpers/bridge';
import { makeEntry } from '../helpers/records';

function entry(id: string, created: string): RunListEntry {
  return makeEntry({ id, created });
}

describe('the runs store', () => {
  it('lists runs, newest first', async () => {
    useTestBridge({
      'runs:list': () => ok([entry('old', '2026-11-01T10:00:00Z'), entry('new', '2026-11-02T10:00:00Z')]),
    });
    const runs = useRunsStore();
    await runs.refresh();
    expect(runs.entries.map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('keeps its list when the folder cannot be read, and says why', async () => {
    const bridge = useTestBridge({ 'runs:list': () => ok([entry('a', '2026-11-01T10:00:00Z')]) });
    const runs = useRunsStore();
    await runs.refresh();
    bridge.answers['runs:list'] = () => fail('Cannot list /runs: permission denied.');
    await runs.refresh();
    expect(runs.entries).toHaveLength(1);
    expect(useAppStore().messages).toHaveLength(1);
  });
});
