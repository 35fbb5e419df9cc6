import type { Settings, SettingValue } from './types';

/** A setting as files hold it: an optimiser is text, 'adam 0.001'. */
export type StoredValue = number | string | boolean;

/** A value in a word or two: `0.5`, `last`, `adam 0.001`. */
export const settingText = (value: SettingValue): string =>
  typeof value === 'object' ? `${value.name} ${value.rate}` : String(value);

export const valueToStored = (value: SettingValue): StoredValue =>
  typeof value === 'object' ? settingText(value) : value;

/** The value that a file holds as `stored`. */
export function valueFromStored(stored: StoredValue): SettingValue {
  const [, name, rate] = /^(adam|sgd) (\S+)$/.exec(String(stored)) ?? [];
  return name === 'adam' || name === 'sgd' ? { name, rate: Number(rate) } : stored;
}

/** Settings for a file. */
export const settingsToStored = (settings: Settings): Record<string, StoredValue> =>
  mapSettings(settings, valueToStored);

/** Settings from a file. */
export const settingsFromStored = (stored: Readonly<Record<string, StoredValue>>): Settings =>
  mapSettings(stored, valueFromStored);

/** The same names with other values. */
export function mapSettings<A, B>(
  settings: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, change(value)]));
}
