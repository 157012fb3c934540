import { readFileSync } from 'node:fs';

/** @typedef {import('./fetch-wheel.mjs').Wheel} Wheel */

/**
 * The wheels that native pieces come from, each pinned by version and hash.
 *
 * @type {{ tensorflow: { cpu: Wheel[], gpu: Wheel[] }, electron: Wheel }}
 */
export const wheels = JSON.parse(readFileSync(new URL('../pins/wheels.json', import.meta.url), 'utf8'));
