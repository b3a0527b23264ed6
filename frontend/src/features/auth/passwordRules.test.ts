import { expect, test } from "vitest";
import type { PasswordRequirements } from "@/api/passwords";
import { judge, type OwnTexts, ownWords } from "./passwordRules";

const needs: PasswordRequirements = {
  min_length: 10,
  max_length: 128,
  refuses_common: true,
  refuses_own_words: true,
  min_length_besides_own_words: 8,
};
const amina: OwnTexts = {
  texts: ["amina", "Amina Wanjiru", "S-1001", "Northfield University"],
  complete: true,
};
const stranger: OwnTexts = { texts: ["Northfield University"], complete: false };

/** The standings by code, for the password alone. */
const standings = (password: string, own = amina, codes: string[] | null = null) =>
  Object.fromEntries(
    judge(password, needs, own, codes && { password, codes }).map((rule) => [
      rule.code.replace("password_", ""),
      rule.standing,
    ]),
  );

test("before anything is typed only what is missing is known", () => {
  expect(standings("")).toEqual({
    too_short: "missing",
    own_words: "open",
    too_common: "open",
  });
});

test("length counts characters, not their bytes, and says how many are missing", () => {
  expect(judge("🔑🔑🔑", needs, amina, null)[0]).toMatchObject({ standing: "missing", by: 7 });
  expect(standings("🔑🗝️🚪🪟🧱🏠🏡🏘️").too_short).toBe("met");
  expect(standings("x".repeat(128)).too_long).toBeUndefined();
  expect(judge("x".repeat(131), needs, amina, null)[1]).toMatchObject({
    code: "password_too_long",
    standing: "refused",
    by: 3,
  });
});

test.each([
  ["Wanjiru-amina", "missing"],
  ["northfield26", "missing"],
  ["ＡＭＩＮＡ１００１!!", "missing"],
  ["amina blue kettle", "met"],
  ["green mossy stones", "met"],
])("own words: %s is %s", (password, standing) => {
  expect(standings(password).own_words).toBe(standing);
});

test("who it is decides: another may have that password", () => {
  expect(standings("Wanjiru-amina", { texts: ["Tom Reed"], complete: true }).own_words).toBe("met");
});

test("where only the organisation is known, nothing is called met that the server may refuse", () => {
  expect(standings("green mossy stones", stranger).own_words).toBe("open");
  expect(standings("northfield26", stranger).own_words).toBe("missing");
});

test("what the server refused stays refused until something else is typed", () => {
  const refusal = { password: "password1234", codes: ["password_too_common"] };
  const common = (password: string) =>
    judge(password, needs, amina, refusal).find((rule) => rule.code === "password_too_common");
  expect(common("password1234")?.standing).toBe("refused");
  expect(common("password12345")?.standing).toBe("open");
});

test("words are those of the server: whole texts and their parts of three characters and more", () => {
  expect(ownWords(["Ann B. O'Neill_Li", "ann"])).toEqual(["ann b. o'neill_li", "neill", "ann"]);
});
