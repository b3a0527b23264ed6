import type { Channel, Preferences, PreferencesChange } from "@/api/notifications";

/** Makes the settings that a change leads to. */
export type Draw = (settings: Preferences) => Preferences;

/** The name of one switch. */
export const switchName = (kind: string, channel: Channel): string => `${kind}-${channel}`;

/** Switches one kind by one channel. */
export function choice(
  kind: string,
  channel: Channel,
  enabled: boolean,
): [PreferencesChange, Draw] {
  const draw: Draw = (settings) => ({
    ...settings,
    kinds: settings.kinds.map((one) =>
      one.kind === kind
        ? {
            ...one,
            channels: one.channels.map((item) =>
              item.channel === channel ? { ...item, enabled } : item,
            ),
          }
        : one,
    ),
  });
  return [{ choices: [{ kind, channel, enabled }] }, draw];
}

/** Sets the quiet hours, as HH:MM of the organisation's clocks, or none. */
export function quietHours(
  hours: { from: string; until: string } | null,
): [PreferencesChange, Draw] {
  const change = { quiet_from: hours?.from ?? null, quiet_until: hours?.until ?? null };
  return [change, (settings) => ({ ...settings, ...change })];
}

/** Switches the daily digest. */
export function digest(daily_digest: boolean): [PreferencesChange, Draw] {
  return [{ daily_digest }, (settings) => ({ ...settings, daily_digest })];
}
