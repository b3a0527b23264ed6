import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { renderStaff } from "@/testing/staff";
import { BulkBar } from "./BulkBar";
import { type Column, DataTable } from "./DataTable";
import { SearchField } from "./SearchField";
import { NOTHING } from "./selection";
import { useTableParams } from "./useTableParams";

interface Fruit {
  id: number;
  name: string;
  colour: string;
}

const COLUMNS: Column<Fruit>[] = [
  { key: "name", title: "Name", render: ({ name }) => name, sortable: true, phone: "title" },
  { key: "colour", title: "Colour", render: ({ colour }) => colour },
];
const FRUITS: Fruit[] = [
  { id: 1, name: "Apple", colour: "red" },
  { id: 2, name: "Banana", colour: "yellow" },
];
const FILTERS = ["colour"] as const;

function List({ rows, error = null }: { rows: Fruit[] | undefined; error?: unknown }) {
  const [params, change] = useTableParams(FILTERS);
  const [selection, setSelection] = useState(NOTHING);
  return (
    <>
      <SearchField
        label="Find"
        value={params.search}
        onSearch={(search: string) => change({ search })}
      />
      <DataTable
        label="Fruit"
        columns={COLUMNS}
        rows={rows}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        count={100}
        page={params.page}
        pageSize={2}
        sort={params.sort}
        error={error}
        onSort={(sort) => change({ sort })}
        onPage={(page) => change({ page })}
        onRetry={() => undefined}
        selection={selection}
        onSelection={setSelection}
        empty={<EmptyNote title="No fruit" />}
      />
      <BulkBar selection={selection} total={100} inSight={2} onSelection={setSelection}>
        <button type="button">Eat</button>
      </BulkBar>
    </>
  );
}

test("a column head sorts up, down and not at all, and the address says so", async () => {
  const { router } = renderStaff(<List rows={FRUITS} />);
  const head = () => screen.getByRole("columnheader", { name: "Name" });
  const press = () => userEvent.click(screen.getByRole("button", { name: "Name" }));
  await press();
  expect(head()).toHaveAttribute("aria-sort", "ascending");
  expect(router.state.location.search).toBe("?sort=name");
  await press();
  expect(head()).toHaveAttribute("aria-sort", "descending");
  await press();
  expect(head()).not.toHaveAttribute("aria-sort");
});

test("typing searches once it pauses, and leads back to the first page", async () => {
  const { router } = renderStaff(<List rows={FRUITS} />);
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  expect(router.state.location.search).toBe("?page=2");
  await userEvent.type(screen.getByLabelText("Find"), "app");
  await vi.waitFor(() => expect(router.state.location.search).toBe("?search=app"));
});

test("rows are chosen one by one, by the page, and all that match", async () => {
  renderStaff(<List rows={FRUITS} />);
  expect(screen.queryByRole("button", { name: "Eat" })).toBeNull();
  await userEvent.click(screen.getByLabelText("Select Apple"));
  expect(screen.getByText("1 selected")).toBeVisible();
  expect(screen.getByLabelText("Select this page")).toBePartiallyChecked();
  await userEvent.click(screen.getByLabelText("Select this page"));
  expect(screen.getByText("2 selected")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Select all 100 that match" }));
  expect(screen.getByText("100 selected")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(screen.queryByTestId("bulk-bar")).toBeNull();
});

test("no rows, no answer and an error each say so", () => {
  const first = renderStaff(<List rows={[]} />);
  expect(screen.getByText("No fruit")).toBeVisible();
  first.unmount();
  const second = renderStaff(<List rows={undefined} />);
  expect(screen.getByLabelText("Loading")).toHaveAttribute("aria-busy", "true");
  second.unmount();
  renderStaff(<List rows={undefined} error={new Error("oops")} />);
  expect(screen.getByRole("alert")).toBeVisible();
});

test("on a phone it is a list that can be sorted too", async () => {
  vi.stubGlobal("matchMedia", (media: string) => ({
    matches: true,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  const { router } = renderStaff(<List rows={FRUITS} />);
  expect(screen.queryByRole("table")).toBeNull();
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  await userEvent.selectOptions(screen.getByLabelText("Sort by"), "-name");
  expect(router.state.location.search).toBe("?sort=-name");
});
