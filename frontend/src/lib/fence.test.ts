import { expect, test } from "vitest";
import { gridStep, heldRadius, moved, offsetFrom } from "./fence";

test("what is moved away is found there again", () => {
  for (const latitude of [0.33, 51.5, -77.8]) {
    const home = { latitude, longitude: 32.5 };
    const there = moved(home, { east: 250, north: -400 });
    const back = offsetFrom(home, there);
    expect(back.east).toBeCloseTo(250, 3);
    expect(back.north).toBeCloseTo(-400, 3);
  }
  // A degree of longitude is half as long at 60 degrees.
  const north = moved({ latitude: 60, longitude: 0 }, { east: 55_660, north: 0 });
  expect(north.longitude).toBeCloseTo(1, 3);
});

test("the date line and the poles are no edges", () => {
  const far = { latitude: 0, longitude: 179.9999 };
  const there = moved(far, { east: 100, north: 0 });
  expect(there.longitude).toBeLessThan(-179.99);
  expect(offsetFrom(far, there).east).toBeCloseTo(100, 3);
  expect(moved({ latitude: 89.9999, longitude: 5 }, { east: 0, north: 500 }).latitude).toBe(90);
});

test("a few steps of the grid fit, and a radius stays within its limits", () => {
  expect([40, 100, 320, 1000, 16_000].map(gridStep)).toEqual([10, 20, 50, 200, 2000]);
  expect([3, 99.6, 7000].map(heldRadius)).toEqual([10, 100, 5000]);
});
