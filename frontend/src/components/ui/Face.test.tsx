import { fireEvent, render } from "@testing-library/react";
import { expect, test } from "vitest";
import { Face } from "./Face";

test("a picture that does not load gives way to initials, and another address is tried again", () => {
  const { container, rerender } = render(<Face name="Ann Obi" url="/api/files/a.webp" />);
  const picture = () => container.querySelector("img");
  expect(picture()?.getAttribute("loading")).toBe("lazy");
  expect(picture()?.width).toBe(32);
  fireEvent.error(picture() as HTMLImageElement);
  expect(picture()).toBeNull();
  expect(container.textContent).toBe("AO");
  rerender(<Face name="Ann Obi" url="/api/files/b.webp" />);
  expect(picture()).not.toBeNull();
});
