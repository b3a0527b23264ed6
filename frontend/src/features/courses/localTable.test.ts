import { expect, test } from "vitest";
import { localPage } from "./localTable";

interface Row {
  id: number;
  name: string;
}

const rules = {
  textOf: ({ name }: Row) => name,
  sorts: { id: ({ id }: Row) => id, name: ({ name }: Row) => name },
  usual: "name",
};
const asked = { search: "", sort: "", page: 1 };
const some = [
  { id: 10, name: "Wei Zhang" },
  { id: 9, name: "Siobhán O’Reilly" },
];

test("a list is searched word by word, without accents", () => {
  const found = (search: string) =>
    localPage(some, { ...asked, search }, rules).matching.map(({ id }) => id);
  expect(found("reilly siobhan")).toEqual([9]);
  expect(found("nobody")).toEqual([]);
  expect(found("")).toEqual([9, 10]);
});

test("columns sort both ways, numbers as numbers, and an unknown one as usual", () => {
  const sorted = (sort: string) =>
    localPage(some, { ...asked, sort }, rules).rows.map(({ id }) => id);
  expect(sorted("id")).toEqual([9, 10]);
  expect(sorted("-id")).toEqual([10, 9]);
  expect(sorted("-name")).toEqual([10, 9]);
  expect(sorted("-nonsense")).toEqual([9, 10]);
});

test("pages hold fifty, and a page behind the last is the last", () => {
  const many = Array.from({ length: 120 }, (_, id) => ({ id, name: `N${id}` }));
  const third = localPage(many, { ...asked, sort: "id", page: 3 }, rules);
  expect(third.rows.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, at) => 100 + at));
  expect(localPage(many, { ...asked, page: 9 }, rules).page).toBe(3);
  expect(localPage([], { ...asked, page: 9 }, rules).page).toBe(1);
});
