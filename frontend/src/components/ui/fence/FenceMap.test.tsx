import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { prepareBrowser } from "@/testing/staff";
import { FenceMap } from "./FenceMap";

prepareBrowser();

const centre = { latitude: 0.33, longitude: 32.57 };
const radius = () => Number(document.querySelector("svg circle")?.getAttribute("r"));

test("the buttons look at the fence from nearer and from farther, by keys too", async () => {
  render(<FenceMap centre={centre} radius={100} />);
  const before = radius();
  expect(screen.getByText("100 m")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Zoom in" }));
  expect(radius()).toBeCloseTo(before * 2);
  expect(screen.getByText("50 m")).toBeVisible();
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "Zoom out" })).toHaveFocus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(radius()).toBeCloseTo(before / 2);
  // At the end the button says so and stays where the keyboard is.
  await userEvent.keyboard("{Enter}".repeat(9));
  expect(radius()).toBeCloseTo(before / 32);
  expect(screen.getByRole("button", { name: "Zoom out" })).toHaveFocus();
  expect(screen.getByRole("button", { name: "Zoom out" })).toHaveAttribute("aria-disabled", "true");
});

test("a pinch zooms, and the wheel alone scrolls the page", () => {
  render(<FenceMap centre={centre} radius={100} />);
  const before = radius();
  const map = screen.getByTestId("fence-map");
  // What nobody has prevented is the page's.
  expect(fireEvent.wheel(map, { deltaY: -120 })).toBe(true);
  expect(radius()).toBeCloseTo(before);
  expect(fireEvent.wheel(map, { deltaY: -60, ctrlKey: true })).toBe(false);
  expect(radius()).toBeCloseTo(before * 2);
});
