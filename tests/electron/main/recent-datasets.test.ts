import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { Profile } from '../../../electron/main/profile-file';
import { RecentDatasets } from '../../../electron/main/recent-datasets';
import { temporaryFolder } from '../../temporary-folder';

test('the latest comes first, each once, ten at most, also after a restart', () => {
  const profile = temporaryFolder();
  const recent = new RecentDatasets(openProfile(profile));
  for (let i = 0; i < 12; i++) recent.add(`/data/${i}`);
  recent.add('/data/5');
  const places = new RecentDatasets(openProfile(profile)).list.map(({ location }) => location);
  expect(places.slice(0, 3)).toEqual(['/data/5', '/data/11', '/data/10']);
  expect(places).toHaveLength(10);
});

test('an id leads to its folder; a path, a stranger and one that was removed lead nowhere', () => {
  const recent = new RecentDatasets(openProfile(temporaryFolder()));
  recent.add('/data/pictures');
  const [{ id = '' } = {}] = recent.list;
  expect(recent.resolve(id)).toBe('/data/pictures');
  for (const stranger of ['/data/pictures', '/etc', '', '__proto__']) {
    expect(() => recent.resolve(stranger)).toThrow('not in the list of recent ones any more');
  }
  recent.remove('/data/pictures');
  expect(() => recent.resolve(id)).toThrow('not in the list');
});

test('every change is told, for the menu', () => {
  let told = 0;
  const recent = new RecentDatasets(openProfile(temporaryFolder()), () => told++);
  recent.add('/data/a');
  recent.remove('/data/a');
  recent.clear();
  expect(told).toBe(3);
});

test('a damaged list is an empty one', () => {
  const profile = temporaryFolder();
  writeFileSync(path.join(profile, 'recent-datasets.json'), '{"0": "/etc"}');
  expect(new RecentDatasets(openProfile(profile)).list).toEqual([]);
});

function openProfile(folder: string): Profile {
  return new Profile(folder, () => undefined);
}
