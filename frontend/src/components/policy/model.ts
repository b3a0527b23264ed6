import type { PolicySetting } from "@/api/staff/types";

/** A setting of the organisation, or one that a course may have of its own. */
export type Setting = PolicySetting & {
  /** Whether the course has its own value. */
  is_own?: boolean;
  /** False for what somebody else sets; its value is shown. */
  editable?: boolean;
};

/** Settings together with the name of exactly these values. */
export interface Rules {
  version: string;
  settings: Setting[];
}

/** A setting as it stands in its field: text, or a switch. */
export type Entered = string | boolean;
export type Form = Record<string, Entered>;

/** What a setting's field shows for a value. */
export function toField(setting: Setting, value: unknown): Entered {
  if (setting.kind === "switch") return value === true;
  if (setting.kind === "networks") return (value as string[]).join("\n");
  return String(value);
}

/** What the API takes for what stands in a field; undefined when it is no number. */
export function toValue(setting: Setting, entered: Entered): unknown {
  if (typeof entered === "boolean") return entered;
  if (setting.kind === "networks") return entered.split(/[\s,]+/).filter((part) => part !== "");
  if (setting.kind === "choice") return entered;
  return /^-?\d{1,9}$/.test(entered.trim()) ? Number(entered) : undefined;
}

export const toForm = (policy: Rules): Form =>
  Object.fromEntries(policy.settings.map((one) => [one.name, toField(one, one.value)]));

export const isChanged = (setting: Setting, entered: Entered): boolean =>
  JSON.stringify(toValue(setting, entered)) !== JSON.stringify(setting.value);

/** Whether what stands in a field of a course is not what its organisation has. */
export const isOwn = (setting: Setting, entered: Entered): boolean =>
  JSON.stringify(toValue(setting, entered)) !== JSON.stringify(setting.default);

/** The settings that differ from what is stored, by name, and those whose field holds no number. */
export function changesOf(policy: Rules, form: Form) {
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
export function groupsOf(policy: Rules): { title: string; settings: Setting[] }[] {
  const groups = new Map<string, Setting[]>();
  for (const setting of policy.settings) {
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
  }
  return [...groups].map(([title, settings]) => ({ title, settings }));
}

/** The settings with the values that somebody else has stored, as a refusal brings them. */
export function replaced<Kind extends Rules>(policy: Kind, facts: Record<string, unknown>): Kind {
  const stored = (facts["settings"] ?? {}) as Record<string, unknown>;
  const own = facts["own"] as string[] | undefined;
  const settings = policy.settings.map((one) => ({
    ...one,
    value: one.name in stored ? stored[one.name] : one.value,
    ...(own !== undefined && { is_own: own.includes(one.name) }),
  }));
  return { ...policy, version: String(facts["version"]), settings };
}

/** What others have stored since: its fields take their values over unless they hold a change. */
export function takenOver(before: Rules, now: Rules, form: Form): Form {
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
export function inWords(setting: Setting, value: unknown): string {
  if (setting.kind === "choice") return setting.choices[String(value)] ?? String(value);
  if (setting.kind === "switch") return value === true ? "on" : "off";
  if (setting.kind === "networks") return (value as string[]).join(", ") || "none";
  return `${String(value)} ${setting.unit}`;
}
