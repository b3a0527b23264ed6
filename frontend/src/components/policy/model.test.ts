import { expect, test } from "vitest";
import type { Policy, PolicySetting } from "@/api/staff/types";
import { changesOf, groupsOf, inWords, replaced, takenOver, toForm } from "./model";

const setting = (
  name: string,
  kind: PolicySetting["kind"],
  value: unknown,
  group = "Times",
): PolicySetting => ({
  name,
  kind,
  value,
  group,
  title: name,
  help: "",
  unit: kind === "number" ? "minutes" : "",
  minimum: null,
  maximum: null,
  choices: { off: "Off", flag: "Mark" },
  default: value,
  default_words: "",
});

const policy: Policy = {
  version: "a",
  settings: [
    setting("late", "number", 10),
    setting("rule", "choice", "off", "Phones"),
    setting("networks", "networks", ["10.0.0.0/8"], "Phones"),
    setting("guardians", "switch", true, "Warnings"),
  ],
};

test("what was not touched is no change, however it is written", () => {
  const form = toForm(policy);
  expect(changesOf(policy, form)).toEqual({ values: {}, unreadable: [] });
  const spaced = { ...form, late: " 10 ", networks: "10.0.0.0/8\n\n" };
  expect(changesOf(policy, spaced).values).toEqual({});
});

test("changes are sent as the server takes them, and what is no number is named", () => {
  const form = {
    ...toForm(policy),
    late: "5",
    networks: "10.0.0.0/8, 192.0.2.0/24",
    guardians: false,
  };
  expect(changesOf(policy, form).values).toEqual({
    late: 5,
    networks: ["10.0.0.0/8", "192.0.2.0/24"],
    guardians: false,
  });
  expect(changesOf(policy, { ...form, late: "soon" }).unreadable).toEqual(["late"]);
});

test("somebody else's settings are taken over, one's own changes stay", () => {
  const form = { ...toForm(policy), late: "5" };
  const now = replaced(policy, { version: "b", settings: { late: 20, rule: "flag" } });
  const merged = takenOver(policy, now, form);
  expect(merged).toEqual({ ...form, rule: "flag" });
  expect(changesOf(now, merged).values).toEqual({ late: 5 });
});

test("headings stand in the server's order, and values read as words", () => {
  expect(groupsOf(policy).map(({ title }) => title)).toEqual(["Times", "Phones", "Warnings"]);
  expect(policy.settings.map((one) => inWords(one, one.value))).toEqual([
    "10 minutes",
    "Off",
    "10.0.0.0/8",
    "on",
  ]);
});
