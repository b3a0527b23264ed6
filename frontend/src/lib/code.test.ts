import { describe, expect, it } from "vitest";
import { codeOfPath, normaliseCode, readScan } from "./code";

const CODE = "AB3DEF7H0123456789JK";

describe("normaliseCode", () => {
  it.each([
    ["7qk2zd", "7QK2ZD"],
    [" 7Q-K2 zd ", "7QK2ZD"],
    ["oOiIlL", "001111"],
    ["7Q!K2u", "7QK2"],
  ])("reads %s as %s", (typed, read) => expect(normaliseCode(typed)).toBe(read));
});

describe("codeOfPath", () => {
  it("takes either case and a closing slash", () => {
    expect(codeOfPath(`/C/${CODE}`)).toBe(CODE);
    expect(codeOfPath(`/c/${CODE.toLowerCase()}/`)).toBe(CODE);
  });

  it.each(["/c/", "/c/short", `/c/${CODE}X`, `/d/${CODE}`, `/c/${CODE.replace("A", "U")}`])(
    "refuses %s",
    (path) => expect(codeOfPath(path)).toBeNull(),
  );
});

describe("readScan", () => {
  it("finds the code in an upper-case address of this host", () => {
    expect(readScan(`HTTPS://UNI.EXAMPLE/C/${CODE}`, "uni.example")).toEqual({
      kind: "code",
      code: CODE,
    });
  });

  it("tells another host apart", () => {
    expect(readScan(`https://evil.example/c/${CODE}`, "uni.example")).toMatchObject({
      kind: "elsewhere",
      host: "evil.example",
    });
  });

  it.each([
    "hello",
    "https://uni.example/menu",
    `javascript:/c/${CODE}`,
    `ftp://uni.example/c/${CODE}`,
  ])("does not take %s for a code", (text) =>
    expect(readScan(text, "uni.example")).toEqual({ kind: "foreign" }),
  );
});
