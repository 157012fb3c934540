/**
 * @typedef {object} Step
 * @property {(fraction: number, detail?: string) => void} update tells how far the step is, 0 to 1
 * @property {(detail: string) => void} note tells what the step does now, when no fraction is known
 * @property {() => void} done the step has succeeded
 * @property {() => void} abandon the step has failed; the failure itself is told elsewhere
 */

/** Everything here goes to standard error: standard output belongs to the command line's results. */
const out = process.stderr;

/**
 * Shows one long step: a bar that moves on a terminal, a line a quarter elsewhere.
 *
 * @param {string} title
 * @returns {Step}
 */
export function startStep(title) {
  const started = Date.now();
  const live = out.isTTY === true;
  let quarter = 0;
  let timer = live ? setInterval(() => draw(), 1000) : undefined;
  timer?.unref();
  let state = '';
  if (!live) out.write(`${title} ...\n`);
  draw();
  return {
    update(fraction, detail) {
      const bounded = Math.min(1, Math.max(0, fraction));
      state = `${progressBar(bounded, 24)} ${String(Math.floor(bounded * 100)).padStart(3)} %${detail ? `  ${detail}` : ''}`;
      draw();
      if (!live && Math.floor(bounded * 4) > quarter && bounded < 1) {
        quarter = Math.floor(bounded * 4);
        out.write(`${title}: ${quarter * 25} %\n`);
      }
    },
    note(detail) {
      state = detail;
      draw();
    },
    done() {
      finish();
      out.write(`${title}: done in ${duration(Date.now() - started)}\n`);
    },
    abandon: finish,
  };

  function draw() {
    if (!live || !timer) return;
    const line = `${title}  ${state}  ${duration(Date.now() - started)}`;
    out.write(`\r\x1b[K${line.slice(0, (out.columns || 80) - 1)}`);
  }

  function finish() {
    clearInterval(timer);
    timer = undefined;
    if (live) out.write('\r\x1b[K');
  }
}

/**
 * Says one line, once, outside any step.
 *
 * @param {string} line
 */
export function say(line) {
  out.write(`${line}\n`);
}

/**
 * @param {number} fraction
 * @param {number} width
 * @returns {string}
 */
export function progressBar(fraction, width) {
  const full = Math.round(fraction * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/**
 * A duration for people: `0.4 s`, `12 s`, `3 min 5 s`.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
