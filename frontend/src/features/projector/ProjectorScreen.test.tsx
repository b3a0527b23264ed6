import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { ProjectorState } from "@/api/staff/types";
import { server } from "@/testing/server";
import { renderStaff, session } from "@/testing/staff";
import { ProjectorScreen } from "./ProjectorScreen";

const URL = "*/api/sessions/9/projector/";
/** The server's clock is hours away from this machine's. */
const AHEAD_MS = 5 * 3_600_000;
const serverNow = () => Date.now() + AHEAD_MS;

let period: number;
let change: (state: ProjectorState) => ProjectorState;

/** What the server answers: the code of the moment and the next, by its own clock. */
function answer(): ProjectorState {
  const now = serverNow();
  const step = Math.floor(now / period);
  return change({
    session,
    server_time_ms: now,
    period_ms: period,
    kind: "rotating",
    codes: [step, step + 1].map((one) => ({
      step: one,
      url: `HTTPS://UNI.EXAMPLE/C/${one}`,
      valid_from_ms: one * period,
      valid_until_ms: (one + 1) * period,
    })),
    typed: [{ code: "7QK4M2", valid_from_ms: now - 1_000, valid_until_ms: now + 60_000 }],
    counts: { arrived: 41, enrolled: 58 },
  });
}

beforeEach(() => {
  period = 3_600_000;
  change = (state) => state;
  server.use(http.get(URL, () => HttpResponse.json(answer())));
});

const shown = () => screen.queryByTestId("qr")?.getAttribute("data-qr-url") ?? null;
const stepShown = () => Number(shown()?.split("/").at(-1));

test("it shows the code of the server's moment, whatever this machine's clock says", async () => {
  renderStaff(<ProjectorScreen session={9} />);
  await screen.findByTestId("qr");
  expect(stepShown()).toBe(Math.floor(serverNow() / period));
  expect(screen.getByTestId("arrived-count")).toHaveTextContent("41 / 58");
  expect(screen.getByTestId("typed-code")).toHaveAttribute("data-code", "7QK4M2");
});

test("the next code comes by itself at its moment, and then no other is in the page", async () => {
  period = 1_000;
  const { container } = renderStaff(<ProjectorScreen session={9} />);
  await screen.findByTestId("qr");
  const first = stepShown();
  await waitFor(() => expect(stepShown()).toBeGreaterThan(first), { timeout: 4_000 });
  expect(container.innerHTML.match(/UNI\.EXAMPLE/g)).toHaveLength(1);
});

test("without the server the last code goes when it ends, and comes back with it", async () => {
  period = 700;
  let down = false;
  server.use(http.get(URL, () => (down ? HttpResponse.error() : HttpResponse.json(answer()))));
  renderStaff(<ProjectorScreen session={9} />);
  await screen.findByTestId("qr");
  down = true;
  expect(
    await screen.findByText("No connection to the server", {}, { timeout: 6_000 }),
  ).toBeVisible();
  expect(shown()).toBeNull();
  down = false;
  window.dispatchEvent(new Event("online"));
  expect(await screen.findByTestId("qr")).toBeVisible();
}, 15_000);

test("a withdrawn code offers a new one, which shows at once", async () => {
  let renewed = false;
  change = (state) =>
    renewed ? state : { ...state, session: { ...session, token: null }, codes: [], typed: [] };
  server.use(
    http.post("*/api/sessions/9/tokens/", async ({ request }) => {
      expect(await request.json()).toEqual({ kind: "rotating" });
      renewed = true;
      return HttpResponse.json(session.token, { status: 201 });
    }),
  );
  renderStaff(<ProjectorScreen session={9} />);
  await userEvent.click(await screen.findByTestId("regenerate"));
  expect(await screen.findByTestId("qr")).toBeVisible();
});

test("space hides and shows the code, minus makes it smaller", async () => {
  renderStaff(<ProjectorScreen session={9} />);
  await screen.findByTestId("qr");
  await userEvent.keyboard(" ");
  expect(shown()).toBeNull();
  expect(screen.queryByTestId("typed-code")).not.toBeInTheDocument();
  await userEvent.keyboard(" ");
  expect(shown()).not.toBeNull();
  await userEvent.keyboard("-");
  expect(document.querySelector("[style*='--scale: 0.9']")).toBeInTheDocument();
});

test("a closed session says so and leads to the register", async () => {
  change = (state) => ({
    ...state,
    session: { ...session, state: "closed" },
    codes: [],
    typed: [],
  });
  renderStaff(<ProjectorScreen session={9} />);
  expect(await screen.findByText("Check-in is closed")).toBeVisible();
  const links = screen.getAllByRole("link", { name: "Register" });
  expect(links[0]).toHaveAttribute("href", "/sessions/9");
});

test("a session of somebody else is asked for once and explained", async () => {
  let asked = 0;
  server.use(
    http.get(URL, () => {
      asked += 1;
      return HttpResponse.json(
        { code: "not_found", detail: "", params: {}, request_id: "r1" },
        { status: 404 },
      );
    }),
  );
  renderStaff(<ProjectorScreen session={9} />);
  expect(await screen.findByRole("alert")).toHaveTextContent(/not one of your courses/);
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  expect(asked).toBe(1);
});
