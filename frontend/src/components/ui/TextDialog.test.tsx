import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { renderStaff } from "@/testing/staff";
import { TextDialog } from "./TextDialog";

const WORDS = {
  title: "Why?",
  label: "Reason",
  hint: "The student reads it.",
  missing: "Say why.",
  ideas: ["Medical", "Arrived late"],
  send: "Save",
  cancel: "Cancel",
};

async function draw(taken = true) {
  const onClose = vi.fn();
  const onSend = vi.fn((_text: string) => Promise.resolve(taken));
  renderStaff(<TextDialog words={WORDS} sendTestId="save" onClose={onClose} onSend={onSend} />);
  return { onClose, onSend, field: await screen.findByLabelText("Reason") };
}

const save = () => userEvent.click(screen.getByTestId("save"));

test("nothing is sent while there is nothing but space, and writing takes the complaint away", async () => {
  const { onClose, onSend, field } = await draw();
  await userEvent.type(field, "  ");
  await save();
  expect(field).toBeInvalid();
  expect(screen.getByText("Say why.")).toBeVisible();
  await userEvent.type(field, "Ill");
  expect(screen.queryByText("Say why.")).toBeNull();
  expect(onSend).not.toHaveBeenCalled();
  expect(onClose).not.toHaveBeenCalled();
});

test("a ready text fills the field, and the dialog closes once it is taken", async () => {
  const { onClose, onSend, field } = await draw();
  await userEvent.click(screen.getByRole("button", { name: "Medical" }));
  expect(field).toHaveValue("Medical");
  expect(screen.getByRole("button", { name: "Medical", pressed: true })).toBeVisible();
  await userEvent.type(field, " leave ");
  await save();
  expect(onSend).toHaveBeenCalledExactlyOnceWith("Medical leave");
  expect(onClose).toHaveBeenCalledOnce();
});

test("what the server refused is kept to be mended", async () => {
  const { onClose, onSend, field } = await draw(false);
  await userEvent.type(field, "Ill");
  await save();
  expect(onSend).toHaveBeenCalledOnce();
  expect(onClose).not.toHaveBeenCalled();
  expect(field).toHaveValue("Ill");
});
