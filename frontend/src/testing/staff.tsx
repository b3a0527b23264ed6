import { MantineProvider } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import type { Course, Me, RegisterRow, Session } from "@/api/staff/types";
import { makeQueryClient } from "@/app/staff/queryClient";
import { Announcer } from "@/components/feedback/Announcer";
import { StaffProvider } from "@/hooks/useStaff";

/** What jsdom lacks and Mantine asks for. */
export function prepareBrowser(): void {
  window.matchMedia ??= (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  if (!("fonts" in document)) Object.assign(document, { fonts: new EventTarget() });
  Element.prototype.scrollIntoView ??= () => undefined;
  notifications.clean();
}

export const me: Me = {
  id: 1,
  username: "m.nalwoga",
  full_name: "Dr. Miriam Nalwoga",
  email: "",
  email_verified: true,
  phone: "",
  picture_url: null,
  password_change_required: false,
  role: "lecturer",
  organization: { name: "Makindye", slug: "mut", timezone: "Africa/Kampala", currency: "UGX" },
  student: null,
  lecturer: null,
  session: { seconds_left: 3600, absolute_seconds_left: 40_000 },
};

export const course: Course = {
  id: 7,
  code: "CS101",
  name: "Programming",
  term: {
    id: 1,
    name: "Semester I",
    first_day: "2026-08-24",
    last_day: "2026-12-18",
    version: "t1",
  },
  lecturers: [],
  is_active: true,
  version: "c1",
  default_venue: null,
  join_code: null,
  join_address: null,
  enrolled_count: 3,
};

export const session: Session = {
  id: 9,
  course: { id: 7, code: "CS101", name: "Programming" },
  schedule_id: null,
  class_date: null,
  state: "open",
  planned_start: null,
  opens_at: "2026-11-22T09:00:00Z",
  opened_at: "2026-11-22T09:00:00Z",
  closes_at: "2126-11-22T09:15:00Z",
  closed_at: null,
  venue_name: "Main Building 204",
  fence: null,
  policy: {} as Session["policy"],
  token: {
    id: 90,
    kind: "rotating",
    period_s: 5,
    valid_from: "2026-11-22T09:00:00Z",
    valid_until: "2126-11-22T09:15:00Z",
    revoked_at: null,
  },
  enrolled_count: 3,
  present_count: 0,
  late_count: 0,
  reopen_count: 0,
};

export function row(id: number, name: string, part: Partial<RegisterRow> = {}): RegisterRow {
  return {
    student: { id, student_id: `S-${id}`, full_name: name },
    status: null,
    source: null,
    arrived_at: null,
    recorded_at: null,
    band: null,
    reasons: [],
    contested: false,
    enrolled: true,
    attempts: 0,
    last_change: null,
    ...part,
  };
}

/** Draws something at `/start` of a small application with the real providers. */
export function renderStaff(children: ReactNode, others: string[] = []) {
  prepareBrowser();
  const queryClient = makeQueryClient();
  const router = createMemoryRouter(
    [
      { path: "/start", element: children },
      ...others.map((path) => ({ path, element: <p>{`at ${path}`}</p> })),
    ],
    { initialEntries: ["/start"] },
  );
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <StaffProvider me={me}>
          <RouterProvider router={router} />
        </StaffProvider>
        <Notifications />
        <Announcer />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, router, queryClient };
}
