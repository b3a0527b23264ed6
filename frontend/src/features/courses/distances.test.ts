import { expect, test } from "vitest";
import type { Distances } from "@/api/staff/types";
import { advice, type Ring, ringFigure, ringWords } from "./distances";
import { messages } from "./messages";

const ring = (kind: Ring["kind"], up_to_m: number | null, check_ins: number | null): Ring => ({
  kind,
  up_to_m,
  check_ins,
});

const told = (within: number | null, near: number | null): Distances => ({
  sessions: 3,
  since: "2026-11-02T09:00:00Z",
  rings: [ring("within", 100, within), ring("near", 200, near), ring("further", null, 0)],
});

test("rings are told from where to where, and few students as few", () => {
  const { rings } = told(40, null);
  expect(rings.map((_, index) => ringWords(rings, index))).toEqual([
    "In the fence, up to 100 m",
    "100 m to 200 m",
    "Beyond 200 m",
  ]);
  expect(rings.map(ringFigure)).toEqual(["40", messages.ringFew, "0"]);
});

test("a radius is judged by enough check-ins, and by those just outside", () => {
  expect(advice(told(15, 3))).toBeNull();
  expect(advice(told(180, null))).toBe(messages.radiusFits);
  expect(advice(told(180, 40))).toBe(messages.radiusSmall("40", "220"));
});
