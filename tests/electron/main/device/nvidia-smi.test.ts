import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { NvidiaSmi, parseGpus } from '../../../../electron/main/device/nvidia-smi';
import { temporaryFolder } from '../../../temporary-folder';

test('each card is a line; what it does not tell is null', () => {
  expect(parseGpus('NVIDIA H100 PCIe, 87, 40960, 81559, 54\nOld card, [N/A], 512, 2048, [Not Supported]\n')).toEqual([
    {
      name: 'NVIDIA H100 PCIe',
      utilisationPercent: 87,
      memoryUsed: 40_960 * 1_048_576,
      memoryTotal: 81_559 * 1_048_576,
      temperature: 54,
    },
    {
      name: 'Old card',
      utilisationPercent: null,
      memoryUsed: 512 * 1_048_576,
      memoryTotal: 2_048 * 1_048_576,
      temperature: null,
    },
  ]);
});

test.each(['', 'No devices were found', 'NVIDIA-SMI has failed because it could not communicate, with the driver'])(
  '"%s" is no card',
  (text) => {
    expect(parseGpus(text)).toEqual([]);
  },
);

test('a machine without the tool has no cards, and is not asked again every second', async () => {
  const folder = temporaryFolder();
  const [tool, calls] = [path.join(folder, 'nvidia-smi'), path.join(folder, 'calls')];
  const nvidia = new NvidiaSmi(tool);
  expect(await nvidia.gpus(0)).toEqual([]);
  expect(nvidia.problem).toBe(`no NVIDIA driver (${tool} is not there)`);
  writeFileSync(tool, `#!/bin/sh\necho called >> ${calls}\necho 'A card, 1, 2, 3, 4'\n`);
  chmodSync(tool, 0o755);
  expect(await nvidia.gpus(1_000)).toEqual([]);
  expect(await nvidia.gpus(61_000)).toMatchObject([{ name: 'A card', temperature: 4 }]);
  expect(nvidia.problem).toBeNull();
  expect(readFileSync(calls, 'utf8')).toBe('called\n');
});

test.each([
  ['echo "NVIDIA-SMI has failed: no driver."; exit 9', /says “NVIDIA-SMI has failed: no driver\.”$/],
  ['exit 6', /nvidia-smi fails$/],
  ['echo', /nvidia-smi lists no card$/],
])('why there is no card: %s', async (script, words) => {
  const tool = path.join(temporaryFolder(), 'nvidia-smi');
  writeFileSync(tool, `#!/bin/sh\n${script}\n`);
  chmodSync(tool, 0o755);
  const nvidia = new NvidiaSmi(tool);
  expect(await nvidia.gpus()).toEqual([]);
  expect(nvidia.problem).toMatch(words);
});
