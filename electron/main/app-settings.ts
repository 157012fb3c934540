import * as v from 'valibot';

import type { AppSettings } from '../contract';

/** Each setting with its default; a setting that a file lacks or garbles takes it. */
export const AppSettingsSchema = v.object({
  theme: v.fallback(v.optional(v.picklist(['system', 'light', 'dark']), 'system'), 'system'),
  onClose: v.fallback(v.optional(v.picklist(['ask', 'tray', 'quit']), 'ask'), 'ask'),
  notify: v.fallback(v.optional(v.boolean(), true), true),
  keepAwake: v.fallback(v.optional(v.boolean(), true), true),
  tourSeen: v.fallback(v.optional(v.boolean(), false), false),
});

/** What the window may change; here nothing is forgiven. */
export const SettingsChangeSchema = v.strictObject({
  theme: v.exactOptional(v.picklist(['system', 'light', 'dark'])),
  onClose: v.exactOptional(v.picklist(['ask', 'tray', 'quit'])),
  notify: v.exactOptional(v.boolean()),
  keepAwake: v.exactOptional(v.boolean()),
  tourSeen: v.exactOptional(v.boolean()),
}) satisfies v.GenericSchema<unknown, Partial<AppSettings>>;
