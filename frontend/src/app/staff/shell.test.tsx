import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "@/api/client";
import { prepareBrowser } from "@/testing/staff";
import { colorSchemeManager } from "./colorScheme";
import { RouteFailure } from "./pages/RouteFailure";
import { shouldRetry } from "./queryClient";
import { pageBefore } from "./signedOut";

const refusal = (status: number) =>
  new ApiError(status, { code: "invalid", detail: "", params: {}, request_id: "r" });

test("an answer in the 400s is final; lost connections and 5xx are asked again twice", () => {
  expect(shouldRetry(0, refusal(404))).toBe(false);
  expect(shouldRetry(0, refusal(429))).toBe(false);
  expect(shouldRetry(0, refusal(503))).toBe(true);
  expect(shouldRetry(1, new NetworkError())).toBe(true);
  expect(shouldRetry(2, new NetworkError())).toBe(false);
});

test("the log-in page is told where to come back to", () => {
  expect(pageBefore("/login", { pathname: "/sessions/9", search: "?show=review" })).toBe(
    "/login?next=%2Fsessions%2F9%3Fshow%3Dreview",
  );
});

test("the colour scheme is stored in the words of the other entry", () => {
  const manager = colorSchemeManager();
  expect(manager.get("auto")).toBe("auto");
  manager.set("dark");
  expect(localStorage.getItem("attendance.theme")).toBe("dark");
  manager.set("auto");
  expect(localStorage.getItem("attendance.theme")).toBe("system");
  expect(manager.get("light")).toBe("auto");
});

test("another tab's choice of scheme is followed", () => {
  const manager = colorSchemeManager();
  const seen: string[] = [];
  manager.subscribe((scheme) => seen.push(scheme));
  window.dispatchEvent(new StorageEvent("storage", { key: "attendance.theme", newValue: "dark" }));
  manager.unsubscribe();
  window.dispatchEvent(new StorageEvent("storage", { key: "attendance.theme", newValue: "light" }));
  expect(seen).toEqual(["dark"]);
});

function Broken({ with: thrown }: { with: unknown }): never {
  throw thrown;
}

function fail(thrown: unknown) {
  prepareBrowser();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const router = createMemoryRouter([
    { path: "/", element: <Broken with={thrown} />, errorElement: <RouteFailure /> },
  ]);
  render(
    <MantineProvider env="test">
      <RouterProvider router={router} />
    </MantineProvider>,
  );
}

test("a page that throws is replaced by a way on", async () => {
  fail(new Error("boom"));
  expect(await screen.findByRole("heading", { name: "This page has failed" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Go to the dashboard" })).toBeVisible();
});

test("a page of an older build asks for a reload", async () => {
  fail(new TypeError("Failed to fetch dynamically imported module: /static/x.js"));
  expect(await screen.findByText(/A newer version was installed/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
});

test("an address that names nothing is a page of its own", async () => {
  fail(new Response(null, { status: 404 }));
  expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeVisible();
});
