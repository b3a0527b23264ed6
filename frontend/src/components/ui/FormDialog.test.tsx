import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { renderStaff } from "@/testing/staff";
import { FormDialog } from "./FormDialog";

function draw() {
  const onClose = vi.fn();
  renderStaff(
    <FormDialog opened title="New room" onClose={onClose}>
      <input aria-label="Name" />
    </FormDialog>,
  );
  return onClose;
}

test("Escape closes a form into which nothing was typed", async () => {
  const onClose = draw();
  await screen.findByLabelText("Name");
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
});

test("what was typed is thrown away on purpose only", async () => {
  const onClose = draw();
  await userEvent.type(await screen.findByLabelText("Name"), "Hall");
  await userEvent.keyboard("{Escape}");
  expect(onClose).not.toHaveBeenCalled();
  expect(screen.getByRole("alert")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Keep typing" }));
  expect(screen.getByLabelText("Name")).toHaveValue("Hall");
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Throw away" }));
  expect(onClose).toHaveBeenCalledOnce();
});
