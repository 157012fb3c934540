import { onScopeDispose, shallowRef, type Ref } from 'vue';

import type { DeviceUsage } from '../../electron/contract';

/** Time between two looks, milliseconds. */
const INTERVAL = 2000;
/** Looks that are kept: two minutes. */
const KEPT = 60;

/** What the machine and the trainer use, the newest last, for as long as the component is there and the window in sight. */
export function useDeviceUsage(): Readonly<Ref<readonly DeviceUsage[]>> {
  const looks = shallowRef<readonly DeviceUsage[]>([]);
  let asking = false;

  async function look(): Promise<void> {
    if (asking || document.hidden) return;
    asking = true;
    const outcome = await window.dartboard.request('device:usage');
    asking = false;
    // Not worth a message: the next look may succeed.
    if (outcome.ok) looks.value = [...looks.value, outcome.value].slice(-KEPT);
  }

  void look();
  const timer = setInterval(() => void look(), INTERVAL);
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return looks;
}
