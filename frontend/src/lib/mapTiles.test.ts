import { expect, test } from "vitest";
import { finePixels, placeOf, project, tilesOf, tileUrl, type View, zoomFor } from "./mapTiles";

const at = (latitude: number, longitude: number, wide = 512, high = 320): View => ({
  centre: { latitude, longitude },
  wide,
  high,
});

test("known places are on the tiles that every map has them on", () => {
  const tile = (latitude: number, longitude: number, zoom: number) => {
    const { x, y } = project({ latitude, longitude });
    return [Math.floor(x * 2 ** zoom), Math.floor(y * 2 ** zoom)];
  };
  // The example in OpenStreetMap's description of its tile names.
  expect(tile(35.6590699, 139.7006793, 18)).toEqual([232798, 103246]);
  expect(tile(0.3476, 32.5825, 15)).toEqual([19349, 16352]);
  expect(tile(-33.8568, 151.2153, 12)).toEqual([3768, 2457]);
  expect(project({ latitude: 0, longitude: 0 })).toEqual({ x: 0.5, y: 0.5 });
  expect(project({ latitude: 85.05112878, longitude: -180 }).y).toBeCloseTo(0, 8);
});

test("the middle of a view lies in the middle of the drawing, at every latitude", () => {
  for (const latitude of [0, 35.7, -60, 84]) {
    const view = at(latitude, 139.7);
    const zoom = zoomFor(view, 512, 19);
    const { x, y } = project(view.centre);
    const middle = tilesOf(view, zoom).find(
      (tile) => tile.x === Math.floor(x * 2 ** zoom) && tile.y === Math.floor(y * 2 ** zoom),
    );
    if (middle === undefined) throw new Error("no tile in the middle");
    const place = placeOf(middle, view);
    expect(place.left + (x * 2 ** zoom - middle.column) * place.width).toBeCloseTo(0.5, 6);
    expect(place.top + (y * 2 ** zoom - middle.y) * place.height).toBeCloseTo(0.5, 6);
    // Squares stay squares: as many metres high as wide.
    expect(place.width * view.wide).toBeCloseTo(place.height * view.high, 6);
  }
});

test("tiles are about as fine as the screen, and no finer than there are", () => {
  const view = at(0, 0);
  // A metre a pixel at the equator: 156,543 m a pixel at zoom 0, halved with each.
  expect(zoomFor(view, 512, 22)).toBe(17);
  expect(zoomFor(view, 1024, 22)).toBe(18);
  expect(zoomFor(view, 1024, 15)).toBe(15);
  expect(zoomFor(at(0, 0, 1e9, 1e9), 10, 19)).toBe(0);
  expect(tilesOf(view, 17).length).toBeLessThanOrEqual(12);
  expect(finePixels("/{z}/{x}/{y}", 400, 3)).toBe(800);
  expect(finePixels("/{z}/{x}/{y}{r}", 400, 3)).toBe(400);
});

test("the map goes on past the date line and ends at its north and south", () => {
  const over = tilesOf(at(0, 179.9999), 17);
  expect(new Set(over.map(({ x }) => x))).toContain(0);
  expect(new Set(over.map(({ x }) => x))).toContain(2 ** 17 - 1);
  const [first] = over.filter(({ x }) => x === 0);
  if (first === undefined) throw new Error("no tile past the date line");
  expect(placeOf(first, at(0, 179.9999)).left).toBeGreaterThan(0.5);
  expect(tilesOf(at(-17, -180), 15).every(({ x }) => x >= 0 && x < 2 ** 15)).toBe(true);
  expect(tilesOf(at(90, 0), 15)).toEqual([]);
  expect(tilesOf(at(-89, 0), 15)).toEqual([]);
  expect(tilesOf(at(85.05, 0, 16_000, 16_000), 12).every(({ y }) => y >= 0)).toBe(true);
});

test("addresses are made of the template alone", () => {
  const tile = { key: "", zoom: 3, x: 5, y: 2, column: 13 };
  const template = "https://t.example/{z}/{y}/{x}{r}.png?key=$&";
  expect(tileUrl(template, tile, 1)).toBe("https://t.example/3/2/5.png?key=$&");
  expect(tileUrl(template, tile, 2)).toBe("https://t.example/3/2/5@2x.png?key=$&");
});
