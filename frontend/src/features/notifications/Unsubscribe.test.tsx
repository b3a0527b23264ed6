import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { server } from "@/testing/server";
import { Unsubscribe } from "./Unsubscribe";

const TOKEN = "eyJvIjoxfQ:1vN:c2ln";
const url = "http://localhost:3000/api/notifications/unsubscribe/:token/";
const body = (done: boolean, kind = "absence_warning") => ({
  organization: "Northfield University",
  kind,
  label: kind === "absence_warning" ? "Absence warning" : "Daily digest",
  done,
});

function play(kind?: string): unknown[] {
  const sent: unknown[] = [];
  server.use(
    http.get(url, () => HttpResponse.json(body(false, kind))),
    http.post(url, ({ params }) => {
      sent.push(params["token"]);
      return HttpResponse.json(body(true, kind));
    }),
  );
  return sent;
}

it("says from what and of whom, and ends it only when asked to", async () => {
  const sent = play();
  render(<Unsubscribe token={TOKEN} />);
  expect(await screen.findByRole("heading", { name: /“Absence warning”/ })).toHaveFocus();
  expect(screen.getByText(/They come from Northfield University/)).toBeVisible();
  expect(sent).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Unsubscribe" }));
  expect(await screen.findByRole("heading", { name: "You are unsubscribed" })).toHaveFocus();
  expect(sent).toEqual([TOKEN]);
  const all = screen.getByRole("link", { name: "All notification settings" });
  expect(all).toHaveAttribute("href", "/notifications/settings");
});

it("takes a token that a mail program has escaped", async () => {
  const sent = play();
  render(<Unsubscribe token={encodeURIComponent(TOKEN)} />);
  await userEvent.click(await screen.findByRole("button", { name: "Unsubscribe" }));
  await screen.findByRole("heading", { name: "You are unsubscribed" });
  expect(sent).toEqual([TOKEN]);
});

it("says that a digest takes with it what is in it", async () => {
  play("daily_digest");
  render(<Unsubscribe token={TOKEN} />);
  expect(await screen.findByText(/none of the e-mails it collects/)).toBeVisible();
});

it("says that a link is bad", async () => {
  server.use(http.get(url, () => new HttpResponse(null, { status: 404 })));
  render(<Unsubscribe token="nonsense%" />);
  expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
});

it("tries again when the server did not answer, before and after the question", async () => {
  play();
  server.use(
    http.get(url, () => HttpResponse.error(), { once: true }),
    http.post(url, () => HttpResponse.error(), { once: true }),
  );
  render(<Unsubscribe token={TOKEN} />);
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  await userEvent.click(await screen.findByRole("button", { name: "Unsubscribe" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Nothing was changed");
  await userEvent.click(screen.getByRole("button", { name: "Unsubscribe" }));
  expect(await screen.findByRole("heading", { name: "You are unsubscribed" })).toBeVisible();
});
