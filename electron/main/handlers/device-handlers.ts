import type { UsageMeter } from '../device/usage-meter';
import type { WindowIpc } from '../ipc-main';
import type { TrainerLog } from '../trainer/trainer-log';

/** What the trainer and its machine do now. */
export function handleDevice(ipc: WindowIpc, meter: UsageMeter, trainerLog: TrainerLog): void {
  ipc.handle('device:usage', () => meter.usage());
  ipc.handle('trainer:log', () => trainerLog.lines);
}
