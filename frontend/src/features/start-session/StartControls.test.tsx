import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { server } from "@/testing/server";
import { course, renderStaff, session } from "@/testing/staff";
import { StartControls } from "./StartControls";
import { StartOrOpen } from "./StartOrOpen";

const URL = "*/api/sessions/";

function refusal(status: number, code: string, params: Record<string, unknown> = {}) {
  return HttpResponse.json({ code, detail: "", params, request_id: "r1" }, { status });
}

test("one tap starts the course with its defaults", async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post(URL, async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json(session, { status: 201 });
    }),
  );
  const onStarted = vi.fn();
  renderStaff(<StartControls course={course} onStarted={onStarted} />);
  await userEvent.click(screen.getByTestId("start-CS101"));
  await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
  expect(bodies).toEqual([{ course: 7, kind: "rotating" }]);
  expect(onStarted.mock.calls[0]?.[0]).toMatchObject({ id: 9, existedBefore: false });
});

test("a session that is open already is where the tap leads", async () => {
  server.use(http.post(URL, () => refusal(409, "session_already_open", { session_id: 5 })));
  const onStarted = vi.fn();
  renderStaff(<StartControls course={course} onStarted={onStarted} />);
  await userEvent.click(screen.getByTestId("start-CS101"));
  await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
  expect(onStarted.mock.calls[0]?.[0]).toMatchObject({ id: 5, existedBefore: true });
});

test("another refusal is said and nothing is started", async () => {
  server.use(http.post(URL, () => refusal(403, "permission_denied")));
  const onStarted = vi.fn();
  renderStaff(<StartControls course={course} onStarted={onStarted} />);
  await userEvent.click(screen.getByTestId("start-CS101"));
  expect(await screen.findByText("Your account may not do that.")).toBeInTheDocument();
  expect(onStarted).not.toHaveBeenCalled();
});

test("a course without a room starts at the device's position, which is sent along", async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post(URL, async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json(session, { status: 201 });
    }),
  );
  vi.stubGlobal("navigator", {
    ...navigator,
    geolocation: {
      getCurrentPosition: (done: PositionCallback) =>
        done({ coords: { latitude: 0.3, longitude: 32.5, accuracy: 11.2 } } as GeolocationPosition),
    },
  });
  const onStarted = vi.fn();
  renderStaff(<StartControls course={course} onStarted={onStarted} />);
  await userEvent.click(screen.getByRole("button", { name: "Start at my position: CS101" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
  expect(bodies).toEqual([
    {
      course: 7,
      kind: "rotating",
      position: { latitude: 0.3, longitude: 32.5, accuracy_m: 12 },
    },
  ]);
});

test("a refused position explains itself and starts nothing", async () => {
  vi.stubGlobal("navigator", {
    ...navigator,
    geolocation: {
      getCurrentPosition: (_: PositionCallback, failed: PositionErrorCallback) =>
        failed({ code: 1 } as GeolocationPositionError),
    },
  });
  const onStarted = vi.fn();
  renderStaff(<StartControls course={course} onStarted={onStarted} />);
  await userEvent.click(screen.getByRole("button", { name: "Start at my position: CS101" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(/may not use your position/);
  expect(onStarted).not.toHaveBeenCalled();
});

test("a course with an open session leads there instead of starting another", async () => {
  const asked: string[] = [];
  server.use(
    http.get(URL, ({ request }) => {
      asked.push(new globalThis.URL(request.url).search);
      return HttpResponse.json({ count: 1, next: null, previous: null, results: [session] });
    }),
  );
  renderStaff(<StartOrOpen course={course} onStarted={vi.fn()} />);
  const link = await screen.findByRole("link", { name: "Go to the open session of CS101" });
  expect(link).toHaveAttribute("href", "/sessions/9");
  expect(screen.queryByTestId("start-CS101")).not.toBeInTheDocument();
  expect(asked).toEqual(["?course=7&state=open&page_size=1"]);
});

test("a course without one is started", async () => {
  server.use(
    http.get(URL, () => HttpResponse.json({ count: 0, next: null, previous: null, results: [] })),
  );
  renderStaff(<StartOrOpen course={course} onStarted={vi.fn()} />);
  expect(await screen.findByTestId("start-CS101")).toBeEnabled();
});
