import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { Preferences, PreferencesChange } from "@/api/notifications";
import { preferences } from "@/testing/notifications";
import { server } from "@/testing/server";
import { Settings } from "./Settings";

const url = "http://localhost:3000/api/notifications/preferences/";

/** Serves settings that keep what is changed; returns the changes. */
function play(settings: Preferences = preferences()): PreferencesChange[] {
  const changes: PreferencesChange[] = [];
  let stored = settings;
  server.use(
    http.get(url, () => HttpResponse.json(stored)),
    http.patch(url, async ({ request }) => {
      const change = (await request.json()) as PreferencesChange;
      changes.push(change);
      const { choices = [], ...times } = change;
      const kinds = stored.kinds.map((kind) => ({
        ...kind,
        channels: kind.channels.map((item) => {
          const chosen = choices.find(
            (one) => one.kind === kind.kind && one.channel === item.channel,
          );
          return chosen ? { ...item, enabled: chosen.enabled } : item;
        }),
      }));
      stored = { ...stored, ...times, kinds };
      return HttpResponse.json(stored);
    }),
  );
  return changes;
}

const email = () => screen.findByRole("switch", { name: "Check-in confirmation E-mail" });

it("a switch is stored at once and says so; switching back undoes it", async () => {
  const changes = play();
  render(<Settings />);
  await userEvent.click(await email());
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(await email()).not.toBeChecked();
  await userEvent.click(await email());
  await waitFor(() => expect(changes).toHaveLength(2));
  expect(changes.map((change) => change.choices?.[0]?.enabled)).toEqual([false, true]);
  await waitFor(async () => expect(await email()).toBeChecked());
});

it("what could not be stored is switched back, and nothing else with it", async () => {
  play();
  server.use(http.patch(url, () => new HttpResponse(null, { status: 500 }), { once: true }));
  render(<Settings />);
  await userEvent.click(await email());
  const digest = screen.getByRole("switch", { name: "One e-mail a day" });
  await userEvent.click(digest);
  await waitFor(() => expect(digest).toBeChecked());
  await waitFor(async () => expect(await email()).toBeChecked());
});

it("a failure is told beside the switch", async () => {
  play();
  server.use(http.patch(url, () => HttpResponse.error()));
  render(<Settings />);
  await userEvent.click(await email());
  expect(await screen.findByRole("alert")).toHaveTextContent("Not saved");
  expect(await email()).toBeChecked();
});

it("a channel that is not to be had says why, and an essential kind is always on", async () => {
  const settings = preferences();
  settings.kinds[0]?.channels.splice(1, 1, {
    channel: "email",
    enabled: true,
    offered: false,
    available: false,
  });
  play(settings);
  render(<Settings />);
  const sms = await screen.findByRole("switch", { name: "Check-in confirmation Text message" });
  expect(sms).toBeDisabled();
  expect(sms).toHaveAccessibleDescription(/No mobile number/);
  expect(await email()).toHaveAccessibleDescription(/does not send text messages/);
  expect(screen.getAllByText("Always on")).toHaveLength(3);
});

it("quiet hours are stored once the time is whole, and name their zone", async () => {
  const changes = play();
  render(<Settings />);
  const from = await screen.findByLabelText("From");
  expect(screen.getByText(/East Africa Time \(Africa\/Kampala\)/)).toBeVisible();
  fireEvent.change(from, { target: { value: "22:00" } });
  fireEvent.change(from, { target: { value: "22:30" } });
  fireEvent.blur(from);
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(changes).toEqual([{ quiet_from: "22:30", quiet_until: "07:00" }]);
});

it("one time is stored while the other is being typed, and a failure takes both back", async () => {
  const changes = play();
  render(<Settings />);
  const from = await screen.findByLabelText("From");
  const until = screen.getByLabelText("Until");
  fireEvent.change(from, { target: { value: "22:30" } });
  fireEvent.blur(from);
  fireEvent.change(until, { target: { value: "06:15" } });
  await waitFor(() => expect(changes).toHaveLength(2));
  expect(changes[1]).toEqual({ quiet_from: "22:30", quiet_until: "06:15" });
  expect(until).toHaveValue("06:15");
  server.use(http.patch(url, () => HttpResponse.error()));
  fireEvent.change(from, { target: { value: "20:00" } });
  fireEvent.blur(from);
  expect(await screen.findByRole("alert")).toHaveTextContent("Not saved");
  expect(from).toHaveValue("22:30");
});

it("quiet hours without length are not stored", async () => {
  const changes = play();
  render(<Settings />);
  const from = await screen.findByLabelText("From");
  fireEvent.change(from, { target: { value: "07:00" } });
  fireEvent.blur(from);
  expect(await screen.findByRole("alert")).toHaveTextContent("Both times are the same");
  expect(changes).toEqual([]);
  fireEvent.change(from, { target: { value: "" } });
  fireEvent.blur(from);
  expect(from).toHaveValue("21:00");
});

it("there can be no quiet hours, and the same ones again", async () => {
  const changes = play();
  render(<Settings />);
  const keep = await screen.findByRole("switch", { name: "Keep quiet hours" });
  await userEvent.click(keep);
  expect(screen.queryByLabelText("From")).not.toBeInTheDocument();
  await userEvent.click(keep);
  expect(await screen.findByLabelText("From")).toHaveValue("21:00");
  await waitFor(() =>
    expect(changes).toEqual([
      { quiet_from: null, quiet_until: null },
      { quiet_from: "21:00", quiet_until: "07:00" },
    ]),
  );
});

it("without a kind to choose it says so", async () => {
  play(preferences({ kinds: [] }));
  render(<Settings />);
  expect(await screen.findByText("Nothing to choose yet")).toBeVisible();
});

it("settings that do not load can be asked for again", async () => {
  play();
  server.use(http.get(url, () => HttpResponse.error(), { once: true }));
  render(<Settings />);
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await email()).toBeChecked();
});
