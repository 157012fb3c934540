import { nativeTheme } from 'electron';
import * as v from 'valibot';

import type { AppSettings } from '../contract';
import { AppSettingsSchema } from './app-settings';
import type { Profile, ProfileFile } from './profile-file';

/** The app's settings: read at the start, kept in the profile, told to whoever listens. */
export class Settings {
  private readonly file: ProfileFile<AppSettings>;

  constructor(
    profile: Profile,
    private readonly onChange: (settings: AppSettings) => void,
  ) {
    this.file = profile.open('settings.json', AppSettingsSchema, v.parse(AppSettingsSchema, {}));
    this.apply();
  }

  get value(): AppSettings {
    return this.file.value;
  }

  change(change: Partial<AppSettings>): AppSettings {
    this.file.set({ ...this.value, ...change });
    this.apply();
    this.onChange(this.value);
    return this.value;
  }

  /** The page follows by its media query, the system's own dialogs and menus by themselves. */
  private apply(): void {
    nativeTheme.themeSource = this.value.theme;
  }
}
