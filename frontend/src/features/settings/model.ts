import type { Policy, PolicySetting } from "@/api/staff/types";

/** A setting as it stands in its field: text, or a switch. */
export type Entered = string | boolean;
export type Form = Record<string, Entered>;

/** What a setting's field shows for a value. */
export function toField(setting: PolicySetting, value: unknown): Entered {
  if (setting.kind === "switch") return value === true;
  if (setting.kind === "networks") return (value as string[]).join("\n");
  return String(value);
}

/** What the API takes for what stands in a field; undefined when it is no number. */
export function toValue(setting: PolicySetting, entered: Entered): unknown {
  if (typeof entered === "boolean") return entered;
  if (setting.kind === "networks") return entered.split(/[\s,]+/).filter((part) => part !== "");
  if (setting.kind === "choice") return entered;
  return /^-?\d{1,9}$/.test(entered.trim()) ? Number(entered) : undefined;
}

export const toForm = (policy: Policy): Form =>
  Object.fromEntries(policy.settings.map((one) => [one.name, toField(one, one.value)]));

export const isChanged = (setting: PolicySetting, entered: Entered): boolean =>
  JSON.stringify(toValue(setting, entered)) !== JSON.stringify(setting.value);

/** The settings that differ from what is stored, by name, and those whose field holds no number. */
export function changesOf(policy: Policy, form: Form) {
  const values: Record<string, unknown> = {};
  const unreadable: string[] = [];
  for (const setting of policy.settings) {
    const entered = form[setting.name] ?? "";
    if (!isChanged(setting, entered)) continue;
    const value = toValue(setting, entered);
    if (value === undefined) unreadable.push(setting.name);
    else values[setting.name] = value;
  }
  return { values, unreadable };
}

/** The settings under their headings, in the server's order. */
export function groupsOf(policy: Policy): { title: string; settings: PolicySetting[] }[] {
  const groups = new Map<string, PolicySetting[]>();
  for (const setting of policy.settings) {
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
  }
  return [...groups].map(([title, settings]) => ({ title, settings }));
}

/** The policy with the values that somebody else has stored, as a refusal brings them. */
export function replaced(
  policy: Policy,
  version: string,
  settings: Record<string, unknown>,
): Policy {
  const known = policy.settings.map((one) => ({
    ...one,
    value: one.name in settings ? settings[one.name] : one.value,
  }));
  return { version, settings: known };
}

/** What others have stored since: its fields take their values over unless they hold a change. */
export function takenOver(before: Policy, now: Policy, form: Form): Form {
  const next = { ...form };
  for (const setting of before.settings) {
    const newer = now.settings.find(({ name }) => name === setting.name);
    if (newer !== undefined && !isChanged(setting, form[setting.name] ?? "")) {
      next[setting.name] = toField(newer, newer.value);
    }
  }
  return next;
}

/** A value in words, for a comparison. */
export function inWords(setting: PolicySetting, value: unknown): string {
  if (setting.kind === "choice") return setting.choices[String(value)] ?? String(value);
  if (setting.kind === "switch") return value === true ? "on" : "off";
  if (setting.kind === "networks") return (value as string[]).join(", ") || "none";
  return `${String(value)} ${setting.unit}`;
}
