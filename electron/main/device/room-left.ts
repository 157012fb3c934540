import { runsFolder } from '../../../src-core/runs/runs-folder';
import type { Room } from './estimate-search';
import { freeBytes } from './free-bytes';
import { availableMemory } from './proc-files';

/** What the machine has left for a run. */
export async function roomLeft(): Promise<Room> {
  const [memoryAvailable, diskAvailable] = await Promise.all([availableMemory(), freeBytes(runsFolder())]);
  return { memoryAvailable, diskAvailable };
}
